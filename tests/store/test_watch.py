"""What the watch does to the store, round by round, with a clock that is moved by hand."""

from datetime import datetime, timedelta

import pytest

from alerts.lifecycle import Person, decide
from geo.shares import Amounts
from ops.watching import SETTLING, Watch
from store import maintenance, watch
from store.alert_changes import Flapping
from store.cases import apply_now
from store.coverage import Down, Lost, State
from store.coverage_changes import Result, save_now
from store.incidents import end_of_removed
from store.pool import connect
from store.records import Alert, AlertCleared, AlertRaised, Reading
from store.write import save
from tests.builders import NOON, batch, city, cleared, incident, raised, settings

START = NOON - timedelta(hours=1)
STREAMS = ("camera_frames", "citizen_reports", "indicators", "network_telemetry", "service_queue")
AN, CHI = Person("An", "police"), Person("Chi", "leader")
DESK = "INSERT INTO users (key, name, role, password, communes, cameras) VALUES ('an', 'An', 'police', '', %s, %s)"
SECRET = {"secret_url": "json://127.0.0.1:9/hidden"}


@pytest.fixture
def link(any_engine_url):
    with connect(any_engine_url, 5) as connection:
        connection.autocommit = True
        yield connection


def watching(tmp_path, **notify) -> Watch:
    file = tmp_path / "own.toml"
    file.write_text("".join(f'[notify.to.{name}]\nsecret_url = "json://127.0.0.1:9/x"\n' for name in notify))
    folder = str(tmp_path / "data")
    used = settings(IOC_CONFIG=str(file), IOC_DATA__FOLDER=folder, IOC_CANARY__ENABLED="false")
    return Watch(used, city(), START)


def beat(link, now: datetime, *sources: str, lag: float = 0.0) -> None:
    """Every stream lives, and these sources say that they are up."""
    rows = [Reading(now, "centre.ingest", f"{stream}_messages_total", 1.0) for stream in STREAMS]
    rows += [Reading(now, "centre.ingest", f"{stream}_lag_seconds", lag) for stream in STREAMS]
    save(link, batch(*rows, *(Reading(now, source, "up", 1.0) for source in sources)))


def kinds(link) -> list[str]:
    return sorted(alert.fingerprint for alert in watch.unresolved(link))


def one(link, fingerprint: str) -> Alert:
    [found] = [alert for alert in watch.unresolved(link) if alert.fingerprint == fingerprint]
    return found


def down(kind: str, source: str, seconds: float = 0) -> AlertRaised:
    time = NOON + timedelta(seconds=seconds)
    return AlertRaised(f"{kind}/{source}", kind, "severe", source, time, time, None, None, "1", {})


def test_source_that_goes_silent_is_an_alert_about_it_and_is_cleared_when_it_speaks(link, tmp_path):
    round_ = watching(tmp_path).round
    beat(link, NOON, "link-1", "link-centre", "site-0001")
    round_(link, NOON)
    assert kinds(link) == []
    later = NOON + timedelta(seconds=121)
    beat(link, later, "link-centre", "site-0001")
    round_(link, later)
    assert kinds(link) == ["link_silent/link-1"]
    beat(link, later + timedelta(seconds=2), "link-1")
    round_(link, later + timedelta(seconds=2))
    assert kinds(link) == []


def test_stream_that_stops_is_an_alert_and_its_sources_are_not_accused(link, tmp_path):
    round_ = watching(tmp_path).round
    beat(link, NOON, "link-1", "link-centre", "site-0001")
    round_(link, NOON + timedelta(hours=1))
    assert kinds(link) == [f"stream_stopped/{stream}" for stream in STREAMS]


def test_nobody_is_accused_before_the_centre_has_listened(link, tmp_path):
    anew = watching(tmp_path)
    anew.listen_anew(NOON)
    anew.round(link, NOON + SETTLING - timedelta(seconds=1))
    anew.round(link, NOON + SETTLING + timedelta(seconds=20))
    assert kinds(link) == []


def test_late_stream_is_an_alert(link, tmp_path):
    beat(link, NOON, "link-1", "link-centre", "site-0001", lag=61.0)
    watching(tmp_path).round(link, NOON)
    assert kinds(link) == [f"stream_late/{stream}" for stream in STREAMS]


def test_child_that_fired_first_is_folded_in_and_surfaces_when_its_root_is_over(link, tmp_path):
    place = watching(tmp_path)
    save(link, batch(down("link_down", "link-1"), down("link_down", "link-centre", 5)))
    known = place.place(link, watch.unresolved(link), NOON)
    assert known == []
    root, child = one(link, "link_down/link-centre"), one(link, "link_down/link-1")
    assert (child.hidden, child.root_id, root.hides["alerts"]) == ("root", root.id, 1)
    save(link, batch(AlertCleared("link_down/link-centre", NOON + timedelta(seconds=60), True)))
    later = datetime.now(NOON.tzinfo) + timedelta(hours=1)
    place.place(link, watch.unresolved(link), later)
    child = one(link, "link_down/link-1")
    assert (child.hidden, child.root_id, child.changed_at) == ("", None, later)


def test_dead_site_says_how_many_people_are_without_signal_once_that_is_computed(link, tmp_path):
    place = watching(tmp_path).place
    save(link, batch(down("site_down", "site-0001")))
    place(link, watch.unresolved(link), NOON)
    assert one(link, "site_down/site-0001").hides == {}
    gone = Amounts(12.0, 8400.0, 7.0)
    held = State(NOON, NOON, 1, 1, 0, {})
    site = Down("site-0001", "any", NOON, gone, ("1",))
    save_now(link, Result(held, ["1"], [], [site], [Lost(("site-0001",), gone)]))
    place(link, watch.unresolved(link), NOON)
    assert one(link, "site_down/site-0001").hides == {"people": 8400}


def test_announced_work_hides_and_its_end_shows(link, tmp_path):
    place, now = watching(tmp_path).place, NOON
    number = maintenance.begin(link, ["link-1"], now, now + timedelta(hours=2), "thay thiết bị", "An", "leader", now)
    save(link, batch(down("link_down", "link-1")))
    place(link, watch.unresolved(link), now)
    assert one(link, "link_down/link-1").hidden == "maintenance"
    assert maintenance.end(link, number, "An", "leader", now + timedelta(minutes=1))
    assert not maintenance.end(link, number, "An", "leader", now + timedelta(minutes=2))
    place(link, watch.unresolved(link), now + timedelta(minutes=1))
    assert one(link, "link_down/link-1").hidden == ""


def test_open_alert_escalates_by_the_clock_and_each_step_is_told_once(link, tmp_path):
    round_ = watching(tmp_path, police=SECRET).round
    save(link, batch(down("queue_long", "office-1")))
    begun = one(link, "queue_long/office-1").changed_at
    assert begun
    for minutes in (0, 1, 2, 16, 17, 18, 32, 33, 48, 49, 200):
        now = begun + timedelta(minutes=minutes)
        beat(link, now, "link-1", "link-centre", "site-0001", "office-1")
        round_(link, now)
    told = link.execute("SELECT merged, title FROM outbox").fetchall()
    assert one(link, "queue_long/office-1").escalated == 3
    assert [merged for merged, title in told if title.endswith("O1")] == [3]


def test_end_of_an_alert_is_told_once_to_who_heard_of_it_and_again_when_it_was_reopened(link, tmp_path):
    round_ = watching(tmp_path, police=SECRET).round
    save(link, batch(down("queue_long", "office-1")))
    alert = one(link, "queue_long/office-1")
    begun = alert.changed_at + timedelta(minutes=1)
    round_(link, begun)
    for act, who, more in (("acknowledge", AN, {}), ("resolve", AN, {}), ("reopen", CHI, {"note": "lại"})):
        link.execute("UPDATE outbox SET sent_at = now()")
        alert = apply_now(link, decide(alert, who, act, begun, **more))
        for _ in range(2):
            round_(link, begun + timedelta(minutes=1))
    told = link.execute("SELECT title FROM outbox WHERE alert_id = %s ORDER BY id", (alert.id,)).fetchall()
    assert [title.startswith("Đã hết: ") for (title,) in told] == [False, True, False]


def test_incident_of_a_camera_that_was_taken_out_ends_when_it_was_last_seen(link):
    save(link, batch(incident(9)))
    assert end_of_removed(link, ["cam-01", "cam-02"]) == 0
    assert [end_of_removed(link, ["cam-02"]) for _ in range(2)] == [1, 0]
    assert link.execute("SELECT end_at FROM incidents").fetchall() == [(NOON + timedelta(seconds=9),)]


def test_alert_that_comes_and_goes_stays_one_until_it_is_quiet(link, tmp_path):
    flapping = Flapping(3, 1800.0)
    for number in range(8):
        save(link, batch(raised(20 * number)), flapping)
        save(link, batch(cleared(20 * number + 10)), flapping)
    assert link.execute("SELECT count(*) FROM alerts").fetchall() == [(3,)]
    known = one(link, "link_down/link-1")
    assert known.flapping
    assert known.cleared_at == cleared(150).time
    assert watch.resolve_quiet(link, NOON, NOON + timedelta(hours=1)) == 0
    assert watch.resolve_quiet(link, NOON + timedelta(minutes=5), NOON + timedelta(hours=1)) == 1
    assert kinds(link) == []


def test_coming_and_going_told_again_from_the_start_leaves_what_was(link):
    flapping = Flapping(3, 1800.0)
    story = [change for n in range(6) for change in (raised(20 * n), cleared(20 * n + 10))]
    for change in story:
        save(link, batch(change), flapping)
    before = link.execute("SELECT * FROM alerts ORDER BY id").fetchall()
    for part in (story, story[3:], [story[-1]]):
        save(link, batch(*part), flapping)
    assert link.execute("SELECT * FROM alerts ORDER BY id").fetchall() == before


def test_dismissed_alert_keeps_quiet_for_as_long_as_its_condition_lasts(link):
    save(link, batch(raised(0)))
    link.execute("UPDATE alerts SET state = 'dismissed', reason = 'no_action_possible'")
    for seconds in (10, 20, 30):
        assert save(link, batch(raised(seconds))).alerts_opened == 0
    save(link, batch(cleared(40)))
    assert save(link, batch(raised(50))).alerts_opened == 1


def test_flood_shows_root_causes_only_and_says_how_many_it_hides(link, tmp_path):
    place = watching(tmp_path).place
    save(link, batch(*(down("camera_dark", f"cam-{n}") for n in range(12)), down("crash", "cam-01")))
    now = one(link, "crash/cam-01").changed_at
    assert now
    place(link, watch.unresolved(link), now)
    assert sorted(alert.fingerprint for alert in watch.unresolved(link) if not alert.hidden) == [
        "camera_dark/cam-0", "crash/cam-01"]  # fmt: skip
    assert link.execute("SELECT opened, hidden, since IS NOT NULL FROM flood").fetchall() == [(13, 11, True)]
    later = now + timedelta(hours=1)
    place(link, watch.unresolved(link), later)
    assert not [alert for alert in watch.unresolved(link) if alert.hidden]


def test_time_runs_for_what_the_citys_flood_holds_back_and_somebody_sees_who_has_none(link, tmp_path):
    keeper = watching(tmp_path)
    link.execute(DESK, ([], ["cam-9"]))
    save(link, batch(*(down("camera_dark", f"cam-{n}") for n in range(12))))
    now = one(link, "camera_dark/cam-9").changed_at
    assert now
    keeper.place(link, watch.unresolved(link), now)
    link.execute("UPDATE alerts SET changed_at = changed_at - interval '1 hour'")
    keeper.round(link, now + timedelta(seconds=1))
    assert one(link, "camera_dark/cam-9").hidden == "flood"
    assert [one(link, f"camera_dark/cam-{n}").escalated for n in (0, 8, 9)] == [1, 0, 1]


def test_desk_whose_flood_ebbs_away_keeps_it_until_half_as_many_came(link, tmp_path):
    place, minute = watching(tmp_path).place, timedelta(minutes=1)
    link.execute(DESK, (["1"], []))
    save(link, batch(*(down("camera_dark", f"cam-{n}") for n in range(12))))
    came = one(link, "camera_dark/cam-0").changed_at
    assert came
    begun = came - 20 * minute  # so that to the city all of them are new
    link.execute("UPDATE alerts SET opened_at = %s + id %% 2 * interval '1 minute'", (begun,))
    flooded = []
    for minutes in (1, 10.5, 12):
        place(link, watch.unresolved(link), begun + minutes * minute)
        flooded.append(watch.flooded_desks_now(link))
    assert flooded == [{"1|"}, {"1|"}, frozenset()]


def test_round_twice_changes_nothing_and_wakes_nobody(link, tmp_path):
    round_ = watching(tmp_path, police=SECRET).round
    beat(link, NOON, "link-1", "link-centre", "site-0001")
    save(link, batch(down("link_down", "link-1"), down("link_down", "link-centre")))
    for _ in range(3):
        round_(link, NOON)
    before = link.execute("SELECT * FROM alerts ORDER BY id").fetchall()
    round_(link, NOON)
    assert link.execute("SELECT * FROM alerts ORDER BY id").fetchall() == before


def test_end_of_the_audit_is_written_down_outside_of_the_database_every_hour(link, tmp_path):
    keeper = watching(tmp_path)
    for minutes in (0, 30, 59, 61):
        keeper.write_head(link, START + timedelta(minutes=minutes))
    lines = (tmp_path / "data" / "audit-heads.txt").read_text().splitlines()
    assert len(lines) == 2
