"""The addresses where people act on alerts: plain HTTP, so that a phone without the screens can do it too."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from dashboard.acts import answer
from dashboard.centre import Centre
from dashboard.watch import utc_now

NEVER_KEPT = {"Cache-Control": "no-store"}
MOST_BYTES = 20_000


def handling_routes(centre: Centre) -> APIRouter:
    """POST /case/<alert>/act."""
    router = APIRouter()

    @router.post("/case/{alert_id:int}/act")
    async def act(alert_id: int, request: Request) -> Response:
        """Do what is asked, in the name of who asks; the guard has made sure that a page of ours asks."""
        body = await _read(request)
        words = centre.words()
        if body is None:
            return JSONResponse({"problem": words("This cannot be understood.")}, 413, NEVER_KEPT)
        status, told = await answer(centre, alert_id, body, words, utc_now())
        return JSONResponse(told, status, NEVER_KEPT)

    return router


async def _read(request: Request) -> bytes | None:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    return body
