"""The socket of a mast that somebody drags: each text from the browser is a place, answered with the gain there."""

import logging
from contextlib import suppress

import msgspec
from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from config.language import LANGUAGES
from config.settings import Language
from dashboard.centre import Centre
from dashboard.components.coverage_siting import gain_lines
from dashboard.coverage_model import Model
from dashboard.coverage_siting import gain
from dashboard.coverage_view import start_view, view_of
from dashboard.words import Words
from store.reader import DatabaseDown

log = logging.getLogger(__name__)


class Tried(msgspec.Struct):
    """Where a mast is tried, and the view with its service, height and power."""

    lon: float
    lat: float
    view: dict[str, str] = {}


def siting_routes(centre: Centre, model: Model) -> APIRouter:
    """The socket /live/siting: the browser says the next place once it has the answer for the last."""
    router = APIRouter()
    viewers: set[WebSocket] = set()

    @router.websocket("/live/siting")
    async def live_siting(socket: WebSocket) -> None:
        language: Language | None = next(
            (known for known in LANGUAGES if known == socket.query_params.get("lang")), None
        )
        if language is None or len(viewers) >= centre.settings.coverage.siting.most_trying:
            await socket.close(1008)
            return
        await socket.accept()
        viewers.add(socket)
        words = centre.words(language)
        try:
            while True:
                await socket.send_json(await _answer(model, await socket.receive_text(), centre, words))
        except (WebSocketDisconnect, RuntimeError, KeyError):
            return
        finally:
            viewers.discard(socket)

    return router


async def _answer(model: Model, asked: str, centre: Centre, words: Words) -> dict[str, object]:
    """The lines to show, or the problem in words; an empty text is a beat, and answered as one."""
    if not asked:
        return {}
    with suppress(msgspec.ValidationError, msgspec.DecodeError):
        tried = msgspec.json.decode(asked, type=Tried)
        if -180 <= tried.lon <= 180 and -90 <= tried.lat <= 90:
            return await _gained(model, tried, centre, words)
    return {"problem": words("This cannot be understood.")}


async def _gained(model: Model, tried: Tried, centre: Centre, words: Words) -> dict[str, object]:
    try:
        found = await gain(model, view_of(tried.view, start_view(centre.settings)), tried.lon, tried.lat)
    except DatabaseDown:
        return {"problem": words("The database gives no answer.")}
    except ValueError as error:
        log.info("no gain: %s", error)
        return {"problem": words("There is no planned network to compute with.")}
    return {"lon": found.lon, "lat": found.lat, "lines": gain_lines(found, centre, words)}
