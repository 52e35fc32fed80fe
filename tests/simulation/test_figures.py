"""The rest of the simulated city: repeatable, and every message of it taken by the stream it is for."""

from collections import Counter
from datetime import timedelta

import msgspec
import pytest

from config import City, load, load_city
from ingest.stream import Context, open_stream
from simulation.figures import Figures
from simulation.messages import Message
from simulation.reports import Reports
from simulation.services import Services
from simulation.statements import Statements
from simulation.systems import Systems
from tests.builders import message
from tests.simulation.scenes import MIDNIGHT, at_hour

ZONE = "Asia/Ho_Chi_Minh"
START = at_hour(9.5)
CITY: City = load_city(load({}), {})
DAY = timedelta(days=1)


def _sent(seed: int = 1, seconds: int = 20) -> list[Message]:
    made = Figures(load({"IOC_SIMULATION__SEED": str(seed)}), CITY, START)
    return [*made.before(START), *(m for s in range(seconds) for m in made.of(START + timedelta(seconds=s)))]


def test_city_of_the_same_seed_and_clock_says_the_same_bytes():
    assert _sent(1, 3) == _sent(1, 3)
    assert _sent(1, 3) != _sent(2, 3)


def test_every_message_is_taken_by_its_stream():
    now = START + timedelta(seconds=30)
    streams = {name: open_stream(name, Context(load({}), CITY, lambda: now, lambda _camera: [])) for name in
               ("network_telemetry", "service_queue", "indicators", "citizen_reports")}  # fmt: skip
    taken = Counter()
    for sent in _sent():
        stream = streams[sent.topic.replace(".", "_")]
        assert stream.decode(message(sent.value, sent.topic, sent.key.decode()))
        taken[sent.topic] += 1
    assert min(taken.values()) > 50 and len(taken) == 4


def test_every_system_of_the_mission_says_something_within_its_period():
    said = {sent.key.decode().partition("-")[0] for sent in _sent()}
    wanted = {"link", "site", "bridge", "portal", "uplink", "exchange", "security", "office", "health", "agency"}
    assert wanted <= said


def test_source_that_is_probed_is_not_simulated_too():
    [first, *others] = CITY.portals
    probed = msgspec.structs.replace(first, probe="tcp://127.0.0.1:1")
    made = Figures(load({}), msgspec.structs.replace(CITY, portals=(probed, *others)), START)
    said = {m.key.decode() for s in range(20) for m in made.of(START + timedelta(seconds=s))}
    assert probed.id not in said and others[0].id in said


def test_each_indicator_is_stated_once_a_day_and_a_restart_says_the_same():
    made = Statements(CITY, 1, ZONE)
    rows = list(made.between(START - DAY, START))
    pairs = {(row["indicator"], row["commune_code"]) for row in rows}
    city_wide = sum(kind.scope == "city" for kind in CITY.indicators)
    assert len(pairs) == len(rows) == city_wide + 130 * (len(CITY.indicators) - city_wide)
    assert rows == list(Statements(CITY, 1, ZONE).between(START - DAY, START))


def test_statements_have_missing_figures_and_none_above_its_whole():
    rows = list(Statements(CITY, 1, ZONE).between(START - DAY, START))
    missing = [row for row in rows if row["value"] is None]
    assert 0.01 < len(missing) / len(rows) < 0.06
    assert all(row["value"] <= row["whole"] for row in rows if row["value"] is not None and "whole" in row)


def test_reports_are_a_few_an_hour_and_each_goes_through_its_states_in_order():
    lives: dict[str, list[str]] = {}
    for change in Reports(CITY, 1, ZONE).between(MIDNIGHT, MIDNIGHT + 5 * DAY):
        lives.setdefault(change["report_id"], []).append(change["state"])
    whole = [states for states in lives.values() if states[0] == "received"]
    assert 1 < len(whole) / (5 * 24) < 5
    order = ["received", "assigned", "in_progress", "rejected", "done"]
    assert all(states == sorted(states, key=order.index) for states in whole)
    assert {"done", "rejected"} <= {states[-1] for states in whole}


def test_reports_told_second_by_second_are_the_same_as_told_at_once():
    at_once = Reports(CITY, 1, ZONE).between(START, START + timedelta(hours=2))
    made = Reports(CITY, 1, ZONE)
    steps = (START + timedelta(seconds=s) for s in range(7200))
    assert [row for step in steps for row in made.between(step, step + timedelta(seconds=1))] == at_once


@pytest.mark.parametrize("hour", [3.0, 12.2, 20.0])
def test_health_station_outside_its_hours_has_no_check_in(hour):
    rows = dict(Services(CITY, 1, ZONE).figures(at_hour(hour + (1 if hour == 12.2 else 0)), 1))
    assert all(rows[station.id]["checkins_last_hour"] == 0 for station in CITY.health_stations)


def test_documents_only_grow_within_a_day_and_the_backlog_is_never_negative():
    made, agency = Services(CITY, 1, ZONE), CITY.agencies[0].id
    hours = [dict(made.figures(at_hour(hour), 1))[agency] for hour in range(7, 19)]
    for metric in ("documents_in_today", "documents_out_today"):
        assert [row[metric] for row in hours] == sorted(row[metric] for row in hours)
    assert min(row["documents_backlog"] for row in hours) >= 0 and hours[-1]["documents_in_today"] > 0


def test_bridge_that_is_down_says_nothing():
    made, bridge = Systems(CITY, 1, ZONE), CITY.bridges[0].id
    assert bridge in {source for source, _, _ in made.readings(START, 1, frozenset())}
    assert bridge not in {source for source, _, _ in made.readings(START, 1, frozenset({bridge}))}
