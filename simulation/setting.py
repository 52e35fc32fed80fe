"""Sets a scene for a clip: zones, acts and troubles, drawn from the recipe's seed."""

from datetime import datetime, timedelta

import numpy as np

from config.city import Zone
from simulation import acts, calibration, lens
from simulation.clips import QUIET, Recipe
from simulation.lens import Effect
from simulation.place import BEHIND
from simulation.scene import Scene

Array = np.ndarray
FIRST = 24.0
KERBS = ("cam-01", "cam-03", "cam-04", "cam-07", "cam-08")
HEAVY_TRAFFIC = 2.4


def prepare(scene: Scene, recipe: Recipe, random: np.random.Generator) -> tuple[Zone, ...]:
    """Puts the acts of a recipe on a scene; returns what is drawn on the camera's picture."""
    zones = calibration.zones(scene.place, scene.painter.view)
    make = _MAKE.get(recipe.subject)
    if recipe.subject in ("stopped_vehicle", "crash", "person_on_road", "wrong_way"):
        scene.acts.append(acts.Bystanders(0.0, 0))
    if make is not None:
        zones += make(scene, recipe, random)
    elif recipe.subject == QUIET:
        zones += _trouble(scene, recipe, random)
    return zones


def troubles(recipe: Recipe, start: datetime, random: np.random.Generator) -> list[Effect]:
    """What befalls the whole picture of a quiet clip."""
    moments = [
        start + timedelta(seconds=float(s)) for s in np.arange(35, recipe.seconds - 10, 41) + random.uniform(-8, 8)
    ]
    if recipe.trouble == "exposure":
        return [lens.exposure([(m, float(random.choice([0.6, 0.75, 1.0, 1.35, 1.6]))) for m in moments])]
    if recipe.trouble == "lightning":
        return [lens.lightning(moments)]
    if recipe.trouble == "headlights":
        return [lens.sweep(moments)]
    if recipe.trouble == "infrared":
        return [lens.infrared(start + timedelta(seconds=recipe.seconds / 2))]
    return []


def beside(scene: Scene, random: np.random.Generator) -> Array:
    """A place in the world at the edge of the road, well in view."""
    road = scene.place.roads[0]
    edge = road.edges[int(random.integers(2))]
    low, high = scene.watched(edge * 0.9)
    ground, _ = road.places(np.array([low + float(random.uniform(0.35, 0.7)) * (high - low)]), np.array([edge * 0.95]))
    return np.array([*ground[0], 0.0])


def _stopped(scene: Scene, recipe: Recipe, random: np.random.Generator) -> tuple[Zone, ...]:
    lane = _lane(scene, random, "car")
    scene.acts.append(acts.Breakdown(FIRST, lane, hold_seconds=38.0, spot=float(random.random())))
    return ()


def _wrong_way(scene: Scene, recipe: Recipe, random: np.random.Generator) -> tuple[Zone, ...]:
    on_two = random.random() < 0.5
    lane = _lane(scene, random, "motorbike" if on_two else "car")
    scene.acts.append(
        acts.WrongWay(FIRST - 10, lane, kind="motorbike" if on_two else "car", spot=float(random.random()))
    )
    return ()


def _congestion(scene: Scene, recipe: Recipe, random: np.random.Generator) -> tuple[Zone, ...]:
    scene.density = HEAVY_TRAFFIC
    scene.acts.append(acts.Jam(15.0, _lane(scene, random, "car"), hold_seconds=recipe.seconds - 30))
    return ()


def _person(scene: Scene, recipe: Recipe, random: np.random.Generator) -> tuple[Zone, ...]:
    """Across the road, and often with a stop in the midst of it."""
    road = scene.place.roads[0]
    low, high = _in_view(scene, road.edges)
    s = low + float(random.uniform(0.1, 0.6)) * (high - low)
    first, last = (edge * 1.12 for edge in (road.edges if random.random() < 0.5 else road.edges[::-1]))
    stay = float(random.choice([0.0, 0.0, 6.0]))
    stops = [(s, first, 0.0), (s + 2, (first + 2 * last) / 3, stay), (s + 3, last, 0.0), (s + 3, last * 3, 0.0)]
    inside = lambda v: road.edges[1] < v.l < road.edges[0]  # noqa: E731
    scene.acts.append(acts.OnFoot(FIRST, "person_on_road", stops, inside, float(random.uniform(1.0, 1.6))))
    return ()


def _intrusion(scene: Scene, recipe: Recipe, random: np.random.Generator) -> tuple[Zone, ...]:
    """Somebody walks into the open ground beside the road, where nobody may be."""
    side = {"cam-03": -1, "cam-04": 1, "cam-05": -1, "cam-08": 1}.get(recipe.camera_id, 1)
    edge = abs(scene.place.roads[0].edges[0 if side > 0 else 1])
    inner, outer = side * (edge + 2.6), side * (edge + 8.5)
    low, high = _in_view(scene, (inner, outer))
    low, high = low + 1, min(high, low + 22)
    s = low + 0.3 * (high - low)
    kerb = side * (edge + 1.1)
    way = [(s - 1, kerb, 0.0), (s + 3, (inner + outer) / 2, 4.0), (s + 8, (2 * inner + outer) / 3, 3.0)]
    stops = [*way, (s + 8, kerb, 0.0), (s + 30, kerb, 0.0)]
    inside = lambda v: low <= v.s <= high and min(inner, outer) < v.l < max(inner, outer)  # noqa: E731
    scene.acts.append(acts.OnFoot(FIRST, "intrusion", stops, inside, float(random.uniform(1.0, 1.5))))
    return (calibration.area(scene.place, scene.painter.view, (inner, outer), (low, high), "restricted"),)


def _crash(scene: Scene, recipe: Recipe, random: np.random.Generator) -> tuple[Zone, ...]:
    kind = "ahead_on" if scene.place.roads[0].median is None and random.random() < 0.5 else "behind"
    lane = _lane(scene, random, "car")
    scene.acts.append(acts.Crash(FIRST, lane, hold_seconds=90.0, spot=float(random.random()), kind=kind))
    return ()


def _trouble(scene: Scene, recipe: Recipe, random: np.random.Generator) -> tuple[Zone, ...]:
    """Cars that park and leave, and people on the pavement; both are as things should be."""
    road = scene.place.roads[0]
    if recipe.trouble == "parking" and recipe.camera_id in KERBS:
        lane = _lane(scene, random, "car")
        scene.acts += [
            acts.Parking(0.0, lane, hold_seconds=60.0, spot=0.1),
            acts.Parking(0.0, lane, hold_seconds=1e6, spot=0.9, kind="suv"),
            acts.Parking(40.0, lane, hold_seconds=80.0, spot=0.5),
            acts.Parking(150.0, lane, hold_seconds=1e6, spot=0.25),
        ]
    if recipe.trouble == "on_foot":
        for number, at in enumerate(np.arange(10, recipe.seconds - 30, 35)):
            edge = road.edges[number % 2]
            walk = [(BEHIND + 4, edge * 1.0 + np.sign(edge) * 1.6, 0.0), (BEHIND + 60, edge + np.sign(edge) * 1.8, 0.0)]
            walk = walk if random.random() < 0.5 else walk[::-1]
            scene.acts.append(acts.OnFoot(float(at), "", walk, lambda _v: False, float(random.uniform(1.0, 1.6))))
    return ()


def _lane(scene: Scene, random: np.random.Generator, kind: str) -> int:
    """The number of a lane on which this kind drives, and that the camera sees."""
    lanes = scene.place.roads[0].lanes
    fit = [i for i, lane in enumerate(lanes) if kind in lane.kinds and _seen(scene, lane.lateral)]
    return fit[int(random.integers(len(fit)))]


def _seen(scene: Scene, lateral: float) -> bool:
    low, high = scene.watched(lateral)
    return high - low > 20 and low < scene.place.roads[0].stop_range[0] + 8


def _in_view(scene: Scene, laterals: tuple[float, float]) -> tuple[float, float]:
    """Metres along the road between which both laterals are in the picture, near enough to see somebody on foot."""
    spans = [scene.watched(lateral) for lateral in laterals]
    low = max(span[0] for span in spans)
    return low, max(low + 6, min(*(span[1] for span in spans), low + 24))


_MAKE = {
    "stopped_vehicle": _stopped, "wrong_way": _wrong_way, "congestion": _congestion, "person_on_road": _person,
    "intrusion": _intrusion, "crash": _crash,
}  # fmt: skip
