"""Public services, with the figures of real ones: decoded, stored, asked for, added up."""

from datetime import UTC, datetime, timedelta

from store import readings, services
from tests.database import ask
from tests.ingest.mission import CITY, stored

TIME = "2026-11-20T03:00:00Z"
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
DISTRICT = {"dossiers_received_this_year": 51297, "dossiers_digitised_this_year": 51041,
            "dossiers_resolved_this_year": 50653, "dossiers_resolved_digitised_this_year": 50006,
            "dossiers_open": 644}  # fmt: skip


def _said(office_id: str, time: str = TIME, **figures: int) -> dict:
    return {"time": time, "office_id": office_id, **figures}


def test_dossiers_of_mission_give_the_shares_of_mission(any_engine_url):
    stored(any_engine_url, "service_queue", _said("office-17506", **DISTRICT))
    rows = ask(any_engine_url, services.dossiers, YEAR)
    assert round(services.share_percent(rows, "digitised", "received") or 0, 2) == 99.50
    assert round(services.share_percent(rows, "resolved_digitised", "resolved") or 0, 2) == 98.72
    assert services.total(rows, "open") == 644 == rows[0].received - rows[0].resolved


def test_dossiers_spread_over_40_offices_give_the_same_shares(any_engine_url):
    offices = [office.id for office in CITY.offices[:40]]
    parts = {name: [total // 40 + (n < total % 40) for n in range(40)] for name, total in DISTRICT.items()}
    said = [_said(office, **{name: parts[name][n] for name in DISTRICT}) for n, office in enumerate(offices)]
    stored(any_engine_url, "service_queue", *said)
    rows = ask(any_engine_url, services.dossiers, YEAR)
    assert len(rows) == 40 and services.total(rows, "received") == 51297
    assert round(services.share_percent(rows, "digitised", "received") or 0, 2) == 99.50
    assert services.total(rows, "open") == 644


def test_office_that_says_only_half_counts_in_neither_part_of_a_share(any_engine_url):
    stored(
        any_engine_url,
        "service_queue",
        _said("office-17506", dossiers_received_this_year=100, dossiers_digitised_this_year=50),
        _said("office-17569", dossiers_received_this_year=900),
    )
    rows = ask(any_engine_url, services.dossiers, YEAR)
    assert services.share_percent(rows, "digitised", "received") == 50.0
    assert services.total(rows, "received") == 1000 and services.total(rows, "digitised") == 50
    assert services.total(rows, "overdue") is None and services.share_percent(rows, "overdue", "open") is None


def test_zero_is_said_and_figures_of_another_year_are_not(any_engine_url):
    stored(
        any_engine_url,
        "service_queue",
        _said("office-17506", dossiers_open=0),
        _said("office-17569", "2025-12-31T03:00:00Z", dossiers_open=9),
    )
    [row] = ask(any_engine_url, services.dossiers, YEAR)
    assert (row.office_id, row.open, row.received) == ("office-17506", 0.0, None)


def test_documents_and_check_ins_come_back_as_they_were_said(any_engine_url):
    stored(
        any_engine_url,
        "service_queue",
        _said("agency-17506", documents_in_today=41, documents_out_today=30, documents_backlog=6),
        *(_said(station.id, checkins_last_hour=n) for n, station in enumerate(CITY.health_stations)),
    )
    since = datetime(2026, 11, 20, tzinfo=UTC)
    checked = ask(any_engine_url, services.figures, ["checkins_last_hour"], since)
    assert len(checked) == 40 and sum(row.value for row in checked) == sum(range(40))
    [backlog] = ask(any_engine_url, services.figures, ["documents_backlog"], since)
    assert (backlog.source_id, backlog.value) == ("agency-17506", 6.0)
    assert ask(any_engine_url, services.figures, ["documents_backlog"], since + timedelta(days=1)) == []


def test_bridges_are_41_of_39_communes_and_two(any_engine_url):
    ups = [{"time": TIME, "source_id": bridge.id, "metric": "up", "value": 1} for bridge in CITY.bridges]
    stored(any_engine_url, "network_telemetry", *ups)
    up = {row.source_id for row in ask(any_engine_url, readings.latest, ["up"]) if row.value == 1}
    levels = [bridge.level for bridge in CITY.bridges if bridge.id in up]
    assert (len(levels), levels.count("commune"), len(levels) - levels.count("commune")) == (41, 39, 2)


def test_hours_have_their_maximum_and_last_and_an_empty_one_is_left_out(any_engine_url):
    waits = ((1, 5, 60), (1, 50, 300), (1, 55, 120), (3, 10, 30))
    said = [_said("office-17506", f"2026-11-20T{h:02}:{m:02}:00Z", wait_seconds=value) for h, m, value in waits]
    stored(any_engine_url, "service_queue", *said, _said("office-17569", "2026-11-20T01:00:00Z", wait_seconds=9))
    wanted = [datetime(2026, 11, 20, hour, tzinfo=UTC) for hour in (1, 2, 3)]
    rows = ask(any_engine_url, services.hours, ["office-17506"], "wait_seconds", wanted)
    assert sorted((row.time.hour, row.maximum, row.last) for row in rows) == [(1, 300.0, 120.0), (3, 30.0, 30.0)]
    assert ask(any_engine_url, services.hours, ["office-17506"], "wait_seconds", []) == []
