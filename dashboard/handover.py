"""What a shift hands over, written by the program: open cases, what was done, what is hidden, which work goes on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from dashboard.casefile import as_seen
from dashboard.scope import Scope, rest_within, thing_of
from store import alerts, handovers, maintenance, watch
from store.alerts import Rest
from store.handovers import Handover
from store.maintenance import Maintenance
from store.pool import AsyncConnection
from store.records import Alert
from store.watch import Flood

SHIFT = timedelta(hours=12)  # of what is told when nobody ever handed over
MOST_CASES = 200


class Case(msgspec.Struct, frozen=True):
    """An open case as it stood."""

    id: int
    kind: str
    severity: str
    state: str
    owner: str
    source_id: str
    commune_code: str
    opened_at: datetime
    escalated: int


class Report(msgspec.Struct, frozen=True):
    """All of it; ``cases`` stand for themselves, ``more`` found no room, ``hidden`` counts the others by why."""

    since: datetime
    made_at: datetime
    cases: list[Case]
    more: int
    done: Mapping[str, int]
    hidden: Mapping[str, int]
    flood_since: datetime | None
    works: list[Maintenance]


class Desk(msgspec.Struct, frozen=True):
    """What is on the page: the report as of now, and the last hand-overs among who sees the same, the newest first."""

    now: Report
    past: list[Handover]

    @property
    def waiting(self) -> Handover | None:
        """The one that nobody has signed for the next shift yet."""
        return next((row for row in self.past if row.taken_by is None), None)


async def read(connection: AsyncConnection, scope: Scope | None, now: datetime) -> Desk:
    """The page's content, read in one visit."""
    past = await handovers.newest(connection, desk_of(scope))
    since = past[0].made_at if past else now - SHIFT
    seen = None if scope is None else (sorted(scope.communes), sorted(scope.cameras))
    found, rest = await _unresolved(connection, scope)
    done = await handovers.done(connection, since, now, seen)
    works = [row for row in await maintenance.windows(connection, now) if row.begins <= now < row.ends]
    return Desk(report(found, rest, since, now, done, await watch.flood(connection), works), past)


async def _unresolved(connection: AsyncConnection, scope: Scope | None) -> tuple[list[Alert], Sequence[Rest]]:
    """The cases that there is room for, and the others counted."""
    known = await alerts.unresolved(connection)
    rest = await alerts.rest(connection, known)
    if scope is None:
        return known, rest
    beyond = await alerts.of_desks(connection, known)
    mine = [as_seen(row, scope) for row in (*known, *beyond) if scope.holds(thing_of(row))]
    return mine, rest_within(rest, beyond, scope, flooded=False)


def desk_of(scope: Scope | None) -> str:
    """The desk whose shifts hand over to each other: those who see the same."""
    return scope.desk if scope else ""


def report(
    found: list[Alert],
    rest: Sequence[Rest],
    since: datetime,
    now: datetime,
    done: Mapping[str, int],
    flood: Flood,
    works: list[Maintenance],
) -> Report:
    """What is written of these."""
    shown = [row for row in found if not row.hidden]
    cases = [
        Case(a.id, a.kind, a.severity, a.state, a.owner, a.source_id, a.commune_code, a.opened_at, a.escalated)
        for a in shown[:MOST_CASES]
    ]
    hidden = Counter(row.hidden for row in found if row.hidden)
    for row in rest:
        hidden[row.hidden] += row.alerts
    more = max(0, len(shown) - MOST_CASES) + hidden.pop("", 0)
    return Report(since, now, cases, more, dict(done), dict(hidden), flood.since, works)
