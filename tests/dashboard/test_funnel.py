"""The funnel's page: what it tells leaders, and how far it believes a camera."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.app import build
from dashboard.funnel import precisions, steps
from store.funnel import Course, Judgement, Loss
from store.records import AlertRaised
from tests import builders
from tests.dashboard.asking import as_one, ask
from tests.database import saved

ORIGIN = {"origin": "http://127.0.0.1:8050", "content_type": "application/json"}
WHOLE = Course("", "", (10, 8, 4, 4, 1), (60.0, 120.0, 30.0, 600.0))
LOSSES = [Loss("", "", "detected", "false", 2), Loss("kind", "crash", "detected", "false", 1)]


def test_steps_tell_share_time_and_where_others_stayed():
    found = steps(WHOLE, LOSSES)
    assert [(row.key, row.alerts, row.share) for row in found[:2]] == [("detected", 10, 1.0), ("verified", 8, 0.8)]
    assert [row.seconds for row in found] == [None, 60.0, 120.0, 30.0, 600.0]
    assert found[0].losses == [LOSSES[0]] and found[1].losses == []


@pytest.mark.parametrize(
    ("confirmed", "false", "look"), [(0, 0, False), (9, 1, False), (1, 1, False), (2, 8, True), (85, 15, False)]
)
def test_camera_deserves_a_look_when_it_is_sure_that_too_much_is_false(confirmed, false, look):
    [found] = precisions([Judgement("cam-01", "crash", confirmed, false, 3)])
    assert found.look == look


@pytest.fixture
def app(database_url):
    """The whole application, with an alert of a camera that was just opened."""
    now = datetime.now(UTC) - timedelta(minutes=5)
    saved(database_url, AlertRaised("i", "crash", "severe", "cam-01", now, now, 105.65, 18.65, "1", {}))
    return build(builders.settings(DATABASE_URL=database_url), builders.city())


def drawn(app, asked: dict, who: dict) -> tuple[int, str]:
    """What a callback answers, and its status."""
    app.state.dash._setup_server()
    answer = ask(app, "/_dash-update-component", "POST", json.dumps(asked).encode(), **who, **ORIGIN)
    return answer.status, json.dumps(json.loads(answer.body), ensure_ascii=False) if answer.body else ""


def funnel(app, **who) -> tuple[int, str]:
    parts = [{"id": f"funnel-{part}", "property": "children"} for part in ("whole", "groups", "cameras", "as-of")]
    names = "...".join(f"{row['id']}.children" for row in parts)
    span = {"id": "funnel-span", "property": "value", "value": "month"}
    asked = {"output": f"..{names}..", "outputs": parts, "inputs": [span], "changedPropIds": []}
    return drawn(app, asked, as_one(app, **who))


def test_leader_is_told_how_many_came_how_far_and_why_not(app):
    status, text = funnel(app, role="leader")
    assert status == 200
    assert all(words in text for words in ("Phát hiện", "100,0 %", "chưa ai nhận", "Ngã tư 1"))
    assert "/cameras/cam-01/setup" not in text  # what a leader may not open is no link
    assert "/cameras/cam-01/setup" in funnel(app, role="operator")[1]


def test_scope_of_a_leader_counts_for_the_funnel_too_and_police_have_none(app):
    assert "Không có cảnh báo nào" in funnel(app, role="leader", communes=["2"])[1]
    assert funnel(app, role="police") == (204, "")


def test_handover_is_drawn_and_its_buttons_are_for_who_may_sign(app):
    parts = [{"id": f"handover-{part}", "property": "children"} for part in ("told", "report", "waiting", "past")]
    parts += [{"id": f"handover-{part}", "property": "hidden"} for part in ("take", "going")]
    names = "...".join(f"{row['id']}.{row['property']}" for row in parts)
    clicks = [{"id": f"handover-{side}", "property": "n_clicks", "value": 1} for side in ("give", "take")]
    note = [{"id": "handover-note", "property": "value", "value": "đội 2"}]
    asked = {"output": f"..{names}..", "outputs": parts, "inputs": clicks, "state": note, "changedPropIds": []}
    assert "Vụ việc đang mở: 1" in drawn(app, asked, as_one(app, "operator", name="An"))[1]
    given = drawn(app, asked | {"changedPropIds": ["handover-give.n_clicks"]}, as_one(app, "operator", name="An"))[1]
    assert "An giao ca" in given and "Đã ký." in given
    seen = json.loads(drawn(app, asked, as_one(app, "police", name="Bình"))[1])["response"]
    assert (seen["handover-take"]["hidden"], seen["handover-going"]["hidden"]) == (False, True)
    taken = drawn(app, asked | {"changedPropIds": ["handover-take.n_clicks"]}, as_one(app, "police", name="Bình"))[1]
    assert "Bình nhận ca" in taken
