"""Vehicles keep their distance, stop for a red light, queue behind a breakdown and go round it."""

import numpy as np

from simulation.places import PLACES
from simulation.traffic import STEP_SECONDS, Traffic, Vehicle


def traffic(camera_id: str, seconds: float = 0) -> Traffic:
    made = Traffic(PLACES[camera_id].roads[0], np.random.default_rng(5))
    run(made, seconds)
    return made


def run(made: Traffic, seconds: float, density: float = 1.0) -> None:
    for _ in range(int(seconds / STEP_SECONDS)):
        made.step(density)


def overlap(one: Vehicle, other: Vehicle) -> bool:
    along = abs(one.s - other.s) - (one.kind.length + other.kind.length) / 2
    across = abs(one.l - other.l) - (one.kind.width + other.kind.width) / 2
    return along < 0 and across < 0


def overlaps(made: Traffic, seconds: int) -> int:
    """Seconds times pairs that stood in one another, looked at once a second."""
    found = 0
    for _ in range(seconds):
        run(made, 1)
        found += sum(overlap(a, b) for i, a in enumerate(made.vehicles) for b in made.vehicles[i + 1 :])
    return found


def test_vehicles_on_a_busy_road_do_not_overlap() -> None:
    assert overlaps(traffic("cam-03", 60), 120) == 0


def test_vehicles_that_go_round_a_breakdown_do_not_overlap() -> None:
    made = traffic("cam-05", 60)
    lane = made.road.lanes[2]
    made.halt(lane, 140.0, 90)
    assert overlaps(made, 110) <= 1


def test_vehicles_at_a_red_light_stand_before_the_line() -> None:
    made = traffic("cam-02", 102.5)
    signal = made.road.signal
    assert signal is not None and signal.red(made.seconds)
    waiting = [v for v in made.vehicles if v.lane.way > 0 and v.speed < 0.3 and v.s < signal.stops[1]]
    assert waiting
    assert all(v.s + v.kind.length / 2 <= signal.stops[1] + 0.5 for v in waiting)


def test_halted_car_stands_where_and_as_long_as_it_was_told() -> None:
    made = traffic("cam-04")
    number = made.halt(made.road.lanes[0], 130.0, 30.0)
    seen = []
    for _ in range(900):
        made.step(0.0)
        seen += [(v.s, v.speed) for v in made.vehicles if v.number == number and v.halted]
    assert abs(len(seen) * STEP_SECONDS - 30.0) < 0.3
    assert all(abs(s - 130.0) < 1.0 and speed == 0 for s, speed in seen)


def test_traffic_behind_a_breakdown_gets_past() -> None:
    made = traffic("cam-01", 60)
    while (number := made.halt(made.road.lanes[2], 135.0, 300.0)) is None:
        run(made, 1)
    run(made, 60)
    before = {v.number for v in made.vehicles if v.lane.way > 0 and v.s < 120}
    run(made, 60)
    past = {v.number for v in made.vehicles if v.s > 145} | before - {v.number for v in made.vehicles}
    assert before & past
    assert any(v.number == number and v.halted for v in made.vehicles)
