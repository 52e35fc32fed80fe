"""What people are told."""

from msgspec.structs import replace

from alerts.message import Composer, wants
from config.alerting import Target
from store.records import Alert
from tests.builders import NOON, city, settings

HIDES = {"alerts": 7, "by": {"root": 7}, "cut_off": {"cameras": 12, "offices": 3, "bridges": 2}, "people": None}
ALERT = Alert(5, "f", "link_down", "severe", "open", "link-1", NOON, NOON, None, None, None, "1", {}, hides=HIDES)


def composer(language: str = "vi", **changes: str) -> Composer:
    return Composer(settings(IOC_CITY__LANGUAGE=language, **changes), city())


def target(**more) -> Target:
    return Target(**{"secret_url": "json://127.0.0.1"}, **more)


def test_title_says_how_grave_what_and_where():
    assert composer("en").title(ALERT) == "[Severe] Network link down – L1"
    assert composer().title(ALERT).endswith("– L1")
    assert "link_down" not in composer().title(ALERT)


def test_alert_about_the_centre_names_the_stream_or_the_feed():
    own = replace(ALERT, kind="stream_late", source_id="centre.ingest", details={"stream": "indicators"})
    assert composer("en").title(own) == "[Severe] The centre takes in data late – the centre itself indicators"
    assert composer().title(own).endswith("– hệ thống của trung tâm indicators")


def test_body_says_the_blast_radius_and_that_people_are_not_known():
    body = composer("en", IOC_NOTIFY__SCREEN_URL="https://ioc.example/").body(ALERT)
    assert "Since: 12:00 21/11/2026" in body
    assert "Cut off: 12 cameras blind, 3 offices, 2 video bridges, people not known" in body
    assert "Stands for 7 more alerts" in body
    assert body.endswith("https://ioc.example/case/5")
    assert "12 camera" in composer().body(ALERT)


def test_body_says_how_many_people_are_without_signal():
    lone = replace(ALERT, kind="site_down", hides={"people": 8400})
    assert "Cut off: 8,400 people without signal" in composer("en").body(lone)
    assert "8.400 người mất sóng" in composer().body(lone)
    rooted = replace(ALERT, hides=HIDES | {"people": 8400})
    assert "2 video bridges, 8,400 people without signal\n" in composer("en").body(rooted)
    nobody = composer("en").body(replace(ALERT, hides=HIDES | {"people": 0}))
    assert "people" not in nobody


def test_body_of_an_escalated_alert_names_who_hears_now():
    known = composer("en").body(ALERT), composer("en").body(replace(ALERT, escalated=2))
    assert "For: Network team" in known[0]
    assert "For: The leader on duty" in known[1]
    assert "Nobody took it in time (2)" in known[1]


def test_end_is_told_to_who_heard_at_first_and_to_who_heard_when_it_escalated(tmp_path):
    file, secret = tmp_path / "own.toml", 'secret_url = "json://127.0.0.1:9/x"'
    units = {"team": "network_team", "leader": "duty_leader", "police": "traffic_police"}
    file.write_text("".join(f'[notify.to.{name}]\n{secret}\nunits = ["{unit}"]\n' for name, unit in units.items()))
    told = composer(IOC_CONFIG=str(file))
    late = replace(ALERT, state="resolved", changed_by="An", escalated=1)
    assert [row.target for row in told.news(late)] == ["leader"]
    assert [row.target for row in told.end(late)] == ["team", "leader"]
    assert [row.target for row in told.end(replace(late, escalated=0))] == ["team"]


def test_target_hears_what_it_asked_for():
    assert wants(target(), ALERT, "network_team")
    assert wants(target(severities=("severe",), units=("network_team",), kinds=("link_down",)), ALERT, "network_team")
    assert not wants(target(units=("duty_leader",)), ALERT, "network_team")
    assert not wants(target(severities=("extreme",)), ALERT, "network_team")
    assert not wants(target(kinds=("crash",)), ALERT, "network_team")
    assert not wants(target(escalations_only=True), ALERT, "network_team")
    assert wants(target(escalations_only=True), replace(ALERT, escalated=1), "duty_leader")
