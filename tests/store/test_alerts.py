"""What screens are given of more alerts than they have room for."""

from collections import Counter

import pytest

from store import alerts
from store.pool import connect
from tests.database import ask

MOST, FIRST, OF_KIND, OF_COMMUNE = 10, 3, 1, 2
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
        link.execute("UPDATE alerts SET kind = 'crash' WHERE fingerprint IN ('site_down/20', 'site_down/21')")
        link.execute("UPDATE alerts SET owner = 'An', state = 'acknowledged' WHERE fingerprint = 'site_down/7'")
        link.execute("UPDATE alerts SET hides = '{\"alerts\": 4}' WHERE fingerprint = 'site_down/5'")
        link.execute(SEES_A_CAMERA)
    return any_engine_url


def numbers(found) -> list[int]:
    return [int(alert.fingerprint.partition("/")[2]) for alert in found]


def test_few_alerts_are_all_there_and_nothing_is_left(storm):
    found = ask(storm, alerts.unresolved)
    assert len(found) == 60 and ask(storm, alerts.rest, found) == ask(storm, alerts.of_desks, found) == []
    assert [row.hidden for row in found] == [""] * 54 + ["flood"] * 6


def test_gravest_come_first_and_the_oldest_of_them_stay_however_many_follow(storm):
    found = numbers(ask(storm, alerts.unresolved, MOST, FIRST, OF_KIND))
    assert found[:12] == [60, 58, 57, 56, 55, 54, 53, 52, 51, 50, 32, 31]  # 31 and 32 wait longest
    assert found[12:] == [20, 7, 5]  # the first of another kind, one that An has, and one that stands for others


def test_desks_have_the_gravest_of_their_commune_and_all_of_a_camera_that_they_see_by_name(storm):
    known = ask(storm, alerts.unresolved, MOST, FIRST, OF_KIND)
    found = numbers(ask(storm, alerts.of_desks, known, MOST, OF_COMMUNE))
    # 39 is held back by the city's flood alone, and 25 is about the camera
    assert found == [25, 33, 34, 35, 36, 37, 38, 39, 40, 41]


def test_alert_that_has_no_room_is_counted_with_those_alike(storm):
    found = ask(storm, alerts.unresolved, MOST, FIRST, OF_KIND)
    rest = ask(storm, alerts.rest, found, MOST)
    listed = Counter((row.commune_code, row.kind, row.severity) for row in found)
    counted = sum((Counter({row[:3]: row.alerts}) for row in rest), listed)
    assert counted == Counter((row.commune_code, row.kind, row.severity) for row in ask(storm, alerts.unresolved))
    assert counted.total() == 60 > len(found) + len(rest)
