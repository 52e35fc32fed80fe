"""The addresses under which a view of coverage leaves the screen: the report as PDF and page, CSV, GeoJSON."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from dashboard.centre import Centre
from dashboard.coverage_answers import NOTHING, Answers, answers
from dashboard.coverage_chapter import Report
from dashboard.coverage_exports import communes_csv, map_geojson
from dashboard.coverage_model import model_of
from dashboard.coverage_reading import reading_of
from dashboard.coverage_report import report
from dashboard.coverage_report_page import report_page
from dashboard.coverage_report_pdf import report_pdf
from dashboard.coverage_seen import Seen
from dashboard.coverage_socket import siting_routes
from dashboard.coverage_view import View, start_view, view_of
from dashboard.watch import utc_now
from dashboard.words import Words
from store.reader import DatabaseDown

NEVER_KEPT = {"Cache-Control": "no-store"}


class Kind(NamedTuple):
    """What a document is to a browser: its media type, its name as a file, and whether it is shown or kept."""

    media: str
    name: str
    shown: str


PDF = Kind("application/pdf", "coverage.pdf", "inline")
PAGE = Kind("text/html; charset=utf-8", "coverage.html", "inline")
CSV = Kind("text/csv; charset=utf-8", "coverage.csv", "attachment")
GEOJSON = Kind("application/geo+json", "coverage.geojson", "attachment")
Made = Callable[[Seen, View, Words, Answers], bytes]


def coverage_routes(centre: Centre) -> APIRouter:
    """GET /coverage/report.pdf, report.html, communes.csv and map.geojson, and the socket of the siting."""
    router = APIRouter()
    desk = Desk(centre)
    router.include_router(siting_routes(centre, model_of(centre)))

    @router.get("/coverage/report.pdf")
    async def pdf(request: Request) -> Response:
        """The report, to be printed."""
        return await desk.answer(request, PDF, lambda *of: report_pdf(desk.told(*of), of[2]), True)

    @router.get("/coverage/report.html")
    async def page(request: Request) -> Response:
        """The report as one file."""
        return await desk.answer(request, PAGE, lambda *of: report_page(desk.told(*of), of[2]).encode(), True)

    @router.get("/coverage/communes.csv")
    async def table(request: Request) -> Response:
        """The communes as on the screen."""
        return await desk.answer(request, CSV, lambda seen, view, *_: communes_csv(seen, view, centre))

    @router.get("/coverage/map.geojson")
    async def drawn(request: Request) -> Response:
        """The map as on the screen."""
        return await desk.answer(
            request, GEOJSON, lambda seen, view, words, found: map_geojson(seen, view, centre, words, found), True
        )

    return router


class Desk:
    """Makes documents one at a time: each takes a core for a moment, and screens come first."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._one_at_once = asyncio.Semaphore(1)

    def told(self, seen: Seen, view: View, words: Words, found: Answers) -> Report:
        """The report of what is known now."""
        return report(seen, view, found, self._centre, words, utc_now())

    async def answer(self, request: Request, kind: Kind, make: Made, asks: bool = False) -> Response:
        """The document that ``make`` makes of the view in the address; ``asks``: with what it asks of the model."""
        words, start = self._centre.words(), start_view(self._centre.settings)
        view = view_of(request.query_params, start)
        try:
            seen = await reading_of(self._centre).seen(view)
            found = await answers(model_of(self._centre), view, words) if asks else NOTHING
        except DatabaseDown:
            return PlainTextResponse(words("The database gives no answer."), 503, NEVER_KEPT)
        async with self._one_at_once:
            written = await asyncio.to_thread(make, seen, view, words, found)
        headers = {"Content-Disposition": f'{kind.shown}; filename="{kind.name}"'} | NEVER_KEPT
        return Response(written, media_type=kind.media, headers=headers)
