"""Writes what coverage was computed to be: whole results in one transaction, and word of it to whoever listens."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, LiteralString

import msgspec
from psycopg.types.json import Jsonb

from geo.coverage import Service
from geo.shares import Amounts
from store.coverage import CommuneCoverage, Down, Failure, GapRow, Layer, Lost, State
from store.pool import Connection

encode = msgspec.json.encode
LOCK = 7_402_050  # one process computes coverage at a time; a second one waits for its turn
TAKE_TURN: LiteralString = "SELECT pg_try_advisory_lock(%(lock)s)"
CHANGED: LiteralString = "SELECT pg_notify('ioc', 'coverage')"


def take_turn(connection: Connection) -> bool:
    """Whether this connection is the one that computes; it is for as long as it lives."""
    row = connection.execute(TAKE_TURN, {"lock": LOCK}).fetchone()
    return bool(row and row[0])


STATES: LiteralString = """
SELECT source_id, time, value FROM latest_readings WHERE metric = 'up' AND source_id = ANY(%(sites)s)"""
SINCE: LiteralString = """
SELECT source_id, min(opened_at) FROM alerts
WHERE source_id = ANY(%(sites)s) AND kind = 'site_down' AND cleared_at IS NULL AND state <> 'resolved'
GROUP BY source_id"""


def site_states(connection: Connection, sites: Sequence[str]) -> dict[str, tuple[datetime, bool]]:
    """When each site's telemetry last said whether it is up, and whether it was; silent ones are not among them."""
    rows = connection.execute(STATES, {"sites": list(sites)}).fetchall()
    return {source: (time, value >= 0.5) for source, time, value in rows}


def down_since(connection: Connection, sites: Iterable[str]) -> dict[str, datetime]:
    """Since when the alerts say that these are down."""
    return dict(connection.execute(SINCE, {"sites": list(sites)}).fetchall())


CLEAR_NOW: LiteralString = "DELETE FROM coverage_now WHERE NOT commune_code = ANY(%(codes)s)"
SAVE_NOW: LiteralString = """
INSERT INTO coverage_now (commune_code, service, area_km2, people, hamlets, area_planned_km2, people_planned,
                          hamlets_planned, area_now_km2, people_now, hamlets_now)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (commune_code, service) DO UPDATE SET
    area_km2 = excluded.area_km2, people = excluded.people, hamlets = excluded.hamlets,
    area_planned_km2 = excluded.area_planned_km2, people_planned = excluded.people_planned,
    hamlets_planned = excluded.hamlets_planned, area_now_km2 = excluded.area_now_km2,
    people_now = excluded.people_now, hamlets_now = excluded.hamlets_now"""
SAVE_STATE: LiteralString = """
INSERT INTO coverage_state (as_of, computed_at, sites, sites_down, sites_unheard, origins)
VALUES (%(as_of)s, %(computed_at)s, %(sites)s, %(sites_down)s, %(sites_unheard)s, %(origins)s)
ON CONFLICT (only_row) DO UPDATE SET
    as_of = excluded.as_of, computed_at = excluded.computed_at, sites = excluded.sites,
    sites_down = excluded.sites_down, sites_unheard = excluded.sites_unheard, origins = excluded.origins"""
CLEAR_DOWN: LiteralString = "DELETE FROM coverage_down"
COPY_DOWN: LiteralString = """
COPY coverage_down (site_id, service, since, area_km2, people, hamlets, communes) FROM STDIN"""
CLEAR_LOST: LiteralString = "DELETE FROM coverage_lost"
COPY_LOST: LiteralString = "COPY coverage_lost (sites, area_km2, people, hamlets) FROM STDIN"


class Result(msgspec.Struct):
    """Coverage for one moment: rows that ``changed``, or all of them; ``codes`` are those of all communes."""

    state: State
    codes: list[str]
    changed: list[CommuneCoverage]
    down: list[Down]
    lost: list[Lost]


def save_now(connection: Connection, result: Result) -> None:
    """All of it and word of it, or nothing."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(CLEAR_NOW, {"codes": result.codes})
        cursor.executemany(SAVE_NOW, [_columns(row) for row in result.changed])
        cursor.execute(CLEAR_DOWN)
        with cursor.copy(COPY_DOWN) as copy:
            for row in result.down:
                copy.write_row((row.site_id, row.service, row.since, *_three(row.amounts), list(row.communes)))
        cursor.execute(CLEAR_LOST)
        with cursor.copy(COPY_LOST) as copy:
            for row in result.lost:
                copy.write_row((list(row.sites), *_three(row.amounts)))
        cursor.execute(SAVE_STATE, _state(result.state))
        cursor.execute(CHANGED)


TOUCH: LiteralString = """
UPDATE coverage_state SET as_of = %(as_of)s, sites_unheard = %(unheard)s
WHERE (as_of, sites_unheard) IS DISTINCT FROM (%(as_of)s, %(unheard)s)"""


def touch(connection: Connection, as_of: datetime, unheard: int) -> None:
    """Nothing is different, and that is known up to a later time."""
    connection.execute(TOUCH, {"as_of": as_of, "unheard": unheard})


CLEAR_FAILURES: LiteralString = "DELETE FROM coverage_failures"
SAVE_FAILURE: LiteralString = """
INSERT INTO coverage_failures (service, place, site_id, area_km2, people, hamlets) VALUES (%s, %s, %s, %s, %s, %s)"""
CLEAR_GAPS: LiteralString = "DELETE FROM coverage_gaps"
SAVE_GAP: LiteralString = """
INSERT INTO coverage_gaps (service, place, communes, area_km2, people, hamlets, geometry)
VALUES (%s, %s, %s, %s, %s, %s, %s)"""


def save_failures(connection: Connection, failures: Mapping[Service, Sequence[Failure]]) -> None:
    """What fails next, in the stead of what was said before."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(CLEAR_FAILURES)
        for service, rows in failures.items():
            values = [(service, n, row.site_id, *_three(row.amounts)) for n, row in enumerate(rows, start=1)]
            cursor.executemany(SAVE_FAILURE, values)
        cursor.execute(CHANGED)


def save_gaps(connection: Connection, gaps: Mapping[Service, Sequence[GapRow]]) -> None:
    """The gaps of the plan, in the stead of what was said before."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(CLEAR_GAPS)
        for service, rows in gaps.items():
            values = [
                (service, n, list(row.communes), *_three(row.amounts), Jsonb(row.geometry, dumps=encode))
                for n, row in enumerate(rows, start=1)
            ]
            cursor.executemany(SAVE_GAP, values)
        cursor.execute(CHANGED)


THERE: LiteralString = "SELECT EXISTS (SELECT FROM coverage_daily WHERE day = %(day)s)"
SAVE_DAY: LiteralString = """
INSERT INTO coverage_daily (commune_code, service, area_km2, people, hamlets, area_planned_km2, people_planned,
                            hamlets_planned, area_now_km2, people_now, hamlets_now, day, layer, as_of, origins)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"""


def has_day(connection: Connection, day: date) -> bool:
    """Whether a day's result is stored."""
    row = connection.execute(THERE, {"day": day}).fetchone()
    return bool(row and row[0])


def save_day(
    connection: Connection, day: date, layers: Mapping[Layer, Sequence[CommuneCoverage]], state: State
) -> None:
    """A day's result, once: what is stored of a day stays as it is."""
    origins = Jsonb(msgspec.to_builtins(state.origins), dumps=encode)
    with connection.transaction(), connection.cursor() as cursor:
        for layer, rows in layers.items():
            more = (day, layer, state.as_of, origins)
            cursor.executemany(SAVE_DAY, [(*_columns(row), *more) for row in rows])
        cursor.execute(CHANGED)


def _state(state: State) -> dict[str, Any]:
    row = {name: getattr(state, name) for name in state.__struct_fields__}
    return row | {"origins": Jsonb(msgspec.to_builtins(state.origins), dumps=encode)}


def _columns(row: CommuneCoverage) -> tuple:
    planned = _three(row.planned) if row.planned else (None, None, None)
    return row.commune_code, row.service, *_three(row.total), *planned, *_three(row.now)


def _three(amounts: Amounts) -> tuple[float, float, float]:
    return amounts.area_km2, amounts.people, amounts.hamlets
