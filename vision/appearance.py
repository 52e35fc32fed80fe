"""How a place looks: whether it is still the same, whether it has an outline, whether only the light changed."""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike

from store.records import Box
from vision.background import Mask

SAME = 0.55
STILL = 0.8
ANOTHER_LIGHT = 0.25
SAME_VIEW = 0.3
MEMORY_SECONDS = 20.0
LIGHT_LIKENESS = 0.6
TEXTURED = 2.0
DARK = 16.0
STEEP = 0.1
MARGIN = 2
LEAST_CELLS = 12
# As shares of the light: what differs at all, how dark a shadow is at most, how much its colours may part.
DIFFERS, SHADED, EVEN = 0.15, 0.35, 0.2


@dataclass(frozen=True)
class Look:
    """A grey patch of the cells of a box and a little around it."""

    patch: MatLike


def look(cells: MatLike, box: Box) -> Look:
    """How the place looks now."""
    return Look(_patch(cells, box))


def likeness(known: Look, cells: MatLike, box: Box) -> float:
    """1 when the place looks as it did but for brightness and contrast, about 0 when it is something else."""
    return _correlation(known.patch, _patch(cells, box))


def renewed(known: Look, cells: MatLike, box: Box, seconds: float) -> Look:
    """The look, a little more like now, so that the sun may move over it."""
    part = 1 - np.exp(-seconds / MEMORY_SECONDS)
    return Look(cv2.addWeighted(known.patch, 1 - part, _patch(cells, box), part, 0))


def same_view(before: MatLike, now: MatLike) -> bool:
    """Whether both show the same place, in whatever light: outlines stay where they are, also in infrared."""
    outlines = [cv2.magnitude(*_gradient(_grey(cv2.GaussianBlur(cells, (5, 5), 0)))) for cells in (before, now)]
    return _correlation(*outlines) >= SAME_VIEW


def presence(cells: MatLike, background: MatLike, mask: Mask) -> float:
    """How many times more of a thing there is in the mask now than there was in the background.

    Above 1 something came; below 1 something left and what is seen is the ground it uncovered. The mean of three
    ratios: the outline, the texture within, and how unlike its surroundings it is in colour.
    """
    whole, ring = _silhouette(mask)
    ratios = [
        (measure(cells, whole, ring) + least) / (measure(background, whole, ring) + least)
        for measure, least in ((_outline, 8.0), (_texture, 4.0), (_unlike, 0.1))
    ]
    return float(np.exp(np.mean(np.log(ratios))))


def things(cells: MatLike, background: MatLike, mask: Mask) -> list[Mask]:
    """What of the mask has an outline of its own, the largest first; the rest is ground in another light.

    A lamp's pool or a soft shadow changes the ground by a ratio that grows and falls slowly from cell to cell; at the
    rim and the windows of a thing the ratio jumps.
    """
    ratio = cv2.GaussianBlur(np.log((cells + DARK) / (background + DARK)), (3, 3), 0.8)
    steep = cv2.magnitude(*_gradient(ratio)).max(axis=2) / 8 > STEEP
    near = cv2.dilate(mask.view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    closed = cv2.morphologyEx((steep & near).view(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    filled = np.zeros_like(closed)
    for outline in cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
        cv2.fillConvexPoly(filled, cv2.convexHull(outline), 1)
    count, labels = cv2.connectedComponents(filled)
    pieces = [(labels == number) & mask for number in range(1, count)]
    return sorted((piece for piece in pieces if np.count_nonzero(piece) >= LEAST_CELLS), key=np.sum, reverse=True)


def is_thing(cells: MatLike, background: MatLike, box: Box) -> bool:
    """Whether something with an outline is in the box (fractions of the picture), and not light alone."""
    left, top, right, bottom = _edges(cells, box, MARGIN)
    now, before = (np.ascontiguousarray(picture[top:bottom, left:right]) for picture in (cells, background))
    return min(now.shape[:2]) > 2 and bool(things(now, before, np.ones(now.shape[:2], np.bool_)))


def solid(cells: MatLike, background: MatLike, box: Box) -> Box | None:
    """The box of what differs there from the ground and is not its shadow; all boxes are fractions of the picture.

    A shadow darkens all colours by the same share, and by no more than the sky's own light leaves.
    """
    height, width = cells.shape[:2]
    left, top, right, bottom = _edges(cells, box, 1)
    ratio = (cells[top:bottom, left:right] + 1) / (background[top:bottom, left:right] + 1)
    low, high = ratio.min(axis=2), ratio.max(axis=2)
    differs = np.maximum(1 - low, high - 1) > DIFFERS
    shaded = (low > SHADED) & (high < 1) & (high - low < EVEN * high)
    thing = cv2.morphologyEx((differs & ~shaded).astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    if np.count_nonzero(thing) < LEAST_CELLS / 2:
        return None
    x, y, across, down = cv2.boundingRect(thing)
    return (left + x) / width, (top + y) / height, (left + x + across) / width, (top + y + down) / height


def _edges(cells: MatLike, box: Box, margin: int) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the box in cells, with so many more on each side as far as there are any."""
    height, width = cells.shape[:2]
    left, top = max(0, int(box[0] * width) - margin), max(0, int(box[1] * height) - margin)
    return left, top, min(width, int(box[2] * width) + margin), min(height, int(box[3] * height) + margin)


def _silhouette(mask: Mask) -> tuple[MatLike, MatLike]:
    """The convex hull of the largest piece, for windows look like road, and a ring around it."""
    solid = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    largest = (labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
    whole = np.zeros_like(largest)
    cv2.fillConvexPoly(whole, cv2.convexHull(cv2.findNonZero(largest)), 1)
    near, far = (cv2.dilate(whole, np.ones((side, side), np.uint8)) for side in (3, 11))
    return whole, far - near


def _outline(cells: MatLike, whole: MatLike, _: MatLike) -> float:
    """Change of brightness across the rim; lines that run through the rim, as kerbs do, have no part in it."""
    across, along = _gradient(cv2.GaussianBlur(whole.astype(np.float32), (5, 5), 0))
    x, y = _gradient(_grey(cells))
    steep = cv2.magnitude(across, along)
    return float(np.abs(x * across + y * along).sum() / max(float((steep * steep).sum()), 1e-6))


def _texture(cells: MatLike, whole: MatLike, _: MatLike) -> float:
    return float(cv2.magnitude(*_gradient(_grey(cells)))[whole > 0].mean())


def _unlike(cells: MatLike, whole: MatLike, ring: MatLike) -> float:
    lab = cv2.cvtColor(np.clip(cells, 0, 255).astype(np.uint8), cv2.COLOR_BGR2LAB)
    inside, outside = (
        cv2.calcHist([lab], [0, 1, 2], where, [16, 8, 8], [0, 256, 64, 192, 64, 192]) for where in (whole, ring)
    )
    # Bhattacharyya's distance does not mind that the two count different numbers of cells
    return float(cv2.compareHist(inside, outside, cv2.HISTCMP_BHATTACHARYYA))


def _gradient(picture: MatLike) -> tuple[MatLike, MatLike]:
    return cv2.Sobel(picture, cv2.CV_32F, 1, 0), cv2.Sobel(picture, cv2.CV_32F, 0, 1)


def only_light(cells: MatLike, background: MatLike, mask: Mask) -> bool:
    """True when a shadow or a beam changed the place: the same texture, brighter or darker."""
    now, before = (_grey(picture)[mask] for picture in (cells, background))
    return float(np.std(before)) > TEXTURED and _correlation(now, before) > LIGHT_LIKENESS


def _patch(cells: MatLike, box: Box) -> MatLike:
    height, width = cells.shape[:2]
    left, top = (max(0, int(value) - MARGIN) for value in box[:2])
    right, bottom = min(width, int(box[2]) + MARGIN), min(height, int(box[3]) + MARGIN)
    return _grey(cells[top : max(bottom, top + 1), left : max(right, left + 1)])


def _grey(cells: MatLike) -> MatLike:
    return cv2.cvtColor(np.ascontiguousarray(cells), cv2.COLOR_BGR2GRAY)


def _correlation(one: MatLike, other: MatLike) -> float:
    if one.shape != other.shape:
        return 0.0
    a, b = one - one.mean(), other - other.mean()
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / scale if scale > 1e-6 else 1.0
