"""The shapes of vehicles made ready for drawing: faces with their directions, colours and painting order."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulation.vehicles import KINDS, shape

Array = np.ndarray
MATERIALS: dict[str, tuple[int, int, int]] = {
    "glass": (66, 58, 52), "dark": (38, 38, 40), "tyre": (30, 30, 30), "hub": (128, 130, 132), "lamp": (226, 230, 232),
    "tail": (36, 32, 128), "plate": (206, 208, 208), "door": (150, 152, 152),
}  # fmt: skip
CLOTHES = ((62, 58, 56), (156, 112, 72), (60, 64, 150), (196, 196, 198), (72, 118, 84), (88, 152, 196), (120, 88, 132))
TROUSERS = ((58, 50, 46), (84, 64, 44), (40, 40, 42))
HAIR = ((26, 26, 28), (34, 36, 40), (120, 176, 206))  # the last is a conical hat
HELMETS = ((44, 44, 46), (210, 212, 214), (50, 50, 170), (160, 92, 46), (60, 160, 210))


@dataclass(frozen=True)
class Solid:
    """All parts of a kind as columns; ``small`` faces are left out far away."""

    vertices: Array
    faces: list[Array]
    materials: list[str]
    normals: Array
    middles: Array
    small: Array
    from_ahead: list[int]
    from_behind: list[int]


@lru_cache(maxsize=32)
def solid(kind: str) -> Solid:
    """The kind's shape with the outward normal of each face, and its faces in painting order from either end."""
    vertices, faces, materials, normals, middles, rank, small = [], [], [], [], [], [], []
    first = 0
    for part in shape(kind):
        centre = part.vertices.mean(axis=0)
        for indices, material in part.faces:
            normal, middle = _normal(part.vertices[indices], centre)
            faces.append(np.array([first + i for i in indices]))
            materials.append(material)
            normals.append(normal)
            middles.append(middle)
            rank.append((part.layer, centre[0]))
            small.append(part.layer == 2 and material in ("hub", "dark", "plate", "lamp", "door"))
        vertices.append(part.vertices)
        first += len(part.vertices)
    numbers = range(len(faces))
    ahead, behind = (sorted(numbers, key=lambda i: (rank[i][0], sign * rank[i][1])) for sign in (1, -1))
    return Solid(
        np.concatenate(vertices), faces, materials, np.array(normals), np.array(middles), np.array(small), ahead, behind
    )


def _normal(corners: Array, centre: Array) -> tuple[Array, Array]:
    """A face's direction away from its part's centre, and its middle."""
    middle = corners.mean(axis=0)
    normal = np.cross(corners[1] - corners[0], corners[2] - corners[1])
    normal = normal / max(float(np.linalg.norm(normal)), 1e-9)
    return (normal if normal @ (middle - centre) >= 0 else -normal), middle


@lru_cache(maxsize=512)
def face_colours(kind: str, paint: int, look: int, braking: bool) -> Array:
    """(faces, 3) the colour of each face under white light."""
    body = KINDS[kind].paints[paint]
    table = {
        **MATERIALS,
        "body": body,
        "cargo": ((188, 190, 188), (66, 104, 60), (150, 110, 60), body)[look % 4],
        "shirt": CLOTHES[look % len(CLOTHES)],
        "shirt2": CLOTHES[look // 7 % len(CLOTHES)],
        "trousers": TROUSERS[look % len(TROUSERS)],
        "helmet": HELMETS[look // 3 % len(HELMETS)],
        "hair": HAIR[look // 3 % len(HAIR)],
        "helmet2": HELMETS[look // 11 % len(HELMETS)],
        "tail": (44, 36, 235) if braking else MATERIALS["tail"],
    }
    return np.array([table[material] for material in solid(kind).materials], float)
