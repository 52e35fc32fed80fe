"""The model behind what-if questions: computed in a thread, once, and kept as the store says the sites are."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import msgspec

from dashboard.centre import Centre
from dashboard.coverage_around import Around, around_of
from geo.coverage import Coverage
from store import coverage
from store.coverage_model import load_coverage
from store.pool import DATABASE_DOWN, AsyncConnection, connect
from store.reader import DatabaseDown, Reader

log = logging.getLogger(__name__)
Given = ParamSpec("Given")
Answer = TypeVar("Answer")
_models: "WeakKeyDictionary[Centre, Model]" = WeakKeyDictionary()


class Inputs(msgspec.Struct, frozen=True):
    """Of what the store's newest result was computed, and which sites are down in it."""

    origins: dict[str, coverage.Origin]
    down: frozenset[str]
    as_of: datetime


class Model:
    """Answers what-if questions one at a time, in a thread: screens go on meanwhile."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        database = centre.settings.database
        self._reader = Reader(database.url, database.connect_seconds, "ioc dashboard siting")
        self._turn = asyncio.Lock()
        self._coverage: Coverage | None = None
        self._around: Around | None = None
        self._origins: dict[str, coverage.Origin] = {}

    async def ask(
        self,
        question: Callable[Concatenate[Coverage, Around, Given], Answer],
        *args: Given.args,
        **more: Given.kwargs,
    ) -> Answer:
        """The answer to ``question(coverage, around, …)`` for the sites as they are now.

        Raises DatabaseDown, what the question raises, and ValueError when there is no network.
        """
        async with self._turn:
            inputs = await self._reader.ask(_inputs)
            return await asyncio.to_thread(self._answer, inputs, question, *args, **more)

    def close(self) -> None:
        """Let go of the connection."""
        self._reader.drop()

    def _answer(
        self,
        inputs: Inputs | None,
        question: Callable[Concatenate[Coverage, Around, Given], Answer],
        *args: Given.args,
        **more: Given.kwargs,
    ) -> Answer:
        origins = inputs.origins if inputs else {}
        if self._coverage is None or self._around is None or origins != self._origins:
            self._coverage, self._origins = self._computed(), origins
            self._around = around_of(self._coverage, self._centre.city, self._centre.settings.coverage.siting)
        _follow(self._coverage, inputs.down if inputs else frozenset())
        return question(self._coverage, self._around, *args, **more)

    def _computed(self) -> Coverage:
        settings = self._centre.settings
        database = settings.database
        try:
            with connect(database.url, database.connect_seconds, "ioc dashboard siting") as connection:
                found = load_coverage(connection, self._centre.city, settings.coverage)
        except DATABASE_DOWN as error:
            raise DatabaseDown(str(error)) from error
        if found is None:
            raise ValueError("nobody has said where there are antennas")
        log.info("coverage for what-if questions: %d sites, %d points", len(found.sites), len(found.points))
        return found


def model_of(centre: Centre) -> Model:
    """The one model of a centre's process: it takes memory and a core."""
    return _models.get(centre) or _models.setdefault(centre, Model(centre))


def _follow(known: Coverage, down: frozenset[str]) -> None:
    """Switch what changed since the last question; sites without antennas change nothing."""
    sites = set(known.sites)
    for site in (known.down - down) & sites:
        known.switch(site, True)
    for site in (down - known.down) & sites:
        known.switch(site, False)


async def _inputs(connection: AsyncConnection) -> Inputs | None:
    state = await coverage.state(connection)
    if state is None:
        return None
    down = frozenset(row.site_id for row in await coverage.down(connection, "any"))
    return Inputs(state.origins, down, state.as_of)
