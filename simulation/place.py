"""What a place is made of that a rendered camera looks at."""

from dataclasses import dataclass

from simulation.pinhole import Pose
from simulation.roads import Road

BEHIND = 94.0  # roads begin this far behind the camera, so that nobody appears out of nothing


@dataclass(frozen=True)
class Row:
    """Things along a road at a lateral: houses, trees, palms, lamps, poles, rails; spacing in metres (0: unbroken).

    ``start`` and ``end`` are metres ahead of the camera on the main road, metres from its beginning on another.
    """

    kind: str
    lateral: float
    spacing: float = 0.0
    start: float = 24.0
    end: float = 195.0
    road: int = 0


@dataclass(frozen=True)
class Place:
    """``ground`` names what lies beside the road (left, right); ``tint`` is the camera's white balance (B, G, R)."""

    pose: Pose
    roads: tuple[Road, ...]
    ground: tuple[str, str]
    rows: tuple[Row, ...]
    horizon: str
    kerb: bool = True
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    softness: float = 0.55
    noise: float = 1.6
