"""How fast coverage is computed, kept up to date and planned, beside a plain geopandas overlay of the same work.

usage: python -m bench.coverage [--sites N] [--points N] [--peer PYTHON]
"""

import argparse
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from config import load, load_city
from config.city import City
from geo.candidates import Candidate, Carrier, Design, Surroundings, masts
from geo.coverage import Coverage
from geo.dependence import single_points
from geo.gaps import gaps
from geo.measure import lonlat_to_metres, metres_to_lonlat
from geo.optimum import MOST_CANDIDATES, exact
from geo.points import NOWHERE, Points, cells, communes_at, people
from geo.sectors import TECHNOLOGIES, Sector, Terrain
from geo.siting import greedy

PEER = Path(__file__).parent / "peers" / "geopandas_overlay.py"
IN_TOWNS, TOWN_METRES, ROUNDS = 0.7, 2500.0, 200
DESIGN = Design((Carrier("3G", 2100, 43.0), Carrier("4G", 1800, 46.0), Carrier("5G", 2600, 49.0)), height_metres=35.0)
Floats = NDArray[np.float64]


class Country(NamedTuple):
    """A made-up province as large as the real one: where people live, and sites where many do."""

    city: City
    points: Points
    sectors: list[Sector]
    candidates: list[Candidate]
    make_seconds: float


def country(sites: int, points: int, candidates: int = 5000) -> Country:
    """Seven of ten people live around the communes' centres; sites and candidates stand where people live."""
    city = load_city(load({}))
    codes = tuple(commune.code for commune in city.communes)
    random = np.random.default_rng(1)
    homes, places, new = (_homes(city, codes, number, random) for number in (points, sites, candidates))
    begin = time.perf_counter()
    lon, lat = homes.T
    commune = communes_at(city.boundaries, codes, lon, lat)
    layers = [cells(city.boundaries, codes), people(lon, lat, random.uniform(0, 7, points), commune)]
    sorted_points = Points(layers, codes)
    took = time.perf_counter() - begin
    terrain: dict[str, Terrain] = {one.code: one.terrain for one in city.communes}
    owner = communes_at(city.boundaries, codes, places[:, 0], places[:, 1])
    rows = zip(places.tolist(), owner.tolist(), strict=True)
    sectors = [
        sector
        for number, ((lon, lat), row) in enumerate(rows)
        for sector in DESIGN.sectors(f"site-{number}", lon, lat, terrain[codes[row]])
    ]
    around = Surroundings(city.boundaries, terrain, places, np.empty((0, 2)), np.empty(0, bool))
    return Country(city, sorted_points, sectors, masts(DESIGN, new, around), took)


def _homes(city: City, codes: tuple[str, ...], number: int, random: np.random.Generator) -> Floats:
    centres = lonlat_to_metres(np.array([[one.lon, one.lat] for one in city.communes]))
    left, bottom = centres.min(axis=0) - 10_000
    right, top = centres.max(axis=0) + 10_000
    many = number * 2
    towns = centres[random.integers(0, len(centres), many)] + random.normal(0, TOWN_METRES, (many, 2))
    alone = random.uniform((left, bottom), (right, top), (many, 2))
    found = metres_to_lonlat(np.where(random.uniform(size=(many, 1)) < IN_TOWNS, towns, alone))
    return found[communes_at(city.boundaries, codes, *found.T) != NOWHERE][:number]


def timed(work: Callable[[int], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Median and worst of many times, in seconds."""
    took = []
    for number in range(rounds):
        begin = time.perf_counter()
        work(number)
        took.append(time.perf_counter() - begin)
    return statistics.median(took), max(took)


def once(work: Callable[[], object]) -> float:
    """Seconds of one time."""
    return timed(lambda _: work(), 1)[0]


class Row(NamedTuple):
    """What was measured: median and worst in seconds, and what it may take at worst."""

    what: str
    median: float
    worst: float
    bound: float


def measure(land: Country) -> tuple[Coverage, list[Row]]:
    """Every promise."""
    begin = time.perf_counter()
    coverage = Coverage(land.sectors, land.points)
    built = time.perf_counter() - begin
    homes = metres_to_lonlat(np.column_stack([land.points.x, land.points.y])[:: max(len(land.points) // ROUNDS, 1)])
    sites = coverage.sites
    switched = timed(lambda n: (coverage.switch(sites[n % len(sites)], False), figures(coverage)))
    timed(lambda n: coverage.switch(sites[n % len(sites)], True))
    dragged = timed(lambda n: coverage.gain(DESIGN.sectors("new", *homes[n % len(homes)].tolist(), "rural")))
    sited = greedy(coverage, land.candidates, "4G").seconds
    best = exact(coverage, land.candidates[:MOST_CANDIDATES], "4G", limit_seconds=60.0).seconds
    hanging = timed(lambda _: single_points(coverage, "4G"), 5)
    without = timed(lambda _: gaps(coverage, "4G", land.city.boundaries), 5)
    return coverage, [
        Row("points and cells, to their communes and sorted", land.make_seconds, land.make_seconds, 60.0),
        Row("all sectors to all figures", built, built, 60.0),
        Row("one site goes down, to all new figures", *switched, 0.2),
        Row("a mast is dragged by one step", *dragged, 0.2),
        Row(f"20 masts of {len(land.candidates):,} candidates", sited, sited, 10.0),
        Row(f"the best 20 of {MOST_CANDIDATES} candidates, exact", best, best, 60.0),
        Row("who hangs on one site alone", *hanging, 1.0),
        Row("gap polygons of one service", *without, 5.0),
    ]


def figures(coverage: Coverage) -> list[object]:
    """What screens ask after every change: all communes and services."""
    return list(coverage.by_commune())


def beside(python: Path, land: Country, coverage: Coverage) -> dict[str, float]:
    """The same work by geopandas, in an environment of its own; its answer must be ours within a hundredth."""
    reach, points = coverage.reach, land.points
    rows = [(TECHNOLOGIES.index(s.technology), s.azimuth_degrees, s.beam_degrees) for s in land.sectors]
    number = {site_id: row for row, site_id in enumerate(coverage.sites)}
    sites = [number[sector.site_id] for sector in land.sectors]
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "asked.npz", Path(folder) / "answered.npz"
        np.savez(
            asked, place=reach.places, radius=reach.radii, wedge=np.array(rows), site=np.array(sites), x=points.x,
            y=points.y, weight=points.weight, measure=points.measure, commune=points.commune,
        )  # fmt: skip
        subprocess.run([str(python), str(PEER), str(asked), str(answered)], check=True)
        told = np.load(answered)
    ours = np.array([points.sums(np.flatnonzero(row)).sum() for row in coverage.planned[: len(TECHNOLOGIES)]])
    if not np.allclose(told["sums"], ours, rtol=0.01):
        raise SystemExit(f"geopandas finds {told['sums']}, we find {ours}")
    return {"whole": float(told["whole"]), "near": float(told["near"])}


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sites", type=int, default=8500)
    arguments.add_argument("--points", type=int, default=1_000_000)
    arguments.add_argument("--peer", type=Path, help="a Python that has geopandas")
    asked = arguments.parse_args()
    land = country(asked.sites, asked.points)
    coverage, rows = measure(land)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    title = f"{asked.sites:,} sites, {len(land.sectors):,} sectors, {len(land.points):,} points"
    table = Table("what", "median", "worst", "may take", title=title)
    for row in rows:
        table.add_row(row.what, f"{row.median:.4f} s", f"{row.worst:.4f} s", f"{row.bound:g} s")
    table.add_row("memory at its highest", "", f"{peak:.2f} GB", "2 GB")
    if asked.peer:
        other = beside(asked.peer, land, coverage)
        for name, ours, theirs in (
            ("all sectors to all figures", rows[1], other["whole"]),
            ("one site down, all of it again", rows[2], other["whole"]),
            ("one site down, only the points near it", rows[2], other["near"]),
        ):
            table.add_row(f"geopandas: {name}", f"{theirs:.3f} s", "", f"{theirs / ours.median:.1f} times ours")
    Console().print(table)


if __name__ == "__main__":
    main()
