"""What a camera sees, live, for whoever sets it up: its pictures with tracks, speeds and what the rules say."""

import asyncio
import struct
from collections.abc import AsyncIterator
from datetime import datetime

import msgspec
from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard.authority import permits, visitor
from dashboard.centre import Centre
from store import cameras
from store.cameras import View
from store.reader import DatabaseDown, Reader

SIGHT = "/live/sight/{camera_id}"
LOOK_SECONDS = 15.0  # ingest writes down what it sees for so long after the last time somebody asked
RENEW_SECONDS = 5.0
READ_SECONDS = 0.2
ANSWER_SECONDS = 5.0
SEND_SECONDS = 20.0
MOST_VIEWERS = 20  # each asks the store five times a second


def sight_routes(centre: Centre) -> APIRouter:
    """The socket /live/sight/<camera>: each text from the browser is answered with the next view."""
    router = APIRouter()
    viewers: set[WebSocket] = set()
    database = centre.settings.database
    # what people ask for on other pages must not wait behind pictures
    reader = Reader(database.url, database.connect_seconds, "ioc dashboard sights")

    @router.websocket("/live/sight/{camera_id}")
    async def live_sight(socket: WebSocket, camera_id: str) -> None:
        known = camera_id in centre.cameras and permits(visitor(), SIGHT, centre.thing(camera_id))
        if not known or len(viewers) >= MOST_VIEWERS:
            await socket.close(1008)
            return
        await socket.accept()
        viewers.add(socket)
        try:
            await _serve(reader, socket, camera_id)
        except (WebSocketDisconnect, RuntimeError, TimeoutError, KeyError):
            return
        finally:
            viewers.discard(socket)

    return router


def packed(view: View | None) -> bytes:
    """The length of the head (4 bytes, big-endian), the head (JSON), then the JPEG; without a view an empty head."""
    if view is None:
        return struct.pack(">I", 2) + b"{}"
    head = msgspec.json.encode({"time": view.time.timestamp() * 1000, "sight": msgspec.Raw(view.sight or b"null")})
    return b"".join([struct.pack(">I", len(head)), head, view.jpeg])


async def _serve(reader: Reader, socket: WebSocket, camera_id: str) -> None:
    views = _views(reader, camera_id)
    while True:
        await socket.receive_text()
        await asyncio.wait_for(socket.send_bytes(packed(await anext(views))), SEND_SECONDS)


async def _views(reader: Reader, camera_id: str) -> AsyncIterator[View | None]:
    """Each view once; None when there has been no new one for a while, which says that the line is alive."""
    clock = asyncio.get_running_loop().time
    seen: datetime | None = None
    renew, answer = 0.0, clock() + ANSWER_SECONDS
    while True:
        view = None
        try:
            if clock() >= renew:
                await reader.ask(cameras.look_at, camera_id, LOOK_SECONDS)
                renew = clock() + RENEW_SECONDS
            view = await reader.ask(cameras.view, camera_id, seen)
        except DatabaseDown:
            pass  # the page itself says so
        if view is not None:
            seen = view.time
        if view is not None or clock() >= answer:
            yield view
            answer = clock() + ANSWER_SECONDS
        else:
            await asyncio.sleep(READ_SECONDS)
