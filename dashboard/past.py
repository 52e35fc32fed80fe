"""The wall at a past moment, from the store: drawn by the same functions as the wall of now, once for all who ask."""

import logging
from collections import OrderedDict
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from config.language import LANGUAGES
from config.settings import Language
from dashboard import outlook, shell
from dashboard.authority import visitor
from dashboard.centre import Centre
from dashboard.live import Audience, Hub
from dashboard.outlook import Outlook
from dashboard.pages import wall
from dashboard.picture import METRICS, Picture
from dashboard.scope import Scope
from store import incidents, past
from store.handling import Role
from store.pool import AsyncConnection
from store.reader import DatabaseDown, Reader
from store.stills import StillHead

log = logging.getLogger(__name__)
KEPT = 400  # frames of the past: it does not change while somebody plays it


class Past:
    """``frame`` is what a screen shows of a moment; moments asked for before are not asked of the store again."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        database = centre.settings.database
        self._reader = Reader(database.url, 4 * database.connect_seconds, "ioc dashboard past")
        self._frames: OrderedDict[tuple[datetime, Language, Role | None, Scope | None], str] = OrderedDict()

    async def frame(self, at: datetime, language: Language) -> str:
        """The message that shows whoever asks that moment; raises DatabaseDown."""
        who = visitor()
        key = at, language, who.role, who.scope
        if key not in self._frames:
            whole = await self._reader.ask(look_back, at, self._midnight(at))
            picture = self._centre.part(whole, who.scope)
            way = await self._reader.ask(outlook.then, self._centre, at)
            self._frames[key] = self._drawn(picture, way, at, language)
        self._frames.move_to_end(key)
        while len(self._frames) > KEPT:
            self._frames.popitem(last=False)
        return self._frames[key]

    def earliest(self, now: datetime) -> datetime:
        """Before this the store keeps no readings."""
        days = self._centre.settings.store.readings_kept_days
        return now - timedelta(days=days) if days else datetime(2000, 1, 1, tzinfo=UTC)

    def _drawn(self, picture: Picture, way: Outlook, at: datetime, language: Language) -> str:
        words = self._centre.words(language)
        patches = {
            **shell.shell_patches(self._centre, picture, words, at),
            **wall.patches(self._centre, picture, words, at, way),
        }
        return Hub(lambda _audience: patches, "past", 0.0).snapshot(Audience("wall", language))

    def _midnight(self, at: datetime) -> datetime:
        local = at.astimezone(self._centre.words("en").zone)
        return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


async def look_back(connection: AsyncConnection, at: datetime, midnight: datetime) -> Picture:
    """The Picture that screens could have been drawn from at that moment."""
    then = await past.alerts(connection, at)
    named = [alert.details["incident_id"] for alert in then if "incident_id" in alert.details]
    said = await past.readings(connection, list(METRICS), at)
    lags = [row for row in said if row.metric == "frame_lag_seconds"]
    return Picture(
        read_at=at,
        alerts=tuple(then),
        rest=tuple(await past.rest(connection, at, then)),
        readings={(row.source_id, row.metric): row for row in said},
        stills={row.source_id: StillHead(row.source_id, row.time, 0, row.value) for row in lags},
        incidents={row.camera_id: row for row in await past.incidents(connection, midnight, at)},
        evidence=await incidents.evidence_kinds(connection, named) if named else {},
        deeds=tuple(await past.deeds(connection, at)),
        reports=await past.reports(connection, at),
    )


def past_routes(centre: Centre) -> APIRouter:
    """/past?time=…&language=…: what the wall showed at a moment, as its live line would have said it."""
    router, machine = APIRouter(), Past(centre)

    @router.get("/past")
    async def at_a_moment(time: str = "", language: str = "") -> Response:
        now = datetime.now(UTC)
        try:
            at = datetime.fromisoformat(time).astimezone(UTC).replace(microsecond=0)
        except (ValueError, OverflowError):
            return PlainTextResponse("time: a moment in ISO 8601 is expected", 400)
        spoken = _spoken(language) or centre.settings.city.language
        if not machine.earliest(now) <= at <= now:
            return PlainTextResponse("time: nothing is kept of that moment", 404)
        try:
            return Response(await machine.frame(at, spoken), media_type="application/json")
        except DatabaseDown as error:
            log.info("the past cannot be read: %s", error)
            return PlainTextResponse("the database gives no answer", 503)

    return router


def _spoken(said: str) -> Language | None:
    return next((known for known in LANGUAGES if known == said), None)
