"""A vehicle where it stands in the world, as the camera is about to see it."""

from dataclasses import dataclass

import numpy as np

from simulation.motion import Vehicle
from simulation.vehicles import outline

Array = np.ndarray


@dataclass(frozen=True)
class Seen:
    """A vehicle where it stands in the world, ready to be drawn; ``box`` is in pixels and not cut at the edges."""

    vehicle: Vehicle
    vertices: Array  # of its outline, in the world
    turn: Array
    foot: Array
    depth: float
    box: tuple[float, float, float, float]


def placed(vehicle: Vehicle, foot: Array, turn: float) -> tuple[Array, Array]:
    """The outline's vertices in the world, and the turn that brought them there."""
    angle = turn + (np.pi if vehicle.lane.way < 0 else 0.0) - vehicle.lane.way * vehicle.drift
    ahead, left = (np.sin(angle), np.cos(angle), 0.0), (-np.cos(angle), np.sin(angle), 0.0)
    matrix = np.array([ahead, left, (0.0, 0.0, 1.0)])
    return outline(vehicle.kind.name) @ matrix + (foot[0], foot[1], 0.0), matrix
