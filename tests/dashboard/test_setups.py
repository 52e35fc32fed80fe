"""What becomes of what a person does to a camera's set-up."""

import asyncio
import json
import struct

import pytest

from config.settings import Language
from dashboard.app import build
from dashboard.authority import Visitor, visited_by, visitor
from dashboard.centre import Centre
from dashboard.scope import Scope
from dashboard.setups import answer
from dashboard.shell import page_at
from dashboard.sights import packed
from store.cameras import View
from tests import builders
from tests.builders import NOON
from tests.dashboard.asking import knock

BINH = Visitor("Bình", "administrator")
ROAD = {"name": "đường", "purpose": "carriageway", "polygon": [[0.1, 0.9], [0.5, 0.2], [0.9, 0.9]]}
CORNERS = ((0.2, 0.9, 0, 0), (0.8, 0.9, 7, 0), (0.6, 0.4, 7, 30), (0.4, 0.4, 0, 30))
POINTS = [dict(zip(("x", "y", "east_metres", "north_metres"), row, strict=True)) for row in CORNERS]


def wish(do: str = "save", **more) -> dict:
    return {"do": do, "camera": "cam-01", "zones": [ROAD], "calibration": POINTS} | more


def answers(url: str, *wishes: object, language: Language = "en") -> list[dict]:
    """The answers to wishes, An's where nobody is named, one after the other."""

    async def one(centre: Centre, asked: object) -> dict:
        who, wanted = asked if isinstance(asked, tuple) else (visitor(), asked)
        with visited_by(who):
            return await answer(centre, wanted, centre.words(language))

    async def asking() -> list[dict]:
        centre = Centre(builders.settings(DATABASE_URL=url), builders.city())
        try:
            told = [await one(centre, asked) for asked in wishes]
            return json.loads(json.dumps(told))  # as the browser gets it
        finally:
            centre.reader.drop()

    return asyncio.run(asking())


def test_camera_nobody_has_drawn_on_is_as_the_citys_folder_says(database_url):
    [told] = answers(database_url, {"do": "read", "camera": "cam-01"})
    assert told["version"] == 0 and told["setup"] == {"zones": [], "calibration": []}
    assert [row["text"] for row in told["versions"]] == ["from the city's folder"]


def test_saved_drawing_is_a_version_with_who_and_when(database_url):
    first, second = answers(database_url, wish(), wish("read"))
    assert first["version"] == second["version"] == 1 and "Version 1" in first["saved"]
    assert second["setup"]["zones"][0] == ROAD | {"direction_degrees": None}
    assert second["setup"]["calibration"] == POINTS
    assert second["versions"][0]["text"].endswith("· An") and len(second["versions"]) == 2


@pytest.mark.parametrize(("to", "zones"), [(1, 1), (0, 0)])
def test_going_back_saves_the_earlier_drawing_as_a_new_version(database_url, to, zones):
    *_, told = answers(database_url, wish(), wish(zones=[], base=1), (BINH, wish("back", base=2, version=to)))
    assert told["version"] == 3 and len(told["setup"]["zones"]) == zones
    assert f"as version {to}" in told["versions"][0]["text"]


def test_who_draws_from_an_old_version_is_told_who_was_faster(database_url):
    _, told = answers(database_url, (BINH, wish()), wish())
    assert "Bình saved version 1 meanwhile" in told["problem"] and "versions" not in told


def test_drawing_that_makes_no_sense_is_refused_in_the_readers_language(database_url):
    crossed = ROAD | {"name": "", "polygon": [[0, 0], [1, 1], [1, 0], [0, 1]]}
    [told] = answers(database_url, wish(zones=[ROAD, crossed], calibration=POINTS[:3]), language="vi")
    assert [(fault["zone"], fault["text"]) for fault in told["faults"]] == [
        (1, "Vùng 2: chưa có tên"), (1, "Vùng 2: tự cắt chính nó"), (None, "Điểm mặt đường: cần bốn điểm"),
    ]  # fmt: skip
    assert answers(database_url, wish("read"))[0]["version"] == 0


def test_camera_outside_ones_scope_cannot_be_drawn_on():
    elsewhere = Visitor("Chi", "operator", Scope(frozenset({"2"})))
    assert (
        answers("", (elsewhere, wish()), (elsewhere, wish("read"))) == [{"problem": "This cannot be understood."}] * 2
    )


@pytest.mark.parametrize(
    "asked",
    [None, 7, {}, wish("burn"), wish(camera="cam-99"), wish(zones=[{}]), wish(zones=[ROAD] * 41), wish(by="Bình"),
     wish(zones=[ROAD | {"purpose": "park"}]), wish(zones=[ROAD | {"polygon": [[0.1, 0.2]] * 101}])],
)  # fmt: skip
def test_wish_that_is_none_is_refused(asked):
    assert answers("", asked) == [{"problem": "This cannot be understood."}]


def test_database_that_is_away_is_told():
    [told] = answers("postgresql://127.0.0.1:1/none", wish())
    assert told == {"problem": "The database gives no answer."}


def test_view_travels_with_what_is_seen_in_it():
    message = packed(View(NOON, b"\xff\xd8", b'{"tracks": []}'))
    size = struct.unpack(">I", message[:4])[0]
    assert json.loads(message[4 : 4 + size]) == {"time": NOON.timestamp() * 1000, "sight": {"tracks": []}}
    assert message[4 + size :] == b"\xff\xd8"
    assert packed(None)[4:] == b"{}" and b'"sight":null' in packed(View(NOON, b"", None))


def test_socket_of_a_camera_nobody_knows_is_refused():
    here = {"host": "127.0.0.1:8050", "origin": "http://127.0.0.1:8050"}
    app = build(builders.settings(), builders.city())
    assert knock(app, "/live/sight/cam-99", **here) == "websocket.close"
    assert knock(app, "/live/sight/cam-01", host="127.0.0.1:8050", origin="http://evil") == "websocket.close"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/", "wall"),
        ("/cameras/cam-01/setup", "setup"),
        ("/cameras/a/b/setup", None),
        ("/cameras//setup", None),
        ("/x", None),
    ],
)
def test_address_with_a_place_for_anything_is_found_by_its_shape(path, found):
    assert page_at({"/": "wall", "/cameras": "c", "/cameras/<camera_id>/setup": "setup"}, path) == found  # pyright: ignore[reportArgumentType]
