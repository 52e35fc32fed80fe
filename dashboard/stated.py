"""Indicators as they stand: what was stated of the newest period, beside its target; missing is missing, never zero."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from config.city import IndicatorKind
from store.indicators import Period, summed
from store.records import Indicator

SHARES = ("accounts", "schools", "hamlets", "households", "communes")  # units of which a part is stated, with its whole
BEST_LOW = ("rank",)
PILLARS = ("dti_government_score", "dti_economy_score", "dti_society_score")


class Stated(NamedTuple):
    """One indicator over the city. Where parts are stated with their wholes ``value`` is the share in percent, else the
    mean of those who gave a figure, or the one figure of the city; None: nobody gave any.
    """

    kind: IndicatorKind
    period: str
    value: float | None
    target: float | None
    unit: str
    given: int
    missing: int
    silent: int
    as_of: datetime | None

    @property
    def gap(self) -> float | None:
        """How far the target is missed: above 0 is short of it."""
        if self.value is None or self.target is None:
            return None
        return self.value - self.target if self.kind.unit in BEST_LOW else self.target - self.value


def by_kind(rows: Sequence[Indicator]) -> dict[str, list[Indicator]]:
    """The statements of each indicator."""
    found: dict[str, list[Indicator]] = {}
    for row in rows:
        found.setdefault(row.indicator, []).append(row)
    return found


def stated(kind: IndicatorKind, rows: Sequence[Indicator], communes: Collection[str]) -> Stated:
    """One indicator in its newest period; who stated only an older one is silent of this one."""
    places = list(communes) if kind.scope == "commune" else [""]
    if not rows:
        return Stated(kind, "", None, None, unit_of(kind), 0, 0, len(places), None)
    period = max(rows, key=lambda row: (row.starts, row.period)).period
    current = [row for row in rows if row.period == period and row.commune_code in set(places)]
    total = summed(current, places)
    value, target = _value(kind, current, total.share_percent), _target(kind, current)
    as_of = max((row.time for row in rows), default=None)
    return Stated(kind, period, value, target, unit_of(kind), total.given, total.missing, total.silent, as_of)


def unit_of(kind: IndicatorKind) -> str:
    """The unit in which it is shown."""
    return "percent" if kind.unit in SHARES else kind.unit


def of_commune(kind: IndicatorKind, row: Indicator | None) -> float | None:
    """One commune's figure in the unit in which it is shown; None is missing or not said."""
    if row is None or row.value is None:
        return None
    if kind.unit not in SHARES:
        return row.value
    return 100 * row.value / row.whole if row.whole else None


def target_of(kind: IndicatorKind, row: Indicator | None) -> float | None:
    """One commune's target in the same unit."""
    if row is None or row.target is None:
        return None
    if kind.unit not in SHARES:
        return row.target
    return 100 * row.target / row.whole if row.whole else None


def index_of(code: str, of: Mapping[str, Mapping[str, float | None]]) -> float | None:
    """A commune's Digital Transformation Index: the mean of its pillars; None as long as one of them is missing."""
    values = [of.get(pillar, {}).get(code) for pillar in PILLARS]
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known and len(known) == len(values) else None


def _value(kind: IndicatorKind, rows: Sequence[Indicator], share: float | None) -> float | None:
    if kind.unit in SHARES:
        return share
    values = [row.value for row in rows if row.value is not None]
    return sum(values) / len(values) if values else None


def _target(kind: IndicatorKind, rows: Sequence[Indicator]) -> float | None:
    if kind.unit in SHARES:
        pairs = [(row.target, row.whole) for row in rows if row.target is not None and row.whole]
        below = sum(whole for _, whole in pairs)
        return 100 * sum(target for target, _ in pairs) / below if below else None
    targets = [row.target for row in rows if row.target is not None]
    return sum(targets) / len(targets) if targets else None


def share_of(kind: IndicatorKind, row: Period) -> float | None:
    """A period over the city in the unit in which it is shown: a share, or the mean of all who gave a figure."""
    if kind.unit in SHARES:
        return 100 * row.part / row.whole if row.part is not None and row.whole else None
    return row.total / row.given if row.total is not None and row.given else None
