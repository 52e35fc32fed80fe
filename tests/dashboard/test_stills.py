"""Camera pictures on their way to screens."""

import asyncio
import json
import struct
from datetime import timedelta

import pytest

from dashboard.stills import Gallery, packed
from store.reader import Reader
from store.records import Still
from tests import builders
from tests.builders import NOON
from tests.database import saved


def still(seconds: float, camera_id: str = "cam-01") -> Still:
    return Still(camera_id, NOON + timedelta(seconds=seconds), int(seconds), b"\xff\xd8" + bytes([int(seconds)]))


def test_message_holds_each_picture_as_it_was_stored():
    message = packed([still(1), still(2, "cam-02")])
    size = struct.unpack(">I", message[:4])[0]
    head = json.loads(message[4 : 4 + size])
    assert [(row["id"], row["size"]) for row in head] == [("cam-01", 3), ("cam-02", 3)]
    assert message[4 + size :] == still(1).jpeg + still(2).jpeg


@pytest.mark.parametrize("text", ["{}", "[1]", '"cam-01"', "no JSON", "null"])
def test_request_that_is_no_list_of_ids_is_refused(text):
    gallery = Gallery(builders.city(), Reader("", 1.0))
    with pytest.raises(ValueError):
        gallery._wanted(text)


def test_camera_nobody_knows_is_not_looked_for():
    gallery = Gallery(builders.city(), Reader("", 1.0))
    assert gallery._wanted('["cam-01", "cam-01", "../cam"]') == ["cam-01"]


def test_viewer_gets_each_picture_once_and_only_the_newest(database_url):
    async def viewing() -> list[list[int]]:
        gallery, got = Gallery(builders.city(), Reader(database_url, 5.0)), []
        for seconds in ((1,), (2, 3)):
            for second in seconds:
                await asyncio.to_thread(saved, database_url, still(second))
            await gallery.refresh()
            sent = {"cam-01": NOON + timedelta(seconds=1)} if got else {}
            got.append([row.sequence for row in await gallery._newer(["cam-01"], sent)])
        gallery._reader.drop()
        return got

    assert asyncio.run(viewing()) == [[1], [3]]


def test_viewer_of_a_silent_camera_gets_an_empty_answer(monkeypatch):
    monkeypatch.setattr("dashboard.stills.ANSWER_SECONDS", 0.05)
    gallery = Gallery(builders.city(), Reader("", 1.0))
    assert asyncio.run(gallery._newer(["cam-01"], {})) == []
