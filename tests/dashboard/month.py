"""What the store holds after a month of the simulated city, written through the store's own door."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from alerts.office_days import open_hours, working_days_before, works_on
from config import City
from simulation.queues import HOURS, SERVICE_MINUTES, Offices
from simulation.reports import Reports
from simulation.services import Services
from simulation.statements import Statements
from simulation.systems import Systems
from simulation.telemetry import Network
from store.records import Batch, DeadLetter, Indicator, Reading, ReportChange
from tests.builders import settings

ZONE = settings().city.time_zone
STREAMS = ("camera_frames", "network_telemetry", "service_queue", "indicators", "citizen_reports")


def month(city: City, now: datetime, days: int = 15) -> Batch:
    """Offices' hours of so many working days, and everything else as it was last said."""
    batch = Batch(readings=[*_offices(city, now, days), *network(city, now), *services(city, now), *pulses(now)])
    batch.indicators += statements(city, now)
    batch.report_changes += report_changes(city, now)
    batch.dead_letters += [
        DeadLetter("indicators", 0, n, now - timedelta(minutes=n), None, b"{", "no JSON: it ends too early")
        for n in range(3)
    ]
    return batch


def network(city: City, now: datetime) -> list[Reading]:
    """What the network's sources say of themselves, and two links that are down."""
    rows = Network(city, 1, now, ZONE).readings(now, 1) + Systems(city, 1, ZONE).readings(now, 1, frozenset())
    down = {city.links[40].id, city.links[41].id}
    return [
        Reading(now, source, metric, 0.0 if source in down and metric == "up" else value)
        for source, metric, value in rows
    ]


def services(city: City, now: datetime) -> list[Reading]:
    """What offices, agencies and health stations say now."""
    offices = Offices(city.offices, 1, ZONE)
    rows = [(row.id, offices.figures(now, n)) for n, row in enumerate(city.offices)]
    rows += list(Services(city, 1, ZONE).figures(now, 1))
    return [Reading(now, source, metric, float(value)) for source, said in rows for metric, value in said.items()]


def pulses(now: datetime) -> list[Reading]:
    """What the centre says of its streams: one is behind, one has stopped."""
    rows = []
    for n, stream in enumerate(STREAMS):
        time = now - timedelta(minutes=12 if stream == "indicators" else 0)
        values = {
            "lag_seconds": 75.0 if n == 2 else 0.4,
            "messages_total": 1000.0 * (n + 1),
            "dead_letters_total": n % 2,
        }
        rows += [Reading(time, "centre.ingest", f"{stream}_{metric}", float(value)) for metric, value in values.items()]
    return rows


def statements(city: City, now: datetime) -> list[Indicator]:
    """A day of statements of this month and of the two before it."""
    made, rows = Statements(city, 1, ZONE), []
    for back in (62, 31, 0):
        until = now - timedelta(days=back)
        rows += [_indicator(body) for body in made.between(until - timedelta(days=1), until)]
    return rows


def report_changes(city: City, now: datetime) -> list[ReportChange]:
    """What became of the reports of three days, and three of one kind in one place."""
    made = Reports(city, 1, ZONE).between(now - timedelta(days=3), now)
    place = {"lon": 105.676, "lat": 18.673, "commune_code": city.communes[0].code, "category": "flooding"}
    near = [
        {
            "time": now - timedelta(hours=n),
            "report_id": f"PA-{n}",
            "state": "received",
            **place,
            "lon": 105.676 + n / 2000,
        }
        for n in (1, 2, 3)
    ]
    empty = {"unit": "", "category": "", "lon": None, "lat": None, "commune_code": ""}
    return [ReportChange(**(empty | body)) for body in (*made, *near)]


def _offices(city: City, now: datetime, days: int) -> Iterator[Reading]:
    """One reading for each hour that is over: its longest wait, and what was overdue."""
    offices, zone = Offices(city.offices, 1, ZONE), ZoneInfo(ZONE)
    today = now.astimezone(zone).date()
    past = list(islice(working_days_before(HOURS, today), days))
    for day in [*past, *([today] if works_on(HOURS, today) else [])]:
        for hour in open_hours(HOURS):
            time = datetime(day.year, day.month, day.day, hour, 40, tzinfo=zone).astimezone(UTC)
            if time + timedelta(minutes=20) <= now:
                yield from _hour(offices, day, hour, time)


def _hour(offices: Offices, day: date, hour: int, time: datetime) -> Iterator[Reading]:
    worked = offices.day(day)
    waits = (
        worked.waiting[hour * 60 : hour * 60 + 60].max(0)
        / worked.counters[hour * 60 + 40].clip(1)
        * SERVICE_MINUTES
        * 60
    )
    for number, office in enumerate(offices.offices):
        yield Reading(time, office.id, "wait_seconds", float(waits[number]))
        yield Reading(time, office.id, "dossiers_overdue", float(offices.figures(time, number)["dossiers_overdue"]))


def _indicator(body: dict) -> Indicator:
    starts = date.fromisoformat(f"{body['period']}-01")
    names = ("time", "indicator", "commune_code", "period")
    return Indicator(
        *(body[name] for name in names), starts, body["value"], body.get("whole"), body["target"], body["unit"]
    )
