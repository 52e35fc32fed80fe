"""The hub: one frame for all, everything at the start, nothing that grows."""

import asyncio
import json

from dashboard.live import MOST_WAITING, Audience, Client, Hub, Keyed

WALL = Audience("wall", "vi")


class Page:
    """A page whose patches a test sets, and which counts how often it is drawn."""

    def __init__(self) -> None:
        self.patches: dict = {"a": {"children": "1"}, "b": {"children": "2"}}
        self.drawn = 0

    def __call__(self, _audience: Audience) -> dict:
        self.drawn += 1
        return self.patches


def hub_with(page: Page, viewers: int = 1) -> tuple[Hub, list[Client]]:
    """A hub with viewers who have taken their snapshot."""
    hub = Hub(page, "v1", 0.01)
    clients = [hub._join(WALL) for _ in range(viewers)]
    for client in clients:
        assert client.waiting.get_nowait() is None
    hub.snapshot(WALL)
    hub.step(page, 0.0)
    return hub, clients


def frames(client: Client) -> list[dict]:
    """What waits for a client, decoded."""
    return [json.loads(client.waiting.get_nowait() or "null") for _ in range(client.waiting.qsize())]


def test_snapshot_holds_everything_and_the_version():
    hub, _ = hub_with(Page())
    frame = json.loads(hub.snapshot(WALL))
    assert frame["version"] == "v1"
    assert frame["set"] == [["a", {"children": "1"}], ["b", {"children": "2"}]]


def test_frame_holds_only_what_changed():
    page = Page()
    hub, [client] = hub_with(page)
    frames(client)
    page.patches = page.patches | {"b": {"children": "3"}}
    hub.step(object(), 0.5)
    assert [frame["set"] for frame in frames(client)] == [[["b", {"children": "3"}]]]


def test_page_is_drawn_once_and_sent_as_one_text_however_many_look():
    page = Page()
    hub, clients = hub_with(page, viewers=50)
    page.patches, before = {"a": {"children": "9"}}, page.drawn
    hub.step(object(), 0.5)
    assert page.drawn == before + 1
    assert len({id(client.waiting._queue[-1]) for client in clients}) == 1


def test_quiet_city_still_gets_a_beat():
    page = Page()
    hub, [client] = hub_with(page)
    frames(client)
    for tenth in range(1, 61):
        hub.step(page, tenth / 10)
    beats = frames(client)
    assert 2 <= len(beats) <= 4 and all(beat["set"] == [] for beat in beats)


def test_data_that_grows_old_is_drawn_again_without_news():
    page = Page()
    hub, [client] = hub_with(page)
    frames(client)
    page.patches = {"a": {"className": "is-stale"}}
    hub.step(page, 1.1)
    assert frames(client)[0]["set"] == [["a", {"className": "is-stale"}]]


def test_slow_client_gets_one_snapshot_in_place_of_its_backlog():
    page = Page()
    hub, [client] = hub_with(page)
    for number in range(MOST_WAITING * 3):
        page.patches = {"a": {"children": str(number)}}
        hub.step(object(), number / 5)
        assert client.waiting.qsize() <= MOST_WAITING
    waiting = list(client.waiting._queue)
    assert waiting.count(None) == 1 and waiting[0] is None


def test_page_that_cannot_be_drawn_stops_no_other():
    page = Page()
    hub, [client] = hub_with(page)
    page.patches = {"a": {"children": object()}}
    hub.step(object(), 2.5)
    assert frames(client)[-1]["set"] == []
    page.patches = {"a": {"children": "well"}}
    hub.step(object(), 3.6)
    assert frames(client)[-1]["set"] == [["a", {"children": "well"}]]


def test_hub_forgets_an_audience_that_left():
    page = Page()
    hub, [client] = hub_with(page)
    hub._leave(WALL, client)
    before = page.drawn
    hub.step(object(), 5.0)
    assert (hub.clients, page.drawn) == ({}, before)


class Socket:
    """A WebSocket whose other end has stopped reading, but has not gone."""

    async def accept(self) -> None:
        """Taken."""

    async def send_text(self, _text: str) -> None:
        """Blocks, as a full TCP window does."""
        await asyncio.Event().wait()

    async def receive_text(self) -> str:
        """Nothing ever comes."""
        await asyncio.Event().wait()
        return ""


def test_client_that_takes_no_frame_is_dropped(monkeypatch):
    monkeypatch.setattr("dashboard.live.SEND_SECONDS", 0.05)
    hub = Hub(Page(), "v1", 0.01)
    asyncio.run(asyncio.wait_for(hub.serve(Socket(), WALL), 10))  # ty: a socket in all that is used
    assert hub.clients == {}


def rows(*keys: int, **changed: str) -> dict:
    """A long list of these items; some say something else."""
    return {"list": {"children": Keyed({str(key): changed.get(f"k{key}", f"row {key}") for key in keys})}}


def test_of_a_long_list_only_what_changed_is_sent():
    page = Page()
    page.patches = rows(1, 2, 3)
    hub, [client] = hub_with(page)
    frames(client)
    page.patches = rows(1, 2, 3, k2="new")
    hub.step(object(), 0.5)
    assert frames(client)[0]["keyed"] == [["list", "children", "list", False, None, {"2": "new"}]]


def test_long_list_that_moves_sends_its_order_and_what_is_new():
    page = Page()
    page.patches = rows(1, 2, 3)
    hub, [client] = hub_with(page)
    frames(client)
    page.patches = rows(4, 1, 3)
    hub.step(object(), 0.5)
    assert frames(client)[0]["keyed"] == [["list", "children", "list", False, ["4", "1", "3"], {"4": "row 4"}]]


def test_snapshot_holds_long_lists_whole():
    page = Page()
    page.patches = rows(1, 2)
    hub, _ = hub_with(page)
    keyed = json.loads(hub.snapshot(WALL))["keyed"]
    assert keyed == [["list", "children", "list", True, ["1", "2"], {"1": "row 1", "2": "row 2"}]]


def test_long_list_that_ran_empty_says_so():
    page = Page()
    page.patches = rows(1)
    hub, [client] = hub_with(page)
    frames(client)
    page.patches = rows()
    hub.step(object(), 0.5)
    assert frames(client)[0]["keyed"] == [["list", "children", "list", False, [], {}]]
