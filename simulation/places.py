"""The made-up places that the rendered cameras look at, each with its own road, roadside and camera."""

import zlib

from simulation.pinhole import Pose
from simulation.place import BEHIND, Place, Row
from simulation.roads import Lane, Road, Signal, curve

CARS = ("car", "suv", "van", "truck", "bus")
TOWN = ("car", "suv", "van", "truck")
HEAVY = ("car", "suv", "van", "truck", "lorry", "bus")
BIKES = ("motorbike", "pair", "bicycle")


def place_of(camera_id: str) -> Place:
    """The camera's place; an id without one of its own gets one of the same eight, always the same."""
    return PLACES.get(camera_id) or list(PLACES.values())[zlib.crc32(camera_id.encode()) % len(PLACES)]


def _ways(lateral: float, flow: float, speed: float, kinds: tuple[str, ...]) -> tuple[Lane, Lane]:
    return Lane(-lateral, 1, flow * 1.5, speed, kinds), Lane(lateral, -1, flow * 1.35, speed, kinds)


def _two_way(
    points: tuple[tuple[float, float], ...], kinds: tuple[str, ...], flow: float, stop: tuple[float, float]
) -> Road:
    """One lane and a strip for two-wheelers each way."""
    return Road(
        points,
        (*_ways(1.85, flow, 12.0, kinds), *_ways(4.6, flow * 2.2, 9.5, BIKES)),
        (5.9, -5.9),
        ((0.0, "centre_dashed"), (3.7, "edge"), (-3.7, "edge")),
        stop_range=(stop[0] + BEHIND, stop[1] + BEHIND),
    )


def _dual(
    points: tuple[tuple[float, float], ...], kinds: tuple[str, ...], flow: float, stop: tuple[float, float], m: float
) -> Road:
    """Two lanes and a strip for two-wheelers each way, either side of a median 2 x ``m`` wide."""
    lanes = (
        *_ways(m + 2.2, flow, 14.5, ("car", "suv", "van")),
        *_ways(m + 5.8, flow * 0.8, 12.0, kinds),
        *_ways(m + 9.1, flow * 2.3, 9.8, BIKES),
    )
    lines = tuple(
        (sign * (m + at), kind) for sign in (1, -1) for at, kind in ((0.3, "edge"), (4.0, "dashed"), (7.7, "edge"))
    )
    return Road(points, lanes, (m + 10.6, -m - 10.6), lines, (m, -m), stop_range=(stop[0] + BEHIND, stop[1] + BEHIND))


AHEAD = ((0.0, -BEHIND), (0.0, 205.0))
GREEN_AHEAD, GREEN_ACROSS, CYCLE = (0.0, 26.0), (31.0, 47.0), 52.0
CROSSING_AT = 46.0

PLACES: dict[str, Place] = {
    # an avenue of a city: dual carriageway, trees on the median, narrow houses
    "cam-01": Place(
        Pose(6.2, 0.0, 8.4, -7.0, 13.4, 56.0),
        (_dual(AHEAD, TOWN, 0.07, (26.0, 50.0), 1.3),),
        ("paving", "paving"),
        (
            Row("houses", 17.5),
            Row("houses", -17.5),
            Row("hedge", 0.0, start=11.0),
            Row("trees", 14.0, 15.0),
            Row("trees", -14.2, 17.0, 34.0),
            Row("lamps", 0.0, 34.0, 30.0),
        ),
        "city",
        tint=(1.03, 1.0, 0.97),
        noise=1.7,
    ),
    # a junction with traffic lights
    "cam-02": Place(
        Pose(-7.5, 0.0, 9.2, 7.0, 16.5, 60.0),
        (
            Road(
                AHEAD,
                (*_ways(1.85, 0.07, 11.0, TOWN), *_ways(4.7, 0.14, 9.0, BIKES)),
                (6.2, -6.2),
                ((0.0, "centre"), (3.6, "dashed"), (-3.6, "dashed")),
                signal=Signal({1: CROSSING_AT + BEHIND - 12.5, -1: CROSSING_AT + BEHIND + 12.5}, CYCLE, GREEN_AHEAD),
                stop_range=(BEHIND + 16.0, BEHIND + 26.0),
                stop_ways=(-1,),
            ),
            Road(
                ((-75.0, CROSSING_AT), (75.0, CROSSING_AT)),
                (*_ways(1.85, 0.05, 10.0, TOWN), *_ways(4.6, 0.1, 8.5, BIKES)),
                (6.0, -6.0),
                ((0.0, "centre"),),
                signal=Signal({1: 75 - 12.5, -1: 75 + 12.5}, CYCLE, GREEN_ACROSS),
            ),
        ),
        ("grass", "grass"),
        (
            Row("houses", 12.0, start=76.0),
            Row("houses", -12.0, start=76.0),
            Row("houses", 11.5, start=3.0, end=61.0, road=1),
            Row("houses", 11.5, start=90.0, end=148.0, road=1),
            Row("trees", -10.0, 9.0, 8.0, 62.0, 1),
            Row("trees", -10.0, 10.0, 88.0, 145.0, 1),
            Row("trees", 9.2, 16.0, 72.0),
            Row("trees", -9.2, 18.0, 74.0),
            Row("hedge", 12.5, start=26.0, end=36.0),
            Row("hedge", -11.0, end=35.0),
            Row("lamps", -8.0, 45.0, 32.0),
            Row("lamps", 8.0, 45.0, 56.0),
            Row("poles", 8.4, 40.0, 72.0),
        ),
        "city",
        tint=(0.97, 1.0, 1.04),
        noise=2.0,
        softness=0.65,
    ),
    # a road along the sea
    "cam-03": Place(
        Pose(-7.8, 0.0, 8.0, 9.0, 12.0, 58.0),
        (_two_way(curve((0, -94), (0, -40), (0, 40), (3, 90), (14, 150), (30, 205)), TOWN, 0.09, (24.0, 46.0)),),
        ("paving", "beach"),
        (
            Row("houses", 13.5, start=24.0),
            Row("palms", -9.0, 13.0, 22.0),
            Row("palms", 9.0, 15.0, 30.0),
            Row("lamps", -7.6, 36.0, 34.0),
        ),
        "sea",
        tint=(1.05, 1.01, 0.96),
        noise=1.5,
        softness=0.5,
    ),
    # a country road between paddies
    "cam-04": Place(
        Pose(6.4, 0.0, 6.8, -9.0, 12.0, 54.0),
        (_two_way(curve((0, -94), (0, -40), (0, 50), (-4, 110), (-16, 205)), CARS, 0.055, (22.0, 42.0)),),
        ("paddy", "paddy"),
        (Row("poles", 9.0, 32.0, 20.0), Row("trees", -11.0, 46.0, 40.0), Row("trees", 13.0, 60.0, 66.0)),
        "hills",
        kerb=False,
        tint=(0.96, 1.02, 1.0),
        noise=1.9,
        softness=0.6,
    ),
    # a national highway with a concrete barrier
    "cam-05": Place(
        Pose(9.0, 0.0, 9.5, -10.0, 13.8, 58.0),
        (_dual(AHEAD, HEAVY, 0.075, (26.0, 52.0), 0.45),),
        ("grass", "grass"),
        (
            Row("barrier", 0.0, start=9.0),
            Row("rail", -12.2, start=9.0),
            Row("rail", 12.2, start=9.0),
            Row("trees", 17.0, 21.0, 26.0),
            Row("trees", -19.0, 24.0, 30.0),
            Row("houses", 24.0, start=90.0),
            Row("lamps", -12.8, 44.0, 36.0),
        ),
        "trees",
        kerb=False,
        tint=(1.0, 1.0, 1.0),
        noise=1.8,
    ),
    # a bridge over a wide river
    "cam-06": Place(
        Pose(0.4, 0.0, 8.8, -3.0, 12.5, 54.0),
        (_two_way(AHEAD, CARS, 0.085, (22.0, 46.0)),),
        ("water", "water"),
        (
            Row("parapet", 8.1, start=7.0),
            Row("parapet", -8.1, start=7.0),
            Row("lamps", 7.6, 32.0, 30.0),
            Row("lamps", -7.6, 32.0, 46.0),
        ),
        "hills",
        tint=(1.06, 1.0, 0.94),
        noise=2.1,
        softness=0.7,
    ),
    # a bend in the mountains
    "cam-07": Place(
        Pose(-9.4, 0.0, 7.6, 5.0, 11.0, 60.0),
        (
            _two_way(
                curve((-3, -94), (-3, -40), (-2, 20), (2, 45), (11, 68), (28, 84), (60, 96), (120, 100)),
                CARS,
                0.05,
                (18.0, 36.0),
            ),
        ),
        ("forest", "grass"),
        (
            Row("rail", -7.2, start=16.0, end=110.0),
            Row("trees", 12.0, 8.0, 46.0, 190.0),
            Row("trees", 17.0, 7.0, 40.0, 190.0),
            Row("trees", 23.0, 6.0, 42.0, 190.0),
            Row("trees", 30.0, 6.0, 46.0, 190.0),
            Row("trees", 38.0, 6.0, 50.0, 190.0),
            Row("trees", -15.0, 13.0, 60.0, 190.0),
            Row("poles", 8.6, 38.0, 44.0),
        ),
        "mountains",
        kerb=False,
        tint=(0.98, 1.03, 0.98),
        noise=1.8,
        softness=0.6,
    ),
    # the main street of a district town, seen from the other side
    "cam-08": Place(
        Pose(-8.2, 0.0, 7.4, 12.0, 14.0, 62.0),
        (_two_way(curve((0, -94), (0, -40), (0, 30), (-3, 70), (-14, 120), (-40, 190)), TOWN, 0.075, (22.0, 42.0)),),
        ("paving", "paving"),
        (
            Row("houses", -10.5, start=16.0),
            Row("houses", 12.5, start=44.0),
            Row("poles", -7.6, 27.0, 24.0),
            Row("lamps", -7.4, 35.0, 36.0),
            Row("trees", 8.6, 22.0, 44.0),
        ),
        "trees",
        tint=(0.95, 1.0, 1.05),
        noise=2.2,
        softness=0.75,
    ),
}
