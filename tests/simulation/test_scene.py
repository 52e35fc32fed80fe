"""Pictures: repeatable, darker at night, and with the broken-down vehicle where the truth says."""

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest

from config import load, load_city
from simulation import messages
from simulation.pinhole import View
from simulation.places import PLACES
from tests.simulation.scenes import SIZE, after, scene


def test_frames_of_the_same_seed_and_clock_are_the_same_bytes() -> None:
    made = [scene(stops=(6,)), scene(stops=(6,))]
    for seconds in (0.2, 7.4, 21.0):
        one, other = (messages.frame(s, after(s, seconds), 5.0) for s in made)
        assert one == other


def test_frame_of_another_seed_differs() -> None:
    one, other = scene(seed=1), scene(seed=2)
    assert messages.frame(one, after(one, 1), 5.0).value != messages.frame(other, after(other, 1), 5.0).value


def test_frame_carries_time_and_a_sequence_that_grows() -> None:
    made = scene()
    first, second = (dict(messages.frame(made, after(made, s), 5.0).headers) for s in (1.0, 1.2))
    assert first["time"].decode() == after(made, 1).isoformat()
    assert int(second["sequence"]) == int(first["sequence"]) + 1


def test_picture_at_night_is_darker_than_by_day() -> None:
    day, night = scene(hour=11), scene(hour=22)
    assert night.at(after(night, 1))[0].mean() < 0.5 * day.at(after(day, 1))[0].mean()


def test_picture_never_stands_still() -> None:
    pictures = [picture.astype(int) for _, picture, _ in scene(hour=3).frames(1.0, 5.0)]
    changes = [np.abs(a - b).mean() for a, b in pairwise(pictures)]
    assert all(0.3 < change < 6 for change in changes)


def test_scene_asked_for_the_past_refuses() -> None:
    made = scene()
    made.advance(after(made, 5))
    with pytest.raises(ValueError, match="forward only"):
        made.at(after(made, 4))


def test_truth_of_a_breakdown_begins_when_it_stands_and_lasts_as_long_as_told() -> None:
    made = scene(stops=(45.0,))
    made.advance(after(made, 120))
    (truth,) = made.ground_truth(made.start, after(made, 120))
    assert truth.kind == "stopped_vehicle" and truth.end is not None
    assert 40 <= (truth.start - made.start).total_seconds() <= 50
    assert 48 <= (truth.end - truth.start).total_seconds() <= 52


@pytest.mark.parametrize("hour", [9.0, 21.0])
def test_truth_box_holds_the_pixels_of_the_vehicle(hour: float) -> None:
    made = scene("cam-04", hour, stops=(20.0,), hold=25)
    made.advance(after(made, 34))
    there, (truth,) = made.at(after(made, 34))
    made.advance(after(made, 75))
    gone, _ = made.at(after(made, 75))
    left, top, right, bottom = (round(f * n) for f, n in zip(truth.boxes[0][1], SIZE * 2, strict=True))
    changed = np.abs(there.astype(int) - gone.astype(int)).max(axis=2) > 40
    assert changed[top:bottom, left:right].mean() > 0.25


@pytest.mark.parametrize("camera_id", sorted(PLACES))
def test_breakdown_of_each_demo_camera_stands_inside_its_carriageway_zone(camera_id: str) -> None:
    camera = next(c for c in load_city(load({}), {}).cameras if c.id == camera_id)
    road, view = PLACES[camera_id].roads[0], View(PLACES[camera_id].pose, *SIZE)
    for spot in (0.05, 0.95):
        for lane in (lane for lane in road.lanes if "car" in lane.kinds and lane.way in road.stop_ways):
            at = road.stop_range[0] + spot * (road.stop_range[1] - road.stop_range[0])
            foot, _ = road.places(np.array([at]), np.array([lane.lateral]))
            pixel = view.project(np.array([[*foot[0], 0.0]]))[0][0] / SIZE
            assert any(_inside(tuple(pixel), z.polygon) for z in camera.zones if z.purpose == "carriageway")


def test_frames_are_as_many_and_as_far_apart_as_asked() -> None:
    times = [time for time, _, _ in scene().frames(2.0, 5.0)]
    assert len(times) == 10
    assert all(b - a == timedelta(seconds=0.2) for a, b in pairwise(times))


def _inside(point: tuple[float, ...], polygon: tuple[tuple[float, float], ...]) -> bool:
    """Whether a ray from the point crosses the polygon's edge an odd number of times."""
    (x, y), ends = point, [*polygon[1:], polygon[0]]
    crossed = [
        (b > y) != (d > y) and x < (c - a) * (y - b) / (d - b) + a for (a, b), (c, d) in zip(polygon, ends, strict=True)
    ]
    return sum(crossed) % 2 == 1
