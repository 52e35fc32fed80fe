"""The invented part of the demonstration city that coverage is computed from: sector antennas, hamlets, terrain."""

from collections import defaultdict
from collections.abc import Sequence
from math import hypot
from random import Random
from typing import Any

from config import Commune
from config.city import Site
from config.radio import Terrain
from geo.scatter import Place, gather, scatter
from ops.made_up import Row, chance

BEAM_DEGREES = 120  # the wedge that each of three antennas is there for
# Band in MHz of each technology, by terrain: low ones where few masts have to reach far.
BANDS: dict[str, dict[Terrain, int]] = {
    "3G": {"urban": 2100, "suburban": 2100, "rural": 900, "mountain": 900},
    "4G": {"urban": 900, "suburban": 900, "rural": 700, "mountain": 700},
    "5G": {"urban": 2600, "suburban": 2600, "rural": 2600, "mountain": 2600},
}
POWERS = {"3G": 43, "4G": 49, "5G": 53}  # dBm: 20 W; 2 × 40 W; an active array of 200 W
HEIGHTS: dict[Terrain, tuple[int, int]] = {
    "urban": (24, 36), "suburban": (36, 48), "rural": (42, 60), "mountain": (48, 84)}  # fmt: skip
# Most hamlets lie so near a mast, for masts stand where people are; the others lie anywhere.
NEAR_MAST_METRES: dict[Terrain, float] = {"urban": 1200, "suburban": 2500, "rural": 3000, "mountain": 1800}
NEAR_MAST_PART = 0.85
# Hamlets of a commune, people of one of them, and what people there call one.
HAMLETS: dict[Terrain, tuple[int, int]] = {
    "urban": (18, 30), "suburban": (16, 26), "rural": (18, 30), "mountain": (10, 18)}  # fmt: skip
PEOPLE: dict[Terrain, tuple[int, int]] = {
    "urban": (1400, 3000), "suburban": (900, 2200), "rural": (700, 1900), "mountain": (350, 1100)}  # fmt: skip
CALLED: dict[Terrain, str] = {"urban": "Khối", "suburban": "Khối", "rural": "Xóm", "mountain": "Bản"}
WITHOUT_POWER = 64


def terrain(kind: str, area_km2: float) -> Terrain:
    """A guess from size alone: small wards are towns, and what is large lies in the mountains."""
    if kind == "phường":
        return "urban" if area_km2 < 40 else "suburban"
    return "mountain" if area_km2 > 120 else "rural"


def sectors(sites: list[Site], communes: list[Commune]) -> list[Row]:
    """Three antennas for each technology of each site, a third of a circle apart."""
    of_commune = {commune.code: commune for commune in communes}
    return [row for site in sites for row in _of_site(site, of_commune[site.commune_code].terrain)]


def hamlets(communes: list[Commune], boundaries: dict[str, Any], sites: list[Site]) -> Sequence[Row]:
    """Some twenty hamlets a commune; the most remote of the mountains have no grid power."""
    masts: dict[str, list[Place]] = defaultdict(list)
    for site in sites:
        masts[site.commune_code].append((site.lon, site.lat))
    rows: list[dict[str, Any]] = [
        row
        for commune, feature in zip(communes, boundaries["features"], strict=True)
        for row in _of_commune(commune, feature["geometry"], masts[commune.code])
    ]
    dark = {row["id"] for row in sorted(rows, key=lambda row: row["remote"], reverse=True)[:WITHOUT_POWER]}
    for row in rows:
        del row["remote"]
        row["grid_power"] = "no" if row["id"] in dark else "yes"
    return rows


def _of_site(site: Site, where: Terrain) -> list[Row]:
    random = chance(f"sectors {site.id}")
    height, turned = random.randint(*HEIGHTS[where]), random.randrange(0, 120, 10)
    return [
        {
            "id": f"{site.id}-{technology}-{number + 1}",
            "site_id": site.id,
            "technology": technology,
            "band_mhz": BANDS[technology][where],
            "height_metres": height,
            "azimuth_degrees": turned + 120 * number,
            "beam_degrees": BEAM_DEGREES,
            "power_dbm": POWERS[technology],
        }
        for technology in site.technologies.split()
        for number in range(3)
    ]


def _of_commune(commune: Commune, geometry: dict[str, Any], masts: list[Place]) -> list[dict[str, Any]]:
    random, where = chance(f"hamlets {commune.code}"), commune.terrain
    number = random.randint(*HAMLETS[where])
    near = round(number * NEAR_MAST_PART)
    places = gather(geometry, masts, NEAR_MAST_METRES[where], near, random)
    places += scatter(geometry, (commune.lon, commune.lat), number - near, random)
    return [_hamlet(commune, number, place, random) for number, place in enumerate(places, start=1)]


def _hamlet(commune: Commune, number: int, place: tuple[float, float], random: Random) -> dict[str, Any]:
    where = commune.terrain
    far = hypot(place[0] - commune.lon, place[1] - commune.lat) if where == "mountain" else -1.0
    return {
        "id": f"hamlet-{commune.code}-{number:02}",
        "name": f"{CALLED[where]} {number}",
        "commune_code": commune.code,
        "lon": place[0],
        "lat": place[1],
        "people": random.randint(*PEOPLE[where]),
        "remote": far,
    }
