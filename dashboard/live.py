"""Pushes what changed to all screens: one frame per tick, made once per page and language for all who look."""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Literal, NamedTuple

from plotly.utils import PlotlyJSONEncoder
from starlette.websockets import WebSocket, WebSocketDisconnect

from config.settings import Language
from dashboard.scope import Scope
from store.handling import Role

log = logging.getLogger(__name__)


class Keyed(NamedTuple):
    """A long list as a property: of its items, by key, only what changed is sent. ``kind`` is what it becomes."""

    items: Mapping[str, object]
    kind: Literal["list", "features"] = "list"


Patches = Mapping[str, Mapping[str, object]]  # component id → the properties it shall have, values or Keyed
Hear = Callable[[WebSocket], Coroutine[None, None, None]]
Drawn = dict[tuple[str, str], str | dict[str, str]]  # (id, property) → its JSON; of a Keyed that of each item
BEAT_SECONDS = 2.0
RENDER_SECONDS = 1.0  # without news a screen still changes once a second: data grows old
MOST_WAITING = 25  # frames a client may lag before its backlog gives way to one snapshot
SEND_SECONDS = 20.0  # a client that takes no frame for this long is gone


class Audience(NamedTuple):
    """The viewers who see the same: one page in one language, as one role, of one part of the city."""

    page: str
    language: Language
    role: Role = "wall"
    scope: Scope | None = None


class Client:
    """The frames one screen still has to take; ``None`` asks for a snapshot."""

    def __init__(self) -> None:
        self.waiting: asyncio.Queue[str | None] = asyncio.Queue()
        self.waiting.put_nowait(None)

    def give(self, frame: str) -> None:
        """Queue a frame; too many at once are replaced by a snapshot, because patches are whole values, not steps."""
        if self.waiting.qsize() < MOST_WAITING:
            self.waiting.put_nowait(frame)
            return
        while not self.waiting.empty():
            self.waiting.get_nowait()
        self.waiting.put_nowait(None)


class Hub:
    """``render`` draws an audience's page from what is known now; the hub sends what differs from before."""

    def __init__(self, render: Callable[[Audience], Patches], version: str, tick_seconds: float) -> None:
        self._render, self._version, self._tick = render, version, tick_seconds
        self.clients: dict[Audience, set[Client]] = {}
        self._shown: dict[Audience, Drawn] = {}
        self._kinds: dict[tuple[str, str], str] = {}
        self._last_frame = self._last_render = 0.0
        self._drawn_from: object = None

    async def run(self, source: Callable[[], object]) -> None:
        """Each tick, draw anew when ``source()`` is not the object it was or a second has gone; never returns."""
        while True:
            await asyncio.sleep(self._tick)
            self.step(source(), time.monotonic())

    def step(self, source: object, now: float) -> None:
        """One tick at ``now`` seconds of a clock that never goes back."""
        if source is not self._drawn_from or now - self._last_render >= RENDER_SECONDS:
            self._drawn_from, self._last_render = source, now
            changes = {audience: self._changes(audience) for audience in self.clients}
        else:
            changes = {}
        beat = now - self._last_frame >= BEAT_SECONDS
        if beat:
            self._last_frame = now
        for audience, clients in self.clients.items():
            if (changed := changes.get(audience)) or beat:
                frame = changed or self._frame({}, {})
                for client in clients:
                    client.give(frame)

    def snapshot(self, audience: Audience) -> str:
        """Everything a page of this audience shows now."""
        if audience not in self._shown:
            self._changes(audience)
        return self._frame(self._shown.get(audience, {}), {})

    async def serve(self, socket: WebSocket, audience: Audience, hear: Hear | None = None) -> None:
        """Feed one screen until it goes; ``hear`` deals with what the screen says, and returns when it has gone."""
        await socket.accept()
        client = self._join(audience)
        gone = asyncio.create_task((hear or _until_closed)(socket))
        try:
            while not gone.done():
                frame = asyncio.create_task(client.waiting.get())
                await asyncio.wait({frame, gone}, return_when=asyncio.FIRST_COMPLETED)
                if not frame.done():
                    frame.cancel()
                    break
                await asyncio.wait_for(socket.send_text(frame.result() or self.snapshot(audience)), SEND_SECONDS)
        except (WebSocketDisconnect, RuntimeError, TimeoutError):
            log.info("a screen was dropped")
        finally:
            gone.cancel()
            self._leave(audience, client)

    def _join(self, audience: Audience) -> Client:
        client = Client()
        self.clients.setdefault(audience, set()).add(client)
        return client

    def _leave(self, audience: Audience, client: Client) -> None:
        self.clients[audience].discard(client)
        if not self.clients[audience]:
            del self.clients[audience]
            self._shown.pop(audience, None)

    def _changes(self, audience: Audience) -> str:
        """A frame of what differs from what was shown, "" when nothing does; a page that cannot be drawn keeps its last
        state and grows old in view.
        """
        try:
            drawn = self._drawn(self._render(audience))
        except Exception:
            log.exception("page %s could not be drawn", audience.page)
            return ""
        before = self._shown.get(audience, {})
        self._shown[audience] = drawn
        changed = {key: shown for key, shown in drawn.items() if before.get(key) != shown}
        return self._frame(changed, before) if changed else ""

    def _drawn(self, patches: Patches) -> Drawn:
        drawn: Drawn = {}
        for component, props in patches.items():
            for name, value in props.items():
                if isinstance(value, Keyed):
                    self._kinds[component, name] = value.kind
                    drawn[component, name] = {key: _json(item) for key, item in value.items.items()}
                else:
                    drawn[component, name] = _json(value)
        return drawn

    def _frame(self, changed: Drawn, before: Drawn) -> str:
        """One message: properties as they shall be, and of long lists the order and the items that are new."""
        whole: dict[str, list[str]] = {}
        parts: list[str] = []
        for (component, name), shown in changed.items():
            if isinstance(shown, str):
                whole.setdefault(component, []).append(f"{json.dumps(name)}:{shown}")
            else:
                parts.append(self._part(component, name, shown, before.get((component, name))))
        rows = ",".join(f"[{json.dumps(key)},{{{','.join(props)}}}]" for key, props in whole.items())
        beat = f'"time":{time.time() * 1000:.0f},"version":"{self._version}"'
        return f'{{{beat},"set":[{rows}]' + (f',"keyed":[{",".join(parts)}]}}' if parts else "}")

    def _part(self, component: str, name: str, shown: dict[str, str], before: str | dict[str, str] | None) -> str:
        known = before if isinstance(before, dict) else {}
        items = ",".join(f"{json.dumps(key)}:{text}" for key, text in shown.items() if known.get(key) != text)
        order = "null" if list(known) == list(shown) and known else _json(list(shown))
        head = ",".join(json.dumps(part) for part in (component, name, self._kinds[component, name], not known))
        return f"[{head},{order},{{{items}}}]"


def _json(value: object) -> str:
    return json.dumps(value, cls=PlotlyJSONEncoder, separators=(",", ":"), ensure_ascii=False)


async def _until_closed(socket: WebSocket) -> None:
    """A screen says nothing; what it sends is read only to notice that it left."""
    try:
        while True:
            await socket.receive_text()
    except (WebSocketDisconnect, RuntimeError, KeyError):
        return
