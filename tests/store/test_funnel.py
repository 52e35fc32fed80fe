"""What became of alerts, counted on both engines."""

from datetime import timedelta

import pytest

from alerts.lifecycle import Person, decide
from store import alerts, cases, funnel
from store.funnel import Asked, Course, Loss
from store.pool import connect
from tests.builders import NOON, cleared, raised
from tests.database import ask, saved

AN = Person("An", "police")
UNITS = {"link_down": "network"}


def after(url: str, minutes: float, alert_id: int, act: str, **more) -> None:
    """An acts on an alert so many minutes after noon."""
    alert = ask(url, alerts.one, alert_id)
    with connect(url, 5.0) as link, link.transaction():
        cases.apply_now(link, decide(alert, AN, act, NOON + timedelta(minutes=minutes), **more))


def counted(url: str, seen=None) -> tuple[list[Course], list[Loss]]:
    return ask(url, funnel.courses, Asked(NOON - timedelta(1), NOON + timedelta(1), UNITS, seen))


@pytest.fixture
def url(any_engine_url):
    """Five alerts at noon: closed the whole way, dismissed, over by itself, resolved without a unit, waiting."""
    saved(any_engine_url, *(raised(0, f"link_down/{n}") for n in range(1, 6)))
    for minutes, act in ((2, "acknowledge"), (5, "dispatch")):
        after(any_engine_url, minutes, 1, act)
    after(any_engine_url, 9, 1, "tick", item="call")
    after(any_engine_url, 20, 1, "resolve")
    after(any_engine_url, 3, 2, "dismiss", reason="false")
    saved(any_engine_url, cleared(60, "link_down/3"))
    after(any_engine_url, 4, 4, "acknowledge")
    after(any_engine_url, 6, 4, "resolve")
    return any_engine_url


def test_alerts_are_counted_at_every_step_with_the_median_time_from_the_step_before(url):
    courses, _ = counted(url)
    assert courses[0] == Course("", "", (5, 2, 1, 1, 1), (180.0, 180.0, 240.0, 660.0))
    assert {(row.group, row.name): row.counts[0] for row in courses[1:]} == {
        ("unit", "network"): 5, ("kind", "link_down"): 5, ("commune", "1"): 5,
    }  # fmt: skip


def test_every_alert_that_is_not_closed_is_lost_somewhere_for_a_reason(url):
    courses, losses = counted(url)
    whole = {(row.step, row.why): row.alerts for row in losses if not row.group}
    assert whole == {
        ("detected", "false"): 1, ("detected", "by_itself"): 1, ("detected", "nobody"): 1,
        ("verified", "without_unit"): 1,
    }  # fmt: skip
    assert sum(whole.values()) == courses[0].counts[0] - courses[0].counts[-1]


def test_scope_counts_what_it_holds_and_nothing_else(url):
    assert counted(url, ((), ("link-1",)))[0][0].counts[0] == 5
    assert counted(url, (("2",), ()))[0][0].counts == (0, 0, 0, 0, 0)


def test_time_without_alerts_has_no_median(any_engine_url):
    assert counted(any_engine_url)[0] == [Course("", "", (0,) * 5, (None,) * 4)]


def test_alert_without_a_procedure_is_nobodys(any_engine_url):
    saved(any_engine_url, raised(0))
    asked = Asked(NOON - timedelta(1), NOON + timedelta(1), {})
    courses, _ = ask(any_engine_url, funnel.courses, asked)
    assert [(row.group, row.name) for row in courses if row.group == "unit"] == [("unit", "")]


def test_camera_is_judged_by_what_people_found_of_its_alerts(url):
    asked = Asked(NOON - timedelta(1), NOON + timedelta(1), UNITS)
    found = ask(url, funnel.judgements, asked, ["link_down"])
    assert [tuple(row) for row in found] == [("link-1", "link_down", 2, 1, 2)]
    assert ask(url, funnel.judgements, asked, ["crash"]) == []
