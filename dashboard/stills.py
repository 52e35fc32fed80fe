"""Camera pictures for screens: answers on their live socket to what they ask for, and addresses of single pictures."""

import asyncio
import json
import logging
import struct
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import get_args

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from config.city import City
from dashboard import authority
from dashboard.centre import Centre
from dashboard.looks import Looks
from store import incidents, stills
from store.reader import DatabaseDown, Reader
from store.records import Evidence, EvidenceKind, Still

log = logging.getLogger(__name__)
READ_SECONDS = 0.5  # ingest keeps a still a second: twice as often misses none
ANSWER_SECONDS = 5.0  # with nothing new an empty answer says that the line is alive
SEND_SECONDS = 20.0
STILL, EVIDENCE = "/stills/{camera_id}", "/evidence/{incident_id:path}/{kind}"
PICTURE_HEADERS = {"Cache-Control": "no-store"}
EVIDENCE_KINDS: frozenset[str] = frozenset(get_args(EvidenceKind))


class Gallery:
    """The newest still of each camera, read once for all viewers and only while there are any."""

    def __init__(self, city: City, reader: Reader) -> None:
        self._known = frozenset(camera.id for camera in city.cameras)
        self._reader = reader
        self._stills: dict[str, Still] = {}
        self._news = asyncio.Condition()
        self.viewers = 0

    async def run(self) -> None:
        """Read what is new while somebody looks; never returns."""
        while True:
            await asyncio.sleep(READ_SECONDS)
            if self.viewers:
                await self.refresh()

    async def refresh(self) -> None:
        """One read: only pictures that are not here yet travel from the store."""
        seen = {id: self._stills[id].time if id in self._stills else None for id in self._known}
        try:
            fresh = await self._reader.ask(stills.newer, seen)
        except DatabaseDown:
            return  # the page itself says so; pictures grow old in view
        if fresh:
            async with self._news:
                self._stills |= {still.camera_id: still for still in fresh}
                self._news.notify_all()

    async def answer(self, socket: WebSocket, may_see: Callable[[str], bool]) -> None:
        """Answer each request of a screen (a JSON list of camera ids) with the pictures it may see and has not had.

        On the socket that its live frames go by: a screen holds one connection for all its data.
        """
        sent: dict[str, datetime] = {}
        asked = asyncio.create_task(socket.receive_text())
        looks = False
        try:
            await asyncio.wait({asked})
            looks = not asked.exception()
            self.viewers += looks
            while True:
                wanted = [id for id in self._wanted(await asked) if may_see(id)]
                asked = asyncio.create_task(socket.receive_text())
                if fresh := await self._unless(asked, self._newer(wanted, sent)):
                    sent |= {still.camera_id: still.time for still in fresh}
                await asyncio.wait_for(socket.send_bytes(packed(fresh)), SEND_SECONDS)
        except (WebSocketDisconnect, RuntimeError, TimeoutError, KeyError):
            return
        except ValueError:
            await socket.close(1003)
        finally:
            self.viewers -= looks
            asked.cancel()

    @staticmethod
    async def _unless(asked: asyncio.Task[str], answering: Coroutine[None, None, list[Still]]) -> list[Still]:
        """The answer, or nothing as soon as the viewer leaves or asks for something else."""
        answer = asyncio.create_task(answering)
        await asyncio.wait({asked, answer}, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        answer.cancel()
        return []

    def _wanted(self, text: str) -> list[str]:
        """The known cameras among those asked for; raises ValueError when it is no list of text."""
        asked = json.loads(text)
        if not isinstance(asked, list) or not all(isinstance(id, str) for id in asked):
            raise ValueError("a list of camera ids is expected")
        return [id for id in dict.fromkeys(asked) if id in self._known]

    async def _newer(self, wanted: list[str], sent: dict[str, datetime]) -> list[Still]:
        def fresh() -> list[Still]:
            held = [self._stills[id] for id in wanted if id in self._stills]
            return [still for still in held if sent.get(still.camera_id) != still.time]

        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(fresh), ANSWER_SECONDS)
            except TimeoutError:
                return []
            return fresh()


def packed(pictures: list[Still]) -> bytes:
    """A message: the length of the head (4 bytes, big-endian), the head (JSON), then the JPEGs as they were stored."""
    head = [
        {"id": still.camera_id, "time": still.time.timestamp() * 1000, "size": len(still.jpeg)} for still in pictures
    ]
    text = json.dumps(head).encode()
    return b"".join([struct.pack(">I", len(text)), text, *(still.jpeg for still in pictures)])


def routes(centre: Centre, reader: Reader) -> APIRouter:
    """/stills/<camera> and /evidence/<incident>/<kind>."""
    router, looks, settings = APIRouter(), Looks(reader), centre.settings.dashboard

    def may_see(camera_id: str, what: str) -> bool:
        return authority.permits(authority.visitor(), what, centre.thing(camera_id))

    @router.get("/stills/{camera_id}")
    async def still(camera_id: str) -> Response:
        """The newest picture of a camera."""
        if camera_id not in centre.cameras or not may_see(camera_id, STILL):
            return _missing()
        try:
            return _picture(await reader.ask(stills.one, camera_id))
        except DatabaseDown:
            return _down()

    @router.get("/evidence/{incident_id:path}/{kind}")
    async def evidence(incident_id: str, kind: str) -> Response:
        """A picture kept as proof of an incident, or its masked copy for those who may see no more."""
        if kind not in EVIDENCE_KINDS or "\x00" in incident_id:
            return _missing()
        shown = authority.version(kind, authority.sees_plain(authority.visitor(), settings))
        try:
            found = await reader.ask(incidents.evidence, incident_id, shown)
            if found is None or not may_see(found.camera_id, EVIDENCE):
                return _missing()
            await looks.note("look", f"{incident_id}/{shown}", {"incident": incident_id, "kind": shown})
        except DatabaseDown:
            return _down()
        return _picture(found)

    return router


def _picture(found: Evidence | Still | None) -> Response:
    if found is None:
        return _missing()
    if isinstance(found, Evidence):
        media_type = "image/webp" if found.kind.startswith("strip") else "image/jpeg"
        return Response(found.picture, media_type=media_type, headers=PICTURE_HEADERS)
    return Response(found.jpeg, media_type="image/jpeg", headers=PICTURE_HEADERS)


def _down() -> Response:
    return PlainTextResponse("the database gives no answer", 503, headers=PICTURE_HEADERS)


def _missing() -> Response:
    return PlainTextResponse("there is no such picture", 404, headers=PICTURE_HEADERS)
