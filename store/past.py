"""What the store knew at a past moment: readings, alerts and who had them, incidents, deeds and reports."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from store.alerts import MOST, Rest
from store.casebook import MOST_DEEDS, Deed
from store.incidents import IncidentCount
from store.pool import AsyncConnection
from store.records import Alert, Reading
from store.reports import Standing

# Of each source and metric the newest of the day before that moment: from a key to one row, whatever else was said.
READINGS: LiteralString = """
SELECT said.time, known.source_id, known.metric, said.value
FROM latest_readings AS known CROSS JOIN LATERAL (
    SELECT time, value FROM readings
    WHERE source_id = known.source_id AND metric = known.metric
        AND time <= %(at)s AND time > %(at)s - interval '1 day'
    ORDER BY time DESC LIMIT 1
) AS said
WHERE known.metric = ANY(%(metrics)s)"""


async def readings(connection: AsyncConnection, metrics: list[str], at: datetime) -> list[Reading]:
    """The newest reading of every source for each of ``metrics`` at that moment."""
    cursor = await connection.execute(READINGS, {"metrics": metrics, "at": at}, binary=True)
    return [Reading(*row) for row in await cursor.fetchall()]


# The alerts that somebody had to judge then, in the state that the audit tells.
STOOD: LiteralString = """
FROM alerts
LEFT JOIN LATERAL (SELECT state, time, actor FROM audit
    WHERE alert_id = alerts.id AND time <= %(at)s AND state IS NOT NULL ORDER BY number DESC LIMIT 1) AS stood ON true
LEFT JOIN LATERAL (SELECT actor FROM audit
    WHERE alert_id = alerts.id AND time <= %(at)s AND action IN ('acknowledge', 'take_over')
    ORDER BY number DESC LIMIT 1) AS taken ON true
LEFT JOIN LATERAL (SELECT time FROM audit WHERE alert_id = alerts.id ORDER BY number LIMIT 1) AS known ON true
LEFT JOIN LATERAL (SELECT count(*)::int AS times FROM audit WHERE alert_id = alerts.id AND time <= %(at)s
    AND action IN ('escalate', 'expire', 'overdue')) AS late ON true
WHERE opened_at <= %(at)s AND opened_at > %(at)s - interval '90 days'
    AND (alerts.state NOT IN ('resolved', 'dismissed') OR changed_at > %(at)s)
    AND coalesce(stood.state, 'open') NOT IN ('resolved', 'dismissed')"""
# What was corrected later stands in details under "later".
ALERTS: LiteralString = (
    """
SELECT id, fingerprint, kind, severity, coalesce(stood.state, 'open'), source_id, opened_at,
    least(last_seen_at, %(at)s), CASE WHEN cleared_at <= %(at)s THEN cleared_at END, lon, lat, commune_code,
    details || jsonb_build_object('later', jsonb_strip_nulls(jsonb_build_object(
        'reason', nullif(reason, ''), 'known_at', CASE WHEN known.time > %(at)s THEN known.time END))),
    version, CASE WHEN stood.state IN ('acknowledged', 'dispatched') THEN coalesce(taken.actor, '') ELSE '' END,
    coalesce(stood.time, opened_at), coalesce(stood.actor, 'centre'), NULL::timestamptz, late.times,
    '', hidden, root_id, hides, flapping, told"""
    + STOOD
    + """
ORDER BY hidden <> '', array_position(ARRAY['extreme', 'severe', 'moderate', 'minor', 'unknown'], severity),
    opened_at DESC, id DESC
LIMIT %(most)s"""
)


async def alerts(connection: AsyncConnection, at: datetime, most: int = MOST) -> list[Alert]:
    """The alerts that somebody had to judge then, in their state and with who had them then.

    Their ``details["later"]`` says what came after: the reason for which it was dismissed, or since when it is known
    when it was not yet. What stood under another alert is said as it is now.
    """
    cursor = await connection.execute(ALERTS, {"at": at, "most": most})
    return [Alert(*row) for row in await cursor.fetchall()]


REST: LiteralString = (
    "SELECT commune_code, kind, severity, hidden, coalesce(stood.state, 'open'), late.times > 0, count(*)"
    + STOOD
    + " AND id <> ALL(%(known)s::bigint[]) GROUP BY 1, 2, 3, 4, 5, 6"
)


async def rest(connection: AsyncConnection, at: datetime, known: Sequence[Alert], most: int = MOST) -> list[Rest]:
    """Those that somebody had to judge then beside the ``known`` ones, which are all there were when they are few."""
    if len(known) < most:
        return []
    cursor = await connection.execute(REST, {"at": at, "known": [alert.id for alert in known]})
    return [Rest(*row) for row in await cursor.fetchall()]


COUNTS: LiteralString = """
SELECT camera_id, count(*) FILTER (WHERE start_at >= %(since)s),
       count(*) FILTER (WHERE end_at IS NULL OR end_at > %(at)s)
FROM incidents
WHERE start_at <= %(at)s AND (start_at >= %(since)s OR end_at IS NULL OR end_at > %(at)s) GROUP BY camera_id"""


async def incidents(connection: AsyncConnection, since: datetime, at: datetime) -> list[IncidentCount]:
    """For each camera with any: incidents begun from ``since`` until then, and those that lasted then."""
    cursor = await connection.execute(COUNTS, {"since": since, "at": at})
    return [IncidentCount(*row) for row in await cursor.fetchall()]


DEEDS: LiteralString = """
SELECT audit.number, audit.time, actor, action, alert_id, kind, source_id, commune_code
FROM audit JOIN alerts ON alerts.id = alert_id
WHERE audit.time <= %(at)s AND audit.time > %(at)s - interval '7 days' AND role <> 'centre'
ORDER BY number DESC LIMIT %(most)s"""


async def deeds(connection: AsyncConnection, at: datetime, most: int = MOST_DEEDS) -> list[Deed]:
    """What people had done last by then, the newest first."""
    cursor = await connection.execute(DEEDS, {"at": at, "most": most})
    return [Deed(*row) for row in await cursor.fetchall()]


REPORTS: LiteralString = """
SELECT count(*), count(*) FILTER (WHERE state = 'received'), max(time) FROM (
    SELECT DISTINCT ON (report_id) report_id, state, time FROM report_changes
    WHERE time <= %(at)s AND time > %(at)s - interval '90 days'
    ORDER BY report_id, time DESC,
        array_position(ARRAY['received', 'assigned', 'in_progress', 'rejected', 'done'], state) DESC
) AS stood WHERE state NOT IN ('done', 'rejected')"""


async def reports(connection: AsyncConnection, at: datetime) -> Standing:
    """Where the reports stood then."""
    row = await (await connection.execute(REPORTS, {"at": at})).fetchone()
    return Standing(*row) if row else Standing()
