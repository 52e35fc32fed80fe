"""The script of what goes wrong: drawn from the seed, early enough to be seen, never two at once on a camera."""

from datetime import timedelta
from itertools import islice, pairwise

from simulation.incidents import Script, schedule
from tests.simulation.scenes import at_hour

CAMERAS = tuple(f"cam-0{n}" for n in range(1, 9))
START = at_hour(9)


def scripts(seed: int = 1, count: int = 200, cameras: tuple[str, ...] = CAMERAS) -> list[Script]:
    return list(islice(schedule(cameras, seed, START), count))


def test_schedule_of_any_seed_begins_within_forty_to_fifty_seconds() -> None:
    firsts = [scripts(seed, 1)[0].time - START for seed in range(40)]
    assert all(timedelta(seconds=40) <= first <= timedelta(seconds=50) for first in firsts)


def test_schedule_goes_on_every_two_to_four_minutes() -> None:
    gaps = [(b.time - a.time).total_seconds() for a, b in pairwise(scripts())]
    assert min(gaps) >= 120 and max(gaps) <= 240


def test_schedule_of_two_cameras_never_overlaps_on_one() -> None:
    for camera in CAMERAS[:2]:
        own = [s for s in scripts(cameras=CAMERAS[:2]) if s.camera_id == camera]
        assert all(a.time + timedelta(seconds=a.hold_seconds + 60) < b.time for a, b in pairwise(own))


def test_schedule_of_the_same_seed_is_the_same() -> None:
    assert scripts(3) == scripts(3)
    assert scripts(3) != scripts(4)


def test_schedule_without_cameras_is_empty() -> None:
    assert scripts(cameras=()) == []
