"""What camera health looks at once a second: a small grey picture and what can be measured on it."""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

LONG_SIDE = 160
COLUMNS, ROWS = 8, 6
DARK = 12.0
SURROUNDINGS = (25, 25)
LEAST_EDGE = 6.0
EVERY = 2

Grid = NDArray[np.float32]


@dataclass(frozen=True)
class View:
    """One look at the picture.

    ``grey`` is small; ``edges`` the outlines in it, each as strong as it stands out from its surroundings, so that
    neither exposure nor contrast counts; ``contrast`` how much there is to see in each cell of a grid of ROWS x
    COLUMNS, as a ratio of brightness, so that a shadow does not count; ``pixels`` every second pixel at working size;
    ``crispness`` how steep the steepest edges are at two scales, each against the scale above; ``chroma`` the colour
    of each point as a share of its brightness.
    """

    grey: MatLike
    edges: MatLike
    contrast: Grid
    pixels: MatLike
    crispness: tuple[float, float]
    chroma: MatLike


def view_of(picture: MatLike) -> View:
    """Look at a picture (blue, green, red) of working size."""
    whole = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    height, width = whole.shape
    scale = LONG_SIDE / max(height, width)
    size = (max(COLUMNS, round(width * scale)), max(ROWS, round(height * scale)))
    grey = cv2.resize(whole, size, interpolation=cv2.INTER_AREA)
    return View(grey, _edges(grey), _contrast(grey), whole[::EVERY, ::EVERY], _crispness(whole), _chroma(picture, grey))


def by_cell(picture: MatLike) -> Grid:
    """The mean of each cell of the grid."""
    return np.asarray(cv2.resize(picture, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA), np.float32)


def _edges(grey: MatLike) -> MatLike:
    steep = steepness(cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 1.0))
    return steep / (cv2.boxFilter(steep, -1, SURROUNDINGS) + LEAST_EDGE)


def _contrast(grey: MatLike) -> Grid:
    return by_cell(steepness(logarithm(grey)))


def logarithm(grey: MatLike) -> MatLike:
    """Brightness as a logarithm: a shadow adds the same everywhere; noise in the dark counts for little."""
    return np.log(cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 1.0) + DARK)


def steepness(picture: MatLike) -> MatLike:
    """How much each point differs from its neighbours."""
    return cv2.magnitude(cv2.Sobel(picture, cv2.CV_32F, 1, 0), cv2.Sobel(picture, cv2.CV_32F, 0, 1)) / 8


def _chroma(picture: MatLike, grey: MatLike) -> MatLike:
    """How colourful, as a share of the brightness."""
    blue, green, red = cv2.split(cv2.resize(picture, grey.shape[::-1], interpolation=cv2.INTER_AREA))
    colour = cv2.subtract(cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red))
    return colour / (grey + np.float32(DARK))


def _crispness(whole: MatLike) -> tuple[float, float]:
    half = cv2.resize(whole, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    quarter = cv2.resize(half, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    fine, middle, coarse = (_spread(each) for each in (whole, half, quarter))
    return fine / middle, middle / coarse


def _spread(picture: MatLike) -> float:
    _, deviation = cv2.meanStdDev(cv2.Laplacian(picture, cv2.CV_16S))
    return max(float(deviation[0, 0]), 0.5)
