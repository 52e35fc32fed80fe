"""What goes wrong, where and when: a script drawn from the seed before anything moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from simulation.places import place_of
from store.records import Box


@dataclass(frozen=True)
class Script:
    """An incident to be played: ``time`` is when it should begin to be one, ``spot`` a 0..1 choice of the place."""

    camera_id: str
    kind: str
    time: datetime
    hold_seconds: float
    spot: float


@dataclass
class Truth:
    """What really happened in the picture; ``end`` is None while it lasts; ``boxes`` are (time, box in fractions).

    ``due`` is when it first could be told by what its rule asks for, where that is more than a time.
    """

    camera_id: str
    kind: str
    start: datetime
    end: datetime | None
    boxes: list[tuple[datetime, Box]]
    due: datetime | None = None


def schedule(camera_ids: tuple[str, ...], seed: int, start: datetime) -> Iterator[Script]:
    """For ever: the first 40-47 s after the start, then one every 2-4 minutes, one at a time on each camera."""
    random = np.random.default_rng([seed, 40])
    time = start + timedelta(seconds=float(random.uniform(40, 47)))
    busy_until: dict[str, datetime] = {}
    while camera_ids:
        free = [key for key in camera_ids if busy_until.get(key, start) <= time]
        # a red light would hold the first one up
        free = free if busy_until else [key for key in free if place_of(key).roads[0].signal is None] or free
        if free:
            key = free[int(random.integers(len(free)))]
            hold = float(random.uniform(40, 120))
            busy_until[key] = time + timedelta(seconds=hold + 90)
            yield Script(key, "stopped_vehicle", time, hold, float(random.random()))
        time += timedelta(seconds=float(random.uniform(120, 240)))
