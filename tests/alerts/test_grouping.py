"""Which alerts stand for others, and what comes to light when they are over."""

from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from alerts.engine import Place
from alerts.grouping import SHOWN, Placement, Window, at_a_desk, hides, is_desk_flooded, is_flooded, placed
from alerts.tree import Tree
from config.city import City
from store.records import UNRESOLVED, Alert
from tests.builders import NOON, city, settings

GROUPING = settings().alerts.grouping
OTHER = [{"id": "office-2", "name": "O2", "commune_code": "2", "lon": 105.7, "lat": 18.6, "counters": 1}]
LINKS = [
    {"id": "link-centre", "name": "Trung tâm", "parent": "", "commune_code": ""},
    {"id": "link-axis", "name": "Trục", "parent": "link-centre", "commune_code": "1"},
    {"id": "link-1", "name": "L1", "parent": "link-axis", "commune_code": "1"},
    {"id": "link-2", "name": "L2", "parent": "link-axis", "commune_code": "2"},
]
SOURCES = ("link-centre", "link-axis", "link-1", "link-2", "site-0001", "cam-01", "cam-02", "office-2")
KINDS = ("link_down", "site_down", "camera_offline", "crash", "queue_long", "office_silent")


def tree() -> Tree:
    known: City = city(links=LINKS, offices=OTHER)
    communes = {"site-0001": "1", "cam-01": "1", "cam-02": "2", "office-2": "2", "link-1": "1", "link-2": "2"}
    return Tree(known, {source: Place(105.6, 18.6, code) for source, code in communes.items()})


def alert(number: int, kind: str, source: str, state: str = "open", **more) -> Alert:
    made = Alert(number, f"{kind}/{source}", kind, "severe", "open", source, NOON, NOON, None, None, None, "1", {})
    return msgspec.structs.replace(made, state=state, **more)


def where(*alerts: Alert, windows=(), flooded: bool = False) -> dict[int, Placement]:
    return placed(alerts, tree(), GROUPING, windows, flooded, NOON)


def test_source_hangs_on_its_communes_own_link_and_not_on_the_axis_that_ends_there():
    assert list(tree().above("cam-01")) == ["link-1", "link-axis", "link-centre"]
    assert list(tree().above("office-2")) == ["link-2", "link-axis", "link-centre"]


def test_dead_parent_stands_for_all_below_whenever_they_fired():
    found = where(
        alert(1, "camera_offline", "cam-01"), alert(2, "link_down", "link-1"), alert(3, "link_down", "link-axis")
    )
    assert found == {1: Placement("root", 3), 2: Placement("root", 3), 3: SHOWN}


def test_root_says_how_far_it_reaches_and_that_people_are_not_known():
    alerts = [alert(1, "link_down", "link-axis"), alert(2, "site_down", "site-0001")]
    found = hides(alerts, where(*alerts), tree())
    reach = {"links": 2, "cameras": 2, "offices": 1, "sites": 1}
    assert found[1] == {"alerts": 1, "by": {"root": 1}, "cut_off": reach, "communes": 2, "people": None}
    assert found[2] == {}


def test_what_no_dead_link_explains_is_never_hidden_by_one():
    root = alert(1, "link_down", "link-1")
    assert where(root, alert(2, "crash", "cam-01"), alert(3, "queue_long", "office-2"))[2] == SHOWN
    assert where(root, alert(2, "camera_offline", "cam-01", "acknowledged"))[2] == SHOWN


def test_parent_that_cleared_or_is_gone_lets_what_is_still_wrong_surface():
    child = alert(2, "camera_offline", "cam-01")
    assert where(alert(1, "link_down", "link-1"), child)[2].root_id == 1
    assert where(alert(1, "link_down", "link-1", cleared_at=NOON), child)[2] == SHOWN
    assert where(child)[2] == SHOWN


def test_announced_work_hides_its_sources_and_what_hangs_on_them_for_its_time_alone():
    rows = (alert(1, "link_down", "link-1"), alert(2, "crash", "cam-01"), alert(3, "link_down", "link-2"))
    hour = timedelta(hours=1)
    found = where(*rows, windows=[Window(("link-1",), NOON - hour, NOON + hour)])
    assert [found[n].hidden for n in (1, 2, 3)] == ["maintenance", "maintenance", ""]
    assert where(*rows, windows=[Window(("link-1",), NOON - hour, NOON)])[1] == SHOWN


def test_silent_feed_stands_for_its_silent_sources():
    feed = alert(9, "feed_silent", "centre.ingest", details={"prefix": "office-"})
    found = where(feed, alert(1, "office_silent", "office-2"), alert(2, "queue_long", "office-2"))
    assert found == {9: SHOWN, 1: Placement("root", 9), 2: SHOWN}


def test_when_no_camera_is_heard_one_alert_stands_for_all_of_them():
    rows = (alert(1, "camera_offline", "cam-01"), alert(2, "camera_all_offline", "centre.ingest"))
    assert where(*rows, alert(3, "camera_moved", "cam-02")) == {1: Placement("root", 2), 2: SHOWN, 3: SHOWN}


def test_flood_shows_the_first_of_a_kind_and_whatever_is_dangerous():
    queues = [alert(n, "queue_long", "office-2") for n in (1, 2, 3, 4)]
    rows = [*queues, *(alert(n, "crash", "cam-01") for n in (5, 6, 7)), alert(8, "camera_moved", "cam-02")]
    found = where(*rows, flooded=True)
    assert [n for n in found if found[n].hidden] == [2, 3, 4]
    assert {found[n].root_id for n in (2, 3, 4)} == {1}


def test_flood_begins_above_its_count_and_ends_below_half_of_it():
    assert [is_flooded(False, n, GROUPING) for n in (10, 11)] == [False, True]
    assert [is_flooded(True, n, GROUPING) for n in (10, 5, 4)] == [True, True, False]


def test_desk_without_a_flood_of_its_own_sees_what_the_citys_flood_holds_back():
    held = alert(7, "queue_long", "office-2", hidden="flood", root_id=1)
    explained = alert(8, "site_down", "site-0001", hidden="root", root_id=3)
    assert not is_desk_flooded(False, [held, explained], GROUPING, NOON)
    seen = at_a_desk([held, explained], GROUPING, flooded=False)
    assert [(row.hidden, row.root_id) for row in seen] == [("", None), ("root", 3)]


def test_desk_with_a_flood_of_its_own_sees_the_first_of_a_kind_that_it_sees_at_all():
    rows = [alert(n, "queue_long", f"office-{n}", hidden="flood", root_id=1) for n in range(5, 17)]
    assert is_desk_flooded(False, rows, GROUPING, NOON)
    first, *others = at_a_desk(rows, GROUPING, flooded=True)
    assert (first.hidden, first.hides) == ("", {"alerts": 11, "by": {"flood": 11}})
    assert {(row.hidden, row.root_id) for row in others} == {("flood", 5)}
    assert not is_desk_flooded(True, rows, GROUPING, NOON + timedelta(minutes=11))


def test_flood_of_a_desk_lasts_until_half_as_many_came_as_begin_it():
    rows = [alert(n, "queue_long", f"office-{n}", hidden="root" if n > 10 else "flood") for n in range(1, 14)]
    assert [is_desk_flooded(was, rows, GROUPING, NOON) for was in (False, True)] == [False, True]
    assert [is_desk_flooded(True, rows[:n], GROUPING, NOON) for n in (5, 4)] == [True, False]


def test_alert_that_stands_for_others_of_the_city_does_not_say_so_at_a_desk_that_sees_none_of_them():
    by = {"alerts": 5, "by": {"flood": 3, "root": 2}, "people": 40}
    [seen] = at_a_desk([alert(1, "queue_long", "office-2", hides=by)], GROUPING, flooded=False)
    assert seen.hides == {"alerts": 2, "by": {"root": 2}, "people": 40}


some = st.lists(
    st.builds(
        lambda kind, source, state, over: (kind, source, state, NOON if over else None),
        st.sampled_from(KINDS), st.sampled_from(SOURCES), st.sampled_from(UNRESOLVED), st.booleans(),
    ),
    max_size=25, unique_by=lambda row: row[:2],
)  # fmt: skip


@given(some=some, flooded=st.booleans(), work=st.sets(st.sampled_from(SOURCES), max_size=2))
def test_every_alert_is_shown_or_counted_by_one_that_is_or_is_work(some, flooded, work):
    rows = [alert(n, kind, source, state, cleared_at=over) for n, (kind, source, state, over) in enumerate(some)]
    windows = [Window(tuple(work), NOON, NOON + timedelta(hours=1))] if work else []
    found = placed(rows, tree(), GROUPING, windows, flooded, NOON)
    assert found.keys() == {row.id for row in rows}
    for placement in found.values():
        if placement.root_id is not None:
            assert found[placement.root_id].hidden == ""
        assert (placement.root_id is None) == (placement.hidden in ("", "maintenance"))
    counted = sum(row.get("alerts", 0) for row in hides(rows, found, tree()).values())
    assert counted == sum(placement.root_id is not None for placement in found.values())
    assert all(found[row.id].hidden in ("", "maintenance") for row in rows if row.kind == "crash")


@given(some=some, flooded=st.booleans(), scope=st.sets(st.sampled_from(SOURCES)))
def test_what_a_flood_holds_back_at_a_desk_stands_behind_an_alert_that_is_shown_there(some, flooded, scope):
    rows = [alert(n, kind, source, state, cleared_at=over) for n, (kind, source, state, over) in enumerate(some)]
    found = placed(rows, tree(), GROUPING, (), flooded, NOON)
    known = [msgspec.structs.replace(row, hidden=found[row.id].hidden, root_id=found[row.id].root_id) for row in rows]
    seen = {row.id: row for row in at_a_desk([row for row in known if row.source_id in scope], GROUPING, flooded)}
    held = [row for row in seen.values() if row.hidden == "flood"]
    assert all(row.root_id in seen and not seen[row.root_id].hidden for row in held)
    assert sum(row.hides.get("by", {}).get("flood", 0) for row in seen.values()) == len(held)
    assert [row.id for row in seen.values() if row.hidden == "root"] == [
        row.id for row in known if row.source_id in scope and row.hidden == "root"
    ]


@given(some=some, order=st.randoms())
def test_order_in_which_alerts_came_does_not_matter_to_roots(some, order):
    rows = [alert(n, kind, source, state, cleared_at=over) for n, (kind, source, state, over) in enumerate(some)]
    mixed = list(rows)
    order.shuffle(mixed)
    assert placed(rows, tree(), GROUPING, (), False, NOON) == placed(mixed, tree(), GROUPING, (), False, NOON)
