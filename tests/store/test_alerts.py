"""What screens are given of more alerts than they have room for."""

from collections import Counter

import pytest

from store import alerts
from store.pool import connect
from tests.database import ask

ROOM = (10, 3, 2)  # most, first, of_commune
STORM = """
INSERT INTO alerts (fingerprint, kind, severity, source_id, opened_at, last_seen_at, commune_code, details, hidden)
SELECT 'site_down/' || n, 'site_down', CASE WHEN n = 60 THEN 'extreme' WHEN n > 30 THEN 'severe' ELSE 'minor' END,
    CASE WHEN n = 25 THEN 'cam-7' ELSE 'site-' || n END, timestamptz '2026-11-21 05:00Z' + n * interval '1 second',
    now(), (n % 6)::text, '{}', CASE WHEN n % 10 = 9 THEN 'flood' ELSE '' END
FROM generate_series(1, 60) AS n"""
SEES_A_CAMERA = """
INSERT INTO users (key, name, role, password, communes, cameras) VALUES ('an', 'An', 'police', '', '{}', '{cam-7}')"""


@pytest.fixture
def storm(any_engine_url):
    """Sixty alerts of six communes: the later, the graver; each tenth is held back by a flood."""
    with connect(any_engine_url, 5.0) as link:
        link.execute(STORM)
        link.execute("UPDATE alerts SET hides = '{\"alerts\": 4}' WHERE fingerprint = 'site_down/5'")
        link.execute(SEES_A_CAMERA)
    return any_engine_url


def numbers(url: str, *room: int) -> list[int]:
    return [int(alert.fingerprint.partition("/")[2]) for alert in ask(url, alerts.unresolved, *room)]


def test_few_alerts_are_all_there_and_nothing_is_left(storm):
    found = ask(storm, alerts.unresolved)
    assert len(found) == 60 and ask(storm, alerts.rest, found) == []
    assert [row.hidden for row in found] == [""] * 54 + ["flood"] * 6


def test_gravest_come_first_and_the_oldest_of_them_stay_however_many_follow(storm):
    found = numbers(storm, *ROOM)
    assert found[:9] == [60, 58, 57, 56, 55, 54, 53, 52, 51]
    assert {60, 31, 32} <= set(found)  # in the order in which they are to be taken, the longest waiting ones


def test_gravest_of_each_commune_whatever_stands_for_others_and_cameras_seen_by_name_stay(storm):
    found = set(numbers(storm, *ROOM))
    assert all(sum(n % 6 == commune for n in found) >= 2 for commune in range(6))
    assert {39} <= found  # held back by the city's flood alone: a commune's desk may see it
    assert {5, 25} <= found


def test_alert_that_has_no_room_is_counted_with_those_alike(storm):
    found = ask(storm, alerts.unresolved, *ROOM)
    rest = ask(storm, alerts.rest, found, ROOM[0])
    assert len(found) + sum(row.alerts for row in rest) == 60 > len(found) + len(rest)
    listed = Counter((row.commune_code, row.severity, row.hidden) for row in found)
    counted = sum((Counter({row[:3]: row.alerts}) for row in rest), listed)
    whole = Counter((row.commune_code, row.severity, row.hidden) for row in ask(storm, alerts.unresolved))
    assert counted == whole
