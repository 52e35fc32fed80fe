"""Two square communes of ten by ten kilometres side by side near Vinh, and what stands in them."""

import json
from collections.abc import Sequence

import numpy as np
import shapely

from geo.budget import BUDGETS, radius_metres
from geo.measure import metres_to_lonlat, to_degrees
from geo.points import Points, cells, communes_at, hamlets, people
from geo.sectors import Sector

EAST, NORTH, SIDE = 560_000.0, 2_064_000.0, 10_000.0
CODES = ("west", "east")
MIDDLE = (EAST + SIDE, NORTH + SIDE / 2)


def boundaries() -> dict:
    features = []
    for number, code in enumerate(CODES):
        left = EAST + number * SIDE
        shape = to_degrees(shapely.box(left, NORTH, left + SIDE, NORTH + SIDE))
        geometry = json.loads(shapely.to_geojson(shape))
        features.append({"type": "Feature", "properties": {"code": code, "name": code}, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


BOUNDARIES = boundaries()


def lonlat(*metres: tuple[float, float]) -> np.ndarray:
    return metres_to_lonlat(np.array(metres, dtype=float).reshape(-1, 2))


def scattered(count: int, seed: int) -> np.ndarray:
    """Places by chance, in metres, all inside."""
    random = np.random.default_rng(seed)
    return random.uniform((EAST + 10, NORTH + 10), (EAST + 2 * SIDE - 10, NORTH + SIDE - 10), (count, 2))


def points(homes: Sequence[Sequence[float]] | np.ndarray = (), villages: Sequence[Sequence[float]] = ()) -> Points:
    """The ground of both communes, with ten people at each home and hamlets, all of them places in metres."""
    home, village = (lonlat(*map(tuple, places)).T for places in (homes, villages))
    return Points(
        [
            cells(BOUNDARIES, CODES),
            people(*home, np.full(len(homes), 10.0), communes_at(BOUNDARIES, CODES, *home)),
            hamlets(*village, communes_at(BOUNDARIES, CODES, *village)),
        ],
        CODES,
    )


def sector(at: tuple[float, float] = MIDDLE, **changed) -> Sector:
    """4G on 1800 MHz from 35 m, all round, at a place in metres."""
    lon, lat = lonlat(at)[0].tolist()
    values = {
        "id": "a-1", "site_id": "a", "technology": "4G", "lon": lon, "lat": lat, "band_mhz": 1800.0,
        "height_metres": 35.0, "azimuth_degrees": 0.0, "beam_degrees": 360.0, "power_dbm": 46.0,
    }  # fmt: skip
    return Sector(**(values | changed))


RADIUS = radius_metres(sector(), BUDGETS["4G"])


def off(bearing_degrees: float, radii: float, at: tuple[float, float] = MIDDLE) -> tuple[float, float]:
    """A place in metres so many radii of ``sector`` away."""
    angle = np.radians(bearing_degrees)
    return at[0] + radii * RADIUS * np.sin(angle), at[1] + radii * RADIUS * np.cos(angle)
