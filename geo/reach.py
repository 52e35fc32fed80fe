"""Which points each site reaches, sector by sector, by distance and direction."""

import math
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geo.budget import BUDGETS, Budget, radii
from geo.measure import lonlat_to_metres
from geo.points import Points
from geo.sectors import TECHNOLOGIES, Sector, Technology, check

Service = Literal["3G", "4G", "5G", "any"]
SERVICES: tuple[Service, ...] = (*TECHNOLOGIES, "any")
ANY = len(TECHNOLOGIES)
Positions = NDArray[np.intp]
Floats = NDArray[np.float64]


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
        self._wedges = [_wedge(sector) for sector in sectors]
        self.sites: dict[str, list[int]] = {}
        for row, sector in enumerate(sectors):
            self.sites.setdefault(sector.site_id, []).append(row)

    def over(self, points: Points) -> "Reach":
        """The same sectors over other points."""
        other = copy(self)
        other.points = points
        return other

    def served(self, site_id: str) -> list[Positions]:
        """The points that a site reaches with 3G, with 4G, with 5G, and with any of them."""
        rows = self.sites[site_id]
        near, *offsets = self._near(rows)
        masks = np.zeros((len(SERVICES), len(near)), bool)
        for row in rows:
            masks[TECHNOLOGIES.index(self.sectors[row].technology)] |= self._inside(row, *offsets)
        masks[ANY] = masks[:ANY].any(axis=0)
        return [near[mask] for mask in masks]

    def served_with(self, service: Service) -> Positions:
        """The points that all sectors of one service together reach; all of them stand for one mast."""
        found = [positions for _, positions, _ in self.by_sector(service)]
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.intp)

    def by_sector(self, service: Service, site_id: str | None = None) -> Iterator[tuple[int, Positions, Floats]]:
        """Each sector of a service, with the points it reaches and how far away they are."""
        for site in (site_id,) if site_id else self.sites:
            rows = [row for row in self.sites[site] if service in ("any", self.sectors[row].technology)]
            if rows:
                near, *offsets = self._near(rows)
                for row in rows:
                    inside = self._inside(row, *offsets)
                    yield row, near[inside], offsets[-1][inside]

    def heard_at(self, lon: float, lat: float) -> Iterator[tuple[Sector, float]]:
        """Each sector whose wedge holds a place, and how far away it stands."""
        east, north = (lonlat_to_metres(np.array([[lon, lat]])) - self.places).T
        away = np.hypot(east, north)
        for row in np.flatnonzero(away <= self.radii).tolist():
            if self._inside(row, east[row], north[row], away[row]):
                yield self.sectors[row], float(away[row])

    def _near(self, rows: Sequence[int]) -> tuple[Positions, Floats, Floats, Floats]:
        """Points that may be reached from one place, how far east and north of it they are, and how far away."""
        x, y = self.places[rows[0]]
        near = self.points.near(x, y, max(self.radii[row] for row in rows))
        east, north = self.points.x[near] - x, self.points.y[near] - y
        return near, east, north, np.sqrt(east * east + north * north)

    def _inside(self, row: int, east: Floats, north: Floats, away: Floats) -> NDArray[np.bool_]:
        """Near enough, and at an angle of at most half the beam from where the sector looks."""
        near = away <= self.radii[row]
        if (wedge := self._wedges[row]) is None:
            return near
        to_east, to_north, least = wedge
        return near & (east * to_east + north * to_north >= away * least)


def _wedge(sector: Sector) -> tuple[float, float, float] | None:
    """Where the sector looks, as a vector, and the least cosine to it; None when it looks all round."""
    if sector.beam_degrees >= 360:
        return None
    azimuth = math.radians(sector.azimuth_degrees)
    return math.sin(azimuth), math.cos(azimuth), math.cos(math.radians(sector.beam_degrees / 2))
