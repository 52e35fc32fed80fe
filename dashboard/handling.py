"""The addresses where people act on alerts and take the packet along: plain HTTP, for phones without the screens."""

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from dashboard.acts import LARGEST, answer
from dashboard.authority import permits, visitor
from dashboard.centre import Centre
from dashboard.looks import Looks
from dashboard.packet import Packet, packet, read
from dashboard.packet_page import packet_page
from dashboard.packet_pdf import packet_pdf
from dashboard.scope import thing_of
from dashboard.watch import utc_now
from store.reader import DatabaseDown

NEVER_KEPT = {"Cache-Control": "no-store"}
MOST_BYTES = 20_000


def handling_routes(centre: Centre) -> APIRouter:
    """POST /case/<alert>/act, GET /case/<alert>/packet and /case/<alert>/packet.pdf."""
    router, looks = APIRouter(), Looks(centre.reader)
    one_at_once = asyncio.Semaphore(1)  # making a document takes a core for a moment; screens come first

    @router.post("/case/{alert_id:int}/act")
    async def act(alert_id: int, request: Request) -> Response:
        """Do what is asked, in the name of who asks; the guard has made sure that a page of ours asks."""
        body = await read_body(request, MOST_BYTES)
        words = centre.words()
        if body is None:
            return JSONResponse({"problem": words("This cannot be understood.")}, 413, NEVER_KEPT)
        status, told = await answer(centre, alert_id, body, words, utc_now())
        return JSONResponse(told, status, NEVER_KEPT)

    @router.get("/case/{alert_id:int}/packet")
    async def page(alert_id: int) -> Response:
        """The packet as a page for a phone, in the reader's language."""
        words, made = centre.words(), await _packet(centre, looks, alert_id, "packet")
        if isinstance(made, Response):
            return made
        async with one_at_once:
            return HTMLResponse(await asyncio.to_thread(packet_page, made, centre, words), headers=NEVER_KEPT)

    @router.get("/case/{alert_id:int}/packet.pdf")
    async def pdf(alert_id: int) -> Response:
        """The packet as a PDF."""
        made = await _packet(centre, looks, alert_id, "packet.pdf")
        if isinstance(made, Response):
            return made
        name = {"Content-Disposition": f'inline; filename="case-{alert_id}.pdf"'}
        async with one_at_once:
            written = await asyncio.to_thread(packet_pdf, made, centre)
        return Response(written, media_type="application/pdf", headers=NEVER_KEPT | name)

    return router


async def _packet(centre: Centre, looks: Looks, alert_id: int, what: str) -> Packet | Response:
    words = centre.words()
    try:
        found = await centre.reader.ask(read, alert_id) if 0 < alert_id <= LARGEST else None
        if found is not None and not permits(visitor(), f"/case/{{alert_id}}/{what}", thing_of(found[0].alert)):
            found = None
        if found is not None:
            await looks.note(what, str(alert_id), {"alert": alert_id})
    except DatabaseDown:
        return PlainTextResponse(words("The database gives no answer."), 503, NEVER_KEPT)
    if found is None:
        return PlainTextResponse(words("There is no such alert."), 404, NEVER_KEPT)
    return await asyncio.to_thread(packet, *found, centre, utc_now())


async def read_body(request: Request, most: int) -> bytes | None:
    """What was sent; None when it is more than so many bytes."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return body
