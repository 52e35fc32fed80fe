"""One case: what its page says of it, for whom."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from alerts.lifecycle import Person, decide
from config.city import Station
from dashboard import casefile
from dashboard.casefile import CaseFile
from dashboard.centre import Centre
from dashboard.components import case_parts, facts
from dashboard.components.place_picture import place_svg
from dashboard.place_map import HEIGHT, WIDTH, place_map, surroundings
from dashboard.queue import clock_of
from dashboard.scope import Scope
from store import casebook, cases
from store.pool import async_connect
from store.records import Alert
from tests import builders
from tests.builders import NOON, raised
from tests.database import saved

AN = Person("An", "police")
STATIONS = [
    {"id": "far", "name": "Đội 2", "unit": "fire_police", "lon": 105.72, "lat": 18.65},
    {"id": "near", "name": "Công an xã 1", "unit": "commune_police", "lon": 105.66, "lat": 18.65, "phone": "0238"},
]
ON_CAMERA = Alert(
    5, "x", "stopped_vehicle", "severe", "open", "cam-01", NOON, NOON, None, 105.65, 18.65, "1", {}, changed_at=NOON
)


def centre(**changes) -> Centre:
    return Centre(builders.settings(), builders.city(**changes))


def case(**changes) -> CaseFile:
    return CaseFile(msgspec.structs.replace(ON_CAMERA, **changes), None, {}, [], {})


def text(parts) -> str:
    return str([getattr(part, "to_plotly_json", lambda part=part: part)() for part in parts])


def done(url: str, *steps) -> CaseFile:
    """The case of the only alert after these steps of An's."""

    async def doing() -> CaseFile:
        async with await async_connect(url, 5.0) as connection:
            for act, more in steps:
                found = await casefile.read(connection, 1)
                await cases.apply(connection, decide(found.alert, AN, act, NOON + timedelta(minutes=1), **more))
            assert (await casebook.touched(connection)).keys() == {1}
            return await casefile.read(connection, 1)

    saved(url, raised(0))
    return asyncio.run(doing())


def test_checklist_and_timeline_say_who_did_what(database_url):
    steps = centre().city.procedures["link_down"].checklist
    found = done(database_url, ("acknowledge", {"note": "đang đi"}), ("tick", {"item": steps[0].id}))
    here, words = centre(), centre().words("en")
    first, second, *_ = case_parts.case_checklist(found, AN, here, words, NOON)
    assert "An, 12:01" in text([first.children[2]]) and "data-tick" in text([second.children[0]])
    newest = case_parts.case_timeline(found, here, words)[0]
    assert steps[0].en in text(newest.children) and "An (Police)" in text(newest.children)
    assert found.reviewer().actor == "An" and found.number == 3


@pytest.mark.parametrize(
    ("changes", "person", "acts"),
    [
        ({}, AN, ["acknowledge", "dismiss", "shelve"]),
        ({"state": "acknowledged", "owner": "An"}, AN, ["dispatch", "resolve", "dismiss", "shelve", "release"]),
        ({"state": "acknowledged", "owner": "Bình"}, AN, ["take_over"]),
        ({"state": "resolved"}, Person("Chi", "leader"), ["reopen"]),
        ({}, Person("Chi", "leader"), []),
    ],
)
def test_buttons_are_what_this_person_may_do_now(changes, person, acts):
    buttons = case_parts.case_acts(case(**changes), person, centre().words("en"))
    named = [getattr(b, "data-act", None) or getattr(b, "data-form", "").removeprefix("case-") for b in buttons]
    assert [name for name in named if name] == acts


def test_nearest_station_is_first_and_none_is_said_when_none_is_configured():
    with_stations = centre(stations=STATIONS)
    near = surroundings(ON_CAMERA, with_stations).stations
    assert [row.what.id for row in near] == ["near", "far"] and 900 < near[0].metres < 1200
    assert isinstance(near[0].what, Station)
    assert "No station is configured" in text(case_parts.case_place(case(), centre(), centre().words("en")))


@pytest.mark.parametrize(("said", "shown"), [("Quốc lộ 7, km 121", "Quốc lộ 7, km 121"), ("", "not known")])
def test_facts_name_the_road_that_a_camera_looks_at_and_of_other_sources_none(said, shown):
    here = centre(cameras=[{"id": "cam-01", "name": "?", "lon": 105.6, "lat": 18.6, "road": said}])
    assert facts.whence(ON_CAMERA, here, here.words("en"))["Road"] == shown
    of_link = msgspec.structs.replace(ON_CAMERA, source_id="link-1")
    assert "Road" not in facts.whence(of_link, here, here.words("en"))


@pytest.mark.parametrize(
    ("hidden", "scope", "seen"),
    [("flood", None, "flood"), ("flood", Scope(), ""), ("root", Scope(), "root"), ("", Scope(), "")],
)
def test_case_that_the_citys_flood_holds_back_has_its_clock_for_who_sees_a_part(hidden, scope, seen):
    alert = casefile.as_seen(msgspec.structs.replace(ON_CAMERA, hidden=hidden, root_id=1 if hidden else None), scope)
    assert (alert.hidden, bool(clock_of(alert, centre().city.procedures[alert.kind]))) == (seen, not seen)


def test_map_shows_the_cameras_sight_and_the_communes_around_it():
    here = centre(stations=STATIONS)
    shapes = place_map(ON_CAMERA, surroundings(ON_CAMERA, here), here)
    looks = [shape.look for shape in shapes]
    assert {"own", "sight", "camera", "station", "scale", "north"} <= set(looks)
    sight = next(shape for shape in shapes if shape.look == "sight").points
    assert all(y <= HEIGHT / 2 for _, y in sight) and sight[0] == (WIDTH / 2, HEIGHT / 2)
    assert place_svg(shapes).startswith("<svg") and len(place_svg(shapes)) < 20_000


def test_camera_nobody_placed_has_no_map():
    cameras = [{"id": "cam-01", "name": "?", "lon": 105.6, "lat": 18.6, "placed": False}]
    here = centre(cameras=cameras)
    assert place_map(ON_CAMERA, surroundings(ON_CAMERA, here), here) == []
