"""Saves a batch in one transaction, idempotently: the same batch saved twice leaves the same rows."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import LiteralString, TypeVar

import msgspec
import psycopg
from psycopg.types.json import Jsonb

from store.alert_changes import NEVER, NOTIFY, Flapping, save_alerts
from store.audit import append
from store.cameras import save_learned, save_sights
from store.indicators import save_indicators
from store.pool import Connection
from store.records import Batch, DeadLetter, Evidence, Incident, Reading, Record, Still
from store.reports import save_reports

encode = msgspec.json.encode
Row = TypeVar("Row", bound=Record)


class Saved(msgspec.Struct, frozen=True):
    """What a transaction did: new readings, readings that were there already, alerts opened."""

    readings: int = 0
    repeated: int = 0
    alerts_opened: int = 0


def save(connection: Connection, batch: Batch, flapping: Flapping = NEVER) -> Saved:
    """Save all of ``batch`` and commit, or nothing of it (raises what psycopg raises)."""
    with connection.transaction(), connection.cursor() as cursor:
        new = _save_readings(cursor, batch.readings)
        _touch(cursor, batch.readings if new else [])
        _save_incidents(cursor, batch.incidents)
        _save_each(cursor, EVIDENCE, batch.evidence, _evidence_row)
        _save_each(cursor, STILL, batch.stills, _still_row)
        save_sights(cursor, batch.sights)
        save_learned(cursor, batch.learned)
        _save_each(cursor, DEAD_LETTER, batch.dead_letters, _dead_letter_row)
        save_indicators(cursor, batch.indicators)
        save_reports(cursor, batch.report_changes)
        opened, done = save_alerts(cursor, batch.alerts, flapping)
        _save_latest(cursor, batch.readings)  # after the alerts: they ask what was known before this batch
        if batch.evidence:
            cursor.execute(NOTIFY)
        append(cursor, done)  # last: who writes into the audit next waits for us
    return Saved(new, len(batch.readings) - new, opened)


COPY_READINGS = "COPY readings (time, source_id, metric, value) FROM STDIN (FORMAT BINARY)"
STAGE = "CREATE TEMPORARY TABLE IF NOT EXISTS stage (LIKE readings) ON COMMIT DELETE ROWS"
COPY_STAGE = "COPY stage (time, source_id, metric, value) FROM STDIN (FORMAT BINARY)"
UNSTAGE = "INSERT INTO readings SELECT time, source_id, metric, value FROM stage ON CONFLICT DO NOTHING"
TYPES = ("timestamptz", "text", "text", "float8")


def _save_readings(cursor: psycopg.Cursor, readings: list[Reading]) -> int:
    """COPY straight into the table; only a batch with a repeated reading pays for the way round by a staging table."""
    if not readings:
        return 0
    try:
        with cursor.connection.transaction():
            _copy(cursor, COPY_READINGS, readings)
        return len(readings)
    except psycopg.errors.UniqueViolation:
        cursor.execute(STAGE)
        _copy(cursor, COPY_STAGE, readings)
        return cursor.execute(UNSTAGE).rowcount


def _copy(cursor: psycopg.Cursor, statement: LiteralString, readings: list[Reading]) -> None:
    with cursor.copy(statement) as copy:
        copy.set_types(TYPES)
        write = copy.write_row
        for reading in readings:
            write((reading.time, reading.source_id, reading.metric, reading.value))


TOUCH = "SELECT touch_minutes(%s::timestamptz[])"


def _touch(cursor: psycopg.Cursor, readings: list[Reading]) -> None:
    """Say which minutes' sums these readings change, late ones too."""
    if minutes := _minutes(readings):
        cursor.execute(TOUCH, ([datetime.fromtimestamp(minute * 60, UTC) for minute in sorted(minutes)],))


def _minutes(readings: list[Reading]) -> set[int]:
    """The minutes since 1970 that have readings; those of a batch nearly always lie in one or two."""
    times = [reading.time for reading in readings]
    if not times:
        return set()
    ends = {int(time.timestamp()) // 60 for time in (min(times), max(times))}
    return ends if max(ends) - min(ends) <= 1 else {int(time.timestamp()) // 60 for time in times}


LATEST = """
INSERT INTO latest_readings AS old (source_id, metric, time, value)
SELECT * FROM unnest(%s::text[], %s::text[], %s::timestamptz[], %s::float8[])
ON CONFLICT (source_id, metric) DO UPDATE SET time = excluded.time, value = excluded.value
WHERE excluded.time > old.time"""


def _save_latest(cursor: psycopg.Cursor, readings: list[Reading]) -> None:
    """Keep the newest of each source and metric; sorted, so that two writers cannot lock each other out."""
    newest: dict[tuple[str, str], Reading] = {}
    for reading in readings:
        key = (reading.source_id, reading.metric)
        if (seen := newest.get(key)) is None or reading.time > seen.time:
            newest[key] = reading
    if newest:
        rows = [newest[key] for key in sorted(newest)]
        columns = (
            [r.source_id for r in rows],
            [r.metric for r in rows],
            [r.time for r in rows],
            [r.value for r in rows],
        )
        cursor.execute(LATEST, columns)


INCIDENT = """
INSERT INTO incidents AS old (id, camera_id, rule, start_at, time, end_at, box, confidence, track)
VALUES (%(id)s, %(camera_id)s, %(rule)s, %(start)s, %(time)s, %(end)s, %(box)s, %(confidence)s, %(track)s)
ON CONFLICT (id) DO UPDATE SET
    time = excluded.time, end_at = excluded.end_at, box = excluded.box, track = excluded.track,
    confidence = greatest(old.confidence, excluded.confidence)
WHERE excluded.time >= old.time AND old.end_at IS NULL"""


def _save_incidents(cursor: psycopg.Cursor, incidents: list[Incident]) -> None:
    for incident in incidents:
        row = {name: getattr(incident, name) for name in incident.__struct_fields__}
        cursor.execute(INCIDENT, row | {"box": list(incident.box), "track": Jsonb(incident.track, dumps=encode)})


EVIDENCE = """
INSERT INTO evidence (incident_id, kind, time, picture, sha256, camera_id, time_source)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"""

STILL = """
INSERT INTO live_stills AS old (camera_id, time, sequence, lag_seconds, jpeg) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (camera_id) DO UPDATE
SET time = excluded.time, sequence = excluded.sequence, lag_seconds = excluded.lag_seconds, jpeg = excluded.jpeg
WHERE excluded.time > old.time"""

DEAD_LETTER = """
INSERT INTO dead_letters (topic, partition, message_offset, time, key, value, reason, whole)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"""


def _evidence_row(row: Evidence) -> tuple:
    return row.incident_id, row.kind, row.time, row.picture, row.sha256, row.camera_id, row.time_source


def _still_row(row: Still) -> tuple:
    return row.camera_id, row.time, row.sequence, row.lag_seconds, row.jpeg


def _dead_letter_row(row: DeadLetter) -> tuple:
    return row.topic, row.partition, row.offset, row.time, row.key, row.value, row.reason, row.whole


def _save_each(
    cursor: psycopg.Cursor, statement: LiteralString, rows: Iterable[Row], values: Callable[[Row], tuple]
) -> None:
    for row in rows:
        cursor.execute(statement, values(row))
