"""Questions about alerts."""

from collections.abc import Sequence
from typing import LiteralString, NamedTuple

from store.pool import AsyncConnection
from store.records import Alert

MOST = 1000  # more no screen is drawn from; the rest is counted
FIRST = 200  # of all those to take next, the longest waiting ones among them
OF_KIND = 20  # of each kind
OF_COMMUNE = 20  # of each commune, whatever comes above: who works there works from the top of these
COLUMNS: LiteralString = """id, fingerprint, kind, severity, state, source_id, opened_at, last_seen_at, cleared_at,
    lon, lat, commune_code, details, version, owner, changed_at, changed_by, shelved_until, escalated, reason, hidden,
    root_id, hides, flapping, told"""


class Rest(NamedTuple):
    """Alerts for which no list has room, those that are alike counted together; ``late``: they escalated already."""

    commune_code: str
    kind: str
    severity: str
    hidden: str
    state: str
    late: bool
    alerts: int


def with_columns(question: LiteralString) -> LiteralString:
    """The question with all columns of an alert in the place of {columns}."""
    return question.replace("{columns}", COLUMNS)


# What is hidden comes last, then most severe first, newest first; the id settles ties, so that a list never jumps
# between two reads. When there are more than ``most``, these stay among them: the oldest of those to take next, of all
# and of each kind, so that no crash is lost behind links; whatever stands for others; and what somebody has already.
UNRESOLVED = with_columns("""
SELECT {columns} FROM alerts JOIN (
    SELECT id AS number, hides AS standing, owner AS taken,
        row_number() OVER (ORDER BY hidden <> '', grave, opened_at DESC, id DESC) AS newest,
        row_number() OVER (ORDER BY hidden <> '', grave, state <> 'open', opened_at, id) AS turn,
        row_number() OVER (PARTITION BY kind
            ORDER BY hidden <> '', grave, state <> 'open', opened_at, id) AS of_kind
    FROM (SELECT *, array_position(ARRAY['extreme', 'severe', 'moderate', 'minor', 'unknown'], severity) AS grave
          FROM alerts WHERE state NOT IN ('resolved', 'dismissed')) AS waiting
) AS places ON number = id
WHERE alerts.state NOT IN ('resolved', 'dismissed')
    AND (newest <= %(most)s OR turn <= %(first)s OR of_kind <= %(of_kind)s OR standing ? 'alerts' OR taken <> '')
ORDER BY newest""")


async def unresolved(
    connection: AsyncConnection, most: int = MOST, first: int = FIRST, of_kind: int = OF_KIND
) -> list[Alert]:
    """The alerts somebody still has to judge, the most severe first; all, unless they are more than ``most``."""
    cursor = await connection.execute(UNRESOLVED, {"most": most, "first": first, "of_kind": of_kind})
    return [Alert(*row) for row in await cursor.fetchall()]


# What the city's flood alone holds back comes with the others: a commune's desk may have none.
OF_DESKS = with_columns("""
SELECT {columns} FROM alerts JOIN (
    SELECT id AS number, source_id AS source, row_number() OVER (PARTITION BY commune_code
        ORDER BY hidden IN ('root', 'maintenance'), grave, state <> 'open', opened_at, id) AS turn
    FROM (SELECT *, array_position(ARRAY['extreme', 'severe', 'moderate', 'minor', 'unknown'], severity) AS grave
          FROM alerts WHERE state NOT IN ('resolved', 'dismissed')) AS waiting
) AS places ON number = id
WHERE alerts.state NOT IN ('resolved', 'dismissed') AND id <> ALL(%(known)s::bigint[])
    AND (turn <= %(of_commune)s
         OR source IN (SELECT unnest(cameras) FROM users UNION SELECT unnest(cameras) FROM wall_tokens))
ORDER BY id""")


async def of_desks(
    connection: AsyncConnection, known: Sequence[Alert], most: int = MOST, of_commune: int = OF_COMMUNE
) -> list[Alert]:
    """For who sees a part of the city, what the ``known`` ones leave out when there are more than ``most``: of each
    commune those to take next, and all that is about a camera which somebody sees by its name.
    """
    if len(known) < most:
        return []
    cursor = await connection.execute(OF_DESKS, {"known": [row.id for row in known], "of_commune": of_commune})
    return [Alert(*row) for row in await cursor.fetchall()]


REST: LiteralString = """
SELECT commune_code, kind, severity, hidden, state, escalated > 0, count(*) FROM alerts
WHERE state NOT IN ('resolved', 'dismissed') AND id <> ALL(%(known)s::bigint[]) GROUP BY 1, 2, 3, 4, 5, 6"""


async def rest(connection: AsyncConnection, known: Sequence[Alert], most: int = MOST) -> list[Rest]:
    """Those that somebody has to judge beside the ``known`` ones, which are all there are when they are few."""
    if len(known) < most:
        return []
    cursor = await connection.execute(REST, {"known": [alert.id for alert in known]})
    return [Rest(*row) for row in await cursor.fetchall()]


ONE = with_columns("SELECT {columns} FROM alerts WHERE id = %(id)s")


async def one(connection: AsyncConnection, alert_id: int) -> Alert | None:
    """The alert with this id, whatever its state; None when there is none."""
    row = await (await connection.execute(ONE, {"id": alert_id})).fetchone()
    return Alert(*row) if row else None
