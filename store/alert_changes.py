"""Opens, updates and clears alerts within the transaction that saves what caused them; told twice, done once."""

from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
import psycopg
from psycopg.types.json import Jsonb

from store.audit import Entry
from store.records import AlertCleared, AlertRaised

encode = msgspec.json.encode


class Flapping(NamedTuple):
    """Opened so often within so many seconds, an alert flaps."""

    times: int
    seconds: float


NEVER = Flapping(2**31 - 1, 0.0)

# Only a table's name: a screen reads what it needs. Repeats within one transaction are sent once.
NOTIFY = "SELECT pg_notify('ioc', 'alerts')"

# What somebody dismissed keeps quiet for as long as its condition lasts, so that it is still followed.
FOLLOWED = """
SELECT fingerprint FROM alerts
WHERE fingerprint = ANY(%s) AND state <> 'resolved' AND (state <> 'dismissed' OR cleared_at IS NULL)"""

# What is older than the fingerprint's newest news, or than the reading that counts now, is a replay or came late: it
# opens nothing.
RAISE = """
INSERT INTO alerts (fingerprint, kind, severity, source_id, opened_at, last_seen_at, lon, lat, commune_code, details)
SELECT %(fingerprint)s, %(kind)s, %(severity)s, %(source_id)s, %(opened_at)s, %(time)s, %(lon)s, %(lat)s,
       %(commune_code)s, %(details)s
WHERE NOT EXISTS (SELECT FROM alerts WHERE fingerprint = %(fingerprint)s
                  AND greatest(last_seen_at, cleared_at) >= %(time)s)
    AND NOT EXISTS (SELECT FROM latest_readings
                    WHERE source_id = %(source_id)s AND metric = %(metric)s AND time > %(time)s)
    AND NOT EXISTS (SELECT FROM alerts
                    WHERE fingerprint = %(fingerprint)s AND state = 'dismissed' AND cleared_at IS NULL)
ON CONFLICT DO NOTHING RETURNING id"""

SEEN_AGAIN = """
UPDATE alerts SET last_seen_at = %(time)s, details = %(details)s,
    cleared_at = CASE WHEN cleared_at < %(time)s THEN NULL ELSE cleared_at END
WHERE fingerprint = %(fingerprint)s AND last_seen_at < %(time)s
    AND state <> 'resolved' AND (state <> 'dismissed' OR cleared_at IS NULL)"""

CLEAR = """
UPDATE alerts SET cleared_at = %(time)s
WHERE fingerprint = %(fingerprint)s AND state <> 'resolved' AND cleared_at IS NULL AND last_seen_at <= %(time)s
RETURNING id, state"""

# What came and went so often stays open until it was quiet for as long: one alert that flaps and not one for each time.
FLAPS = """
UPDATE alerts SET flapping = true
WHERE id = %(id)s AND %(times)s <= (
    SELECT count(*) FROM alerts AS other WHERE other.fingerprint = alerts.fingerprint
    AND other.opened_at > %(time)s - make_interval(secs => %(seconds)s))
RETURNING id"""

RESOLVE = """
UPDATE alerts SET state = 'resolved', version = version + 1, changed_at = %s, changed_by = 'centre' WHERE id = %s"""


def save_alerts(
    cursor: psycopg.Cursor, changes: list[AlertRaised | AlertCleared], flapping: Flapping = NEVER
) -> tuple[int, list[Entry]]:
    """Open, update or clear, in the order given; returns how many alerts it opened, and what to write down."""
    if not changes:
        return 0, []
    followed = {row[0] for row in cursor.execute(FOLLOWED, ([change.fingerprint for change in changes],))}
    done: list[Entry] = []
    if any(isinstance(change, AlertRaised) for change in changes):
        cursor.execute(NOTIFY)
    for change in changes:
        if isinstance(change, AlertRaised):
            done += _raise(cursor, change)
            followed.add(change.fingerprint)
        elif change.fingerprint in followed:  # nearly every reading says that all is well: ask once for all of them
            done += _clear(cursor, change, flapping)
    return sum(entry.was is None for entry in done), done


def _raise(cursor: psycopg.Cursor, change: AlertRaised) -> list[Entry]:
    row = {name: getattr(change, name) for name in change.__struct_fields__}
    row |= {"details": Jsonb(change.details, dumps=encode), "metric": change.details.get("metric")}
    if opened := cursor.execute(RAISE, row).fetchone():
        return [Entry(_now(), "centre", "centre", "open", opened[0], None, "open")]
    cursor.execute(SEEN_AGAIN, row)
    return []


def _clear(cursor: psycopg.Cursor, change: AlertCleared, flapping: Flapping) -> list[Entry]:
    cleared = cursor.execute(CLEAR, {"fingerprint": change.fingerprint, "time": change.time}).fetchone()
    if not cleared:
        return []
    cursor.execute(NOTIFY)
    if not change.resolves or cleared[1] == "dismissed":
        return []
    if cursor.execute(FLAPS, {"id": cleared[0], "time": change.time, **flapping._asdict()}).fetchone():
        return []
    now = _now()
    cursor.execute(RESOLVE, (now, cleared[0]))
    return [Entry(now, "centre", "centre", "clear", cleared[0], cleared[1], "resolved", "condition over")]


def _now() -> datetime:
    return datetime.now(UTC)
