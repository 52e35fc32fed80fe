"""How a commune is shaded: by the share that is without, or by what was lost just now; worse stands out more."""

from dashboard.components.coverage_three import amount, share
from dashboard.coverage_seen import Seen
from dashboard.coverage_view import View
from dashboard.theme import CHART_SCALE

SCREEN = CHART_SCALE  # bright is bad: what is well stays close to the dark ground
PAPER = ("#f7fafd", "#e2ecf6", "#c6dbec", "#9cc3de", "#6aa3cd", "#3f7fb5")  # dark is bad: paper is light
# A commune belongs to the first step whose bound its covered share reaches, or its lost share stays under.
COVERED_FROM = (0.99, 0.95, 0.80, 0.50, 0.25, 0.0)
LOST_UP_TO = (0.0, 0.01, 0.05, 0.20, 0.50, 1.0)


def shades(seen: Seen, view: View, codes: list[str]) -> dict[str, int]:
    """The step of each commune, 0 (well) to 5; a commune without a figure is not named."""
    found = {code: step(seen, view, code) for code in codes}
    return {code: number for code, number in found.items() if number is not None}


def step(seen: Seen, view: View, code: str) -> int | None:
    """The step of one commune; None when it has nothing of what is asked for, or nobody has computed it."""
    standing = seen.standing(code, view.service)
    if view.when == "lost":
        whole = amount(view.figure, standing.planned.total)
        return _lost(amount(view.figure, standing.lost) / whole) if whole > 0 else None
    covered = share(view.figure, standing.planned if view.when == "planned" else standing.now)
    return None if covered is None else _covered(covered)


def _covered(covered: float) -> int:
    return next((number for number, bound in enumerate(COVERED_FROM) if covered >= bound), 5)


def _lost(lost: float) -> int:
    return next((number for number, bound in enumerate(LOST_UP_TO) if lost <= bound), 5)
