"""How alerts become closed cases, as a leader reads it: how many reach each step, how fast, and why others do not."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from dashboard.centre import Centre
from dashboard.scope import Scope
from store.funnel import STEPS, Asked, Course, Judgement, Loss
from vision.interval import Interval, wilson

SPANS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
FALSE_SHARE = 0.15  # of one camera's alerts, at most: beyond it people stop to believe it
STEP_NAMES = {
    "detected": "Detected",
    "verified": "Verified: somebody took it",
    "handed_over": "Handed over: a unit was sent",
    "acted": "Acted on: a step was done",
    "closed": "Closed",
}
WHY_LOST = {
    "nobody": "nobody has taken it yet",
    "hidden": "explained by another alert, announced work or a flood",
    "by_itself": "over by itself before somebody was done",
    "shelved": "shelved",
    "open_again": "taken, not acted on in time, open again",
    "under_way": "under way",
    "without_unit": "resolved without a unit",
    "false": "dismissed: false alert",
    "duplicate": "dismissed: duplicate",
    "test": "dismissed: test",
    "no_action_possible": "dismissed: no action possible",
}
GROUPS = {"unit": "By unit", "kind": "By kind", "commune": "By commune"}


class Step(NamedTuple):
    """One step of the way: how many came so far, what share of all that is, how long they took, why others did not."""

    key: str
    alerts: int
    share: float
    seconds: float | None
    losses: list[Loss]


class Precision(NamedTuple):
    """How many of a camera's alerts of one rule were so, of those that people judged; ``look``: surely too few."""

    judgement: Judgement
    rate: Interval
    look: bool


def asked(centre: Centre, span: str, scope: Scope | None, now: datetime) -> Asked:
    """What to ask the store for a span that ends now."""
    units = {kind: procedure.unit for kind, procedure in centre.whole.procedures.items()}
    seen = None if scope is None else (sorted(scope.communes), sorted(scope.cameras))
    return Asked(now - timedelta(days=SPANS[span]), now, units, seen)


def steps(course: Course, losses: Sequence[Loss]) -> list[Step]:
    """The way of one group, from all that was detected to what was closed."""
    mine = [loss for loss in losses if (loss.group, loss.name) == (course.group, course.name)]
    return [
        Step(
            key,
            count,
            count / course.counts[0] if course.counts[0] else 0.0,
            seconds,
            [loss for loss in mine if loss.step == key],
        )
        for key, count, seconds in zip(STEPS, course.counts, (None, *course.seconds), strict=True)
    ]


def precisions(judgements: Sequence[Judgement]) -> list[Precision]:
    """The share of true alerts with its interval; a look is deserved where surely more than FALSE_SHARE are false."""
    found = []
    for row in judgements:
        judged = row.confirmed + row.false
        look = judged > 0 and wilson(row.false, judged).low > FALSE_SHARE
        found.append(Precision(row, wilson(row.confirmed, judged), look))
    return sorted(found, key=lambda row: (not row.look, -row.judgement.false, row.judgement.camera_id))


def rules(centre: Centre) -> list[str]:
    """The kinds of alerts that vision makes: those with a severity of their own that are no ailment of a camera."""
    return [kind for kind in centre.settings.alerts.severity if not kind.startswith("camera_")]
