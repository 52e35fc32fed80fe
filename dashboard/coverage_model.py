"""The model behind what-if questions: computed in a thread, once, and kept as the store says the sites are."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import msgspec
import numpy as np

from config import City
from dashboard.centre import Centre
from dashboard.coverage_view import View
from geo.candidates import Carrier, Design, Surroundings
from geo.coverage import Coverage
from geo.sectors import TECHNOLOGIES, Sector, Technology, Terrain
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
        self._around: Surroundings | None = None
        self._origins: dict[str, coverage.Origin] = {}

    async def ask(
        self,
        question: Callable[Concatenate[Coverage, Surroundings, Given], Answer],
        *args: Given.args,
        **more: Given.kwargs,
    ) -> Answer:
        """The answer to ``question(coverage, surroundings, …)`` for the sites as they are now.

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
        question: Callable[Concatenate[Coverage, Surroundings, Given], Answer],
        *args: Given.args,
        **more: Given.kwargs,
    ) -> Answer:
        origins = inputs.origins if inputs else {}
        if self._coverage is None or self._around is None or origins != self._origins:
            self._coverage, self._origins = self._computed(), origins
            self._around = surroundings(self._coverage, self._centre.city)
        _follow(self._coverage, inputs.down if inputs else frozenset())
        return question(self._coverage, self._around, *args, **more)

    def _computed(self) -> Coverage:
        settings = self._centre.settings
        database = settings.database
        try:
            with connect(database.url, database.connect_seconds, "ioc dashboard siting") as connection:
                found = load_coverage(connection, self._centre.city, settings.coverage.threshold_dbm)
        except DATABASE_DOWN as error:
            raise DatabaseDown(str(error)) from error
        if found is None:
            raise ValueError("nobody has said where there are antennas")
        log.info("coverage for what-if questions: %d sites, %d points", len(found.sites), len(found.points))
        return found


def model_of(centre: Centre) -> Model:
    """The one model of a centre's process: it takes memory and a core."""
    return _models.get(centre) or _models.setdefault(centre, Model(centre))


def surroundings(known: Coverage, city: City) -> Surroundings:
    """Where there is backhaul (at every site of the network) and grid power (as in the nearest hamlet)."""
    first = [known.reach.sectors[rows[0]] for rows in known.reach.sites.values()]
    hamlets = np.array([[row.lon, row.lat] for row in city.hamlets], dtype=float).reshape(-1, 2)
    powered = np.array([row.grid_power == "yes" for row in city.hamlets], dtype=bool)
    terrains: dict[str, Terrain] = {commune.code: commune.terrain for commune in city.communes}
    sites = np.array([[sector.lon, sector.lat] for sector in first], dtype=float)
    return Surroundings(city.boundaries, terrains, sites, hamlets, powered)


def design_of(known: Coverage, view: View) -> Design:
    """The mast that is tried: in each technology of the view the band and beam that most antennas there have.

    Height and power are the view's own: somebody chose them. Without any antenna to go by it is a ValueError.
    """
    wanted = TECHNOLOGIES if view.service == "any" else (view.service,)
    usual = [found for name in wanted if (found := _usual(known, name))]
    if not usual:
        raise ValueError(f"no antenna of {view.service} stands anywhere: there is none to go by")
    carriers = tuple(Carrier(row.technology, row.band_mhz, view.power_dbm) for row in usual)
    return Design(
        carriers,
        height_metres=view.height_metres,
        beam_degrees=usual[0].beam_degrees,
        cost=view.mast_cost,
        off_grid_cost=view.off_grid_cost,
    )


def _usual(known: Coverage, technology: Technology) -> Sector | None:
    """An antenna as most of a technology are; None when there is none."""
    rows = [row for row in known.reach.sectors if row.technology == technology]
    kinds = Counter((row.band_mhz, row.beam_degrees) for row in rows).most_common(1)
    return next((row for row in rows if kinds and (row.band_mhz, row.beam_degrees) == kinds[0][0]), None)


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
