"""POST /ingest/<stream>: the way in for those without Kafka, as an application that any server can mount."""

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.routing import Route, Router

from config import City, ConfigError, Settings
from config.settings import SenderKey
from ingest.sources.body import Body, Unreadable, lines_of
from ingest.sources.delivery import BrokerAway, Delivery, Row
from ingest.sources.intake import Intake, stream_name
from ingest.sources.keys import sender_of
from ingest.stream import Undecodable

log = logging.getLogger(__name__)
AT_ONCE = 8
BODY_SECONDS = 30.0
REFUSED_SHOWN = 1000
SHUT = "no key may send here: make one with `ioc key NAME` and put what it prints into the file that IOC_CONFIG names"
Answer = JSONResponse


class Refused(Exception):
    """The whole request is refused with this status."""

    def __init__(self, status: int, reason: str, **headers: str) -> None:
        super().__init__(reason)
        self.status, self.headers = status, {name.replace("_", "-"): text for name, text in headers.items()}


def ways_in(settings: Settings, city: City) -> Router:
    """The application to mount at /ingest; raises ConfigError when a key names a stream there is not."""
    for name, key in settings.ingest.keys.items():
        for stream in key.streams:
            try:
                stream_name(stream)
            except ConfigError as error:
                raise ConfigError(f"ingest.keys.{name}.streams: {error}") from error
    return Router([Route("/{stream}", Door(settings, city).post, methods=["POST"])])


class Door:
    """Who may come in, and what becomes of what they bring."""

    def __init__(self, settings: Settings, city: City) -> None:
        self._settings = settings
        self._intake = cache(partial(Intake, settings, city))
        self._delivery = Delivery(settings, "ioc-post")
        self._threads = ThreadPoolExecutor(AT_ONCE, "post")
        self._inside = 0

    async def post(self, request: Request) -> Answer:
        """Check every line, hand the good ones to the broker, and answer when it has them."""
        if self._inside >= AT_ONCE:
            return _refusal(Refused(503, "too many requests at once", Retry_After="1"))
        self._inside += 1
        try:
            return await self._taken(request)
        except Refused as refused:
            return _refusal(refused)
        finally:
            self._inside -= 1

    async def _taken(self, request: Request) -> Answer:
        name, key = self._admitted(request)
        body = await self._body(request)
        work = partial(self._work, name, key, body, dict(request.headers))
        status, answer = await asyncio.get_running_loop().run_in_executor(self._threads, work)
        return JSONResponse(answer, status, {"Retry-After": "5"} if status == 503 else None)

    def _admitted(self, request: Request) -> tuple[str, SenderKey]:
        """Who asks is settled before anything is said of what there is."""
        if not self._settings.ingest.keys:
            raise Refused(403, SHUT)
        if (found := sender_of(request.headers, self._settings.ingest.keys)) is None:
            raise Refused(401, "no key of ours in Authorization: Bearer … or X-API-Key", WWW_Authenticate="Bearer")
        try:
            name = stream_name(request.path_params["stream"])
        except ConfigError as error:
            raise Refused(404, str(error)) from error
        sender, key = found
        if key.streams and name not in map(stream_name, key.streams):
            raise Refused(403, f"the key {sender!r} may send {', '.join(key.streams)} alone")
        if not self._settings.broker.bootstrap_servers:
            raise Refused(503, "no broker is configured here: set KAFKA_BOOTSTRAP_SERVERS", Retry_After="60")
        return name, key

    async def _body(self, request: Request) -> Body:
        most = int(self._settings.ingest.post_mb * 1_000_000)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if request.headers.get("content-encoding", "identity") != "identity":
            raise Refused(415, "send the body as it is, without Content-Encoding")
        if (length := request.headers.get("content-length", "")).isdecimal() and int(length) > most:
            raise Refused(413, f"the body has {length} bytes, more than {most}", Connection="close")
        data = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for part in request.stream():
                    data += part
                    if len(data) > most:
                        raise Refused(413, f"the body has more than {most} bytes", Connection="close")
        except (TimeoutError, ClientDisconnect) as error:
            raise Refused(408, f"the body did not come within {BODY_SECONDS:g} s", Connection="close") from error
        return Body(kind, bytes(data))

    def _work(self, name: str, key: SenderKey, body: Body, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """In a thread of its own: decoding and waiting for the broker would hold up every screen."""
        intake, rows, refused = self._intake(name), list[tuple[int, Row]](), list[dict[str, Any]]()
        try:
            if intake.contract.wire is None:
                rows.append((1, _picture(intake, body, headers, key)))
            else:
                for number, line in lines_of(body, self._settings.ingest.post_lines):
                    _sort(intake, number, line, key, rows, refused)
        except (Undecodable, Unreadable) as error:
            return (error.status if isinstance(error, Unreadable) else 422), {"accepted": 0, "error": str(error)}
        return self._sent(rows, refused)

    def _sent(self, rows: list[tuple[int, Row]], refused: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        said: dict[str, Any] = {"refused": refused[:REFUSED_SHOWN]}
        if len(refused) > REFUSED_SHOWN:
            said["refused_more"] = len(refused) - REFUSED_SHOWN
        try:
            self._delivery.send([row for _, row in rows])
        except BrokerAway as error:
            log.warning("POST: %d of %d rows taken: %s", len(error.taken), len(rows), error)
            left = [number for place, (number, _) in enumerate(rows) if place not in error.taken]
            why = "the broker is away: send the lines in not_taken again; one that arrives twice is stored once"
            return 503, {"accepted": len(error.taken), "not_taken": left, "error": why, **said}
        return (202 if rows else 422), {"accepted": len(rows), **said}


def _sort(
    intake: Intake, number: int, line: bytes, key: SenderKey, rows: list[tuple[int, Row]], refused: list[dict[str, Any]]
) -> None:
    try:
        rows.append((number, intake.row(line, key.sources)))
    except Undecodable as error:
        refused.append({"line": number, "reason": str(error)})


def _picture(intake: Intake, body: Body, headers: Mapping[str, str], key: SenderKey) -> Row:
    """One picture of the camera named in X-Camera-Id, with X-Time and X-Sequence."""
    if body.kind != "image/jpeg":
        raise Unreadable(415, "send one picture as image/jpeg, with X-Camera-Id, X-Time and X-Sequence")
    named = {name: headers[f"x-{name}"] for name in ("time", "sequence", "time-source") if f"x-{name}" in headers}
    return intake.picture(headers.get("x-camera-id", ""), body.data, named, key.sources)


def _refusal(refused: Refused) -> Answer:
    return JSONResponse({"accepted": 0, "error": str(refused)}, refused.status, refused.headers)
