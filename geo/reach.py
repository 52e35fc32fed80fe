"""Which points each site reaches, sector by sector, by distance and direction."""

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from geo.budget import BUDGETS, Budget, radii
from geo.measure import lonlat_to_metres
from geo.points import Points
from geo.sectors import TECHNOLOGIES, Sector, Technology, check

Positions = NDArray[np.intp]


class Reach:
    """The sectors by site, with their radii; sectors of one site share the distances."""

    def __init__(
        self, sectors: Sequence[Sector], points: Points, budgets: Mapping[Technology, Budget] = BUDGETS
    ) -> None:
        if problems := check(sectors):
            raise ValueError("; ".join(problems[:5]))
        self.sectors = tuple(sectors)
        self.points = points
        self.radii = radii(sectors, budgets)
        self.places = lonlat_to_metres(np.array([[sector.lon, sector.lat] for sector in sectors]))
        self.sites: dict[str, list[int]] = {}
        for row, sector in enumerate(sectors):
            self.sites.setdefault(sector.site_id, []).append(row)

    def served(self, site_id: str) -> list[Positions]:
        """The points that a site reaches with 3G, with 4G, with 5G, and with any of them."""
        rows = self.sites[site_id]
        x, y = self.places[rows[0]]
        near = self.points.near(x, y, float(self.radii[rows].max()))
        east, north = self.points.x[near] - x, self.points.y[near] - y
        away = np.hypot(east, north)
        masks = np.zeros((len(TECHNOLOGIES) + 1, len(near)), bool)
        for row in rows:
            masks[TECHNOLOGIES.index(self.sectors[row].technology)] |= self._inside(row, east, north, away)
        masks[-1] = masks.any(axis=0)
        return [near[mask] for mask in masks]

    def heard_at(self, lon: float, lat: float) -> Iterator[tuple[Sector, float]]:
        """Each sector whose wedge holds a place, and how far away it stands."""
        east, north = (lonlat_to_metres(np.array([[lon, lat]])) - self.places).T
        away = np.hypot(east, north)
        for row in np.flatnonzero(away <= self.radii).tolist():
            if self._inside(row, east[row], north[row], away[row]):
                yield self.sectors[row], float(away[row])

    def _inside(
        self, row: int, east: NDArray[np.float64], north: NDArray[np.float64], away: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Near enough, and at an angle of at most half the beam from where the sector looks."""
        sector = self.sectors[row]
        near = away <= self.radii[row]
        if sector.beam_degrees >= 360:
            return near
        azimuth, half = math.radians(sector.azimuth_degrees), math.radians(sector.beam_degrees / 2)
        return near & (east * math.sin(azimuth) + north * math.cos(azimuth) >= away * math.cos(half))
