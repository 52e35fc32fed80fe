"""The police's queue, as it is told to browsers."""

from collections import Counter
from datetime import timedelta

import msgspec

from dashboard.centre import Centre
from dashboard.picture import Picture
from dashboard.queue import MOST, NEWEST, OF_UNIT, queue
from dashboard.scope import Scope, within
from store.alerts import Rest
from store.casebook import Deed
from store.records import Alert
from tests import builders
from tests.builders import NOON

LATER = NOON + timedelta(minutes=2)
CENTRE = Centre(builders.settings(), builders.city())
WORDS = CENTRE.words("en")
FIRST = Alert(
    1, "link_down/link-1", "link_down", "severe", "open", "link-1", NOON, NOON, None, None, None, "1", {},
    changed_at=NOON,
)  # fmt: skip


def alert(id: int, minutes: float = 0, **changes) -> Alert:
    time = NOON + timedelta(minutes=minutes)
    return msgspec.structs.replace(FIRST, id=id, opened_at=time, **changes)


def told(*alerts: Alert, language="en") -> dict:
    return queue(Picture(read_at=LATER, alerts=alerts), CENTRE, CENTRE.words(language), LATER)


def test_order_is_by_severity_then_what_nobody_has_then_age():
    mine = {"state": "acknowledged", "owner": "An"}
    rows = told(alert(1, 3), alert(2, 1), alert(3, 0, **mine), alert(4, 9, severity="extreme"))["rows"]
    assert [row["id"] for row in rows] == [4, 2, 1, 3]


def test_flood_elsewhere_holds_nothing_back_from_who_sees_a_part_of_the_city():
    held = [alert(n, kind="camera_dark", source_id=f"cam-{n}", hidden="flood", root_id=1) for n in (2, 3)]
    mine = alert(4, severity="minor", commune_code="2")
    whole = Picture(read_at=LATER, alerts=(alert(1, kind="camera_dark", source_id="cam-1"), mine, *held))
    part = within(whole, Scope(frozenset("2"), frozenset(["cam-3"])), {}, CENTRE.settings.alerts.grouping)
    assert [(row.id, row.hidden) for row in part.alerts] == [(3, ""), (4, "")]


def test_what_others_did_elsewhere_is_not_for_who_sees_a_part_of_the_city():
    deeds = tuple(Deed(n, NOON, "An", "note", n, "crash", f"cam-{n}", str(n)) for n in (1, 2))
    whole = Picture(read_at=LATER, deeds=deeds)
    assert within(whole, Scope(frozenset("2")), {}, CENTRE.settings.alerts.grouping).deeds == deeds[1:]


def test_desk_that_had_a_flood_keeps_it_while_half_as_many_still_come():
    held = [alert(n, kind="camera_dark", source_id="cam-3", hidden="flood", root_id=1) for n in range(2, 8)]
    whole, mine = Picture(read_at=LATER, alerts=tuple(held)), Scope(frozenset("1"))
    known = msgspec.structs.replace(whole, flooded=frozenset([mine.desk]))
    parts = [within(one, mine, {}, CENTRE.settings.alerts.grouping) for one in (whole, known)]
    assert [sum(row.hidden == "flood" for row in part.alerts) for part in parts] == [0, 5]


def test_alerts_without_room_in_the_picture_are_counted_for_who_may_see_them():
    rest = (
        Rest("1", "link_down", "severe", "", "open", True, 40),
        Rest("2", "link_down", "minor", "flood", "open", False, 7),
    )
    whole = Picture(read_at=LATER, alerts=(alert(1),), rest=rest)
    found = queue(whole, CENTRE, WORDS, LATER)
    assert (found["more"], found["counts"]) == (40, {"severe": 41})
    assert found["hidden"] == ["Held back in a flood of alerts: 7"]
    held = (alert(2, commune_code="2", severity="minor", hidden="flood"), alert(3, commune_code="3", hidden="flood"))
    beyond = msgspec.structs.replace(whole, beyond=held)
    part = queue(within(beyond, Scope(frozenset("2")), {}, CENTRE.settings.alerts.grouping), CENTRE, WORDS, LATER)
    assert ([row["id"] for row in part["rows"]], part["more"], part["hidden"]) == ([2], 6, [])


def test_row_says_until_when_the_procedure_gives_time_and_for_what():
    opened, taken = told(alert(1), alert(2, state="acknowledged", owner="An", changed_at=LATER))["rows"]
    link = CENTRE.city.procedures["link_down"]
    assert (opened["duty"], opened["due"]) == ("take", (NOON + timedelta(minutes=link.acknowledge_minutes)).isoformat())
    assert (taken["duty"], taken["due"]) == ("act", (LATER + timedelta(minutes=link.act_minutes)).isoformat())


def test_who_may_take_it_is_what_the_life_cycle_says():
    opened, sent = told(alert(1), alert(2, state="dispatched", owner="An"))["rows"]
    assert (opened["takers"], sent["takers"]) == (["operator", "police"], [])


def test_hidden_alerts_are_counted_and_not_listed():
    found = told(alert(1), alert(2, hidden="root", root_id=1), alert(3, hidden="flood"), alert(4, hidden="root"))
    assert [row["id"] for row in found["rows"]] == [1]
    assert found["hidden"] == ["Explained by another alert: 2", "Held back in a flood of alerts: 1"]


def test_long_queue_is_cut_and_says_how_much_is_left():
    found = told(*(alert(n) for n in range(MOST + 7)))
    assert (len(found["rows"]), found["more"]) == (MOST, 7)
    assert len(msgspec.json.encode(found)) < 100_000


def test_announcement_is_vietnamese_on_every_page_and_only_for_what_is_open():
    [opened] = told(alert(1), alert(2, state="acknowledged", owner="An"))["fresh"]
    assert (opened["id"], opened["unit"]) == (1, "network_team")
    assert opened["say"].startswith("Nghiêm trọng: Mất đường truyền.")


def test_new_alert_is_told_aloud_wherever_it_stands_in_a_long_queue():
    found = told(*(alert(n) for n in range(1, MOST + 60)), alert(999, 9, changed_at=LATER))
    assert 999 not in [row["id"] for row in found["rows"]] and 999 in [row["id"] for row in found["fresh"]]
    assert len(found["fresh"]) == NEWEST


def test_long_queue_of_one_unit_hides_neither_those_of_another_nor_what_somebody_has():
    road = [alert(900 + n, kind="congestion", severity="minor") for n in range(OF_UNIT + 5)]
    mine = alert(999, severity="minor", state="acknowledged", owner="An")
    found = told(*(alert(n) for n in range(MOST + 60)), *road, mine)
    units = Counter(row["unit"] for row in found["rows"])
    assert units == {"network_team": MOST + 1, "traffic_police": OF_UNIT}
    assert found["rows"][-1]["owner"] == "An"
    assert (found["more"], found["more_of"]) == (65, {"network_team": 60, "traffic_police": 5})


def test_nothing_read_yet_is_not_an_empty_queue():
    assert queue(Picture(), CENTRE, CENTRE.words("en"), LATER)["rows"] is None
