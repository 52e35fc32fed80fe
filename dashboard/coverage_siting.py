"""Where the next mast should stand: the gain of one that somebody moves about, and several that are sought."""

from typing import NamedTuple

import numpy as np

from dashboard.coverage_around import Around, candidate_at, design_of
from dashboard.coverage_model import Model
from dashboard.coverage_view import View
from geo.candidates import Candidate, Surroundings, grid, masts
from geo.coverage import Coverage, Server
from geo.optimum import exact
from geo.reach import Service
from geo.shares import AREA, HAMLETS, PEOPLE, Amounts
from geo.siting import Constraints, Plan, greedy

MEASURE = {"area": AREA, "people": PEOPLE, "hamlets": HAMLETS}


class Gain(NamedTuple):
    """What a mast at a place would newly cover; ``candidate`` None: the place is outside of all communes.

    ``heard``: the sectors that the place hears already, the best first, those of sites that are down among them.
    """

    lon: float
    lat: float
    candidate: Candidate | None
    newly: dict[Service, Amounts]
    heard: tuple[Server, ...] = ()


class Sought(NamedTuple):
    """A plan with the candidates it was chosen from, by id, and the names that somebody gave them."""

    plan: Plan
    candidates: dict[str, Candidate]
    names: dict[str, str]


class Asked(ValueError):
    """What somebody asked for cannot be: which part, and why, for ``words``."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message, self.values = message, values


async def gain(model: Model, view: View, lon: float, lat: float) -> Gain:
    """The gain of the view's mast at a place; raises DatabaseDown."""
    return await model.ask(_gain, view, lon, lat)


async def seek(model: Model, view: View) -> Sought:
    """Masts as the view asks for them; raises DatabaseDown, or Asked when that cannot be."""
    return await model.ask(_seek, view)


def _gain(known: Coverage, around: Around, view: View, lon: float, lat: float) -> Gain:
    candidate = candidate_at(around, design_of(around, view), lon, lat)
    if candidate is None:
        return Gain(lon, lat, None, {})
    heard = tuple(row for row in known.servers_at(lon, lat) if view.service in (row.technology, "any"))
    return Gain(lon, lat, candidate, known.gain(candidate.sectors), heard)


def _seek(known: Coverage, around: Around, view: View) -> Sought:
    names, places = _places(view, around.surroundings)
    design = design_of(around, view)
    rows = masts(design, places, around.surroundings, "place")
    inside = {row.id for row in rows}
    for number, (place, name) in enumerate(names.items(), start=1):
        if place not in inside:
            raise Asked("Line {n}: {name} is outside of the city.", n=number, name=name)
    if not rows:
        raise Asked("The grid is too wide: none of its places is in the city.")
    siting, best = around.siting, view.method == "exact"
    most = siting.most_exact_candidates if best else siting.most_candidates
    if len(rows) > most:
        raise Asked("{n} candidates are too many: {most} at most. Make the grid wider.", n=len(rows), most=most)
    limits = Constraints(
        masts=view.masts,
        budget=view.budget or None,
        backhaul_metres=view.backhaul_km * 1000 or None,
        grid_power=view.grid_power,
    )
    measure = MEASURE[view.figure]
    if best:
        plan = exact(known, rows, view.service, limits, measure, siting.exact_seconds, most)
    else:
        plan = greedy(known, rows, view.service, limits, measure)
    return Sought(plan, {row.id: row for row in rows}, names)


def _places(view: View, around: Surroundings) -> tuple[dict[str, str], np.ndarray]:
    """The places that were given, with their names by candidate id, or those of a grid."""
    if not view.given.strip():
        return {}, grid(around.boundaries, view.spacing_km * 1000)
    names: dict[str, str] = {}
    places: list[tuple[float, float]] = []
    lines = [line for line in view.given.replace(";", "\n").splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        name, lon, lat = _given(line, number)
        if name in names.values():
            raise Asked("Line {n}: {name} stands twice.", n=number, name=name)
        names[f"place-{number}"] = name
        places.append((lon, lat))
    return names, np.array(places)


def _given(line: str, number: int) -> tuple[str, float, float]:
    cells = [cell.strip() for cell in line.split(",")]
    try:
        name, lon, lat = cells[0], float(cells[1]), float(cells[2])
    except (IndexError, ValueError) as error:
        raise Asked("Line {n}: “{line}” is not name, longitude, latitude.", n=number, line=line.strip()) from error
    if -90 <= lon < lat <= 180:
        raise Asked("Line {n}: longitude and latitude are swapped.", n=number)
    if not (name and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise Asked("Line {n}: “{line}” is not name, longitude, latitude.", n=number, line=line.strip())
    return name, lon, lat
