"""Clouds and grain: patterns made once, of which a part is taken for each picture."""

import cv2
import numpy as np

Array = np.ndarray
MARGIN = 96


def clouds(random: np.random.Generator) -> Array:
    """Cloud cover 0..255 at half a pixel a metre; the pattern repeats after 512 pixels eastward."""
    field = np.zeros((512, 512), np.float32)
    for cells, weight in ((4, 1.0), (8, 0.6), (16, 0.3)):
        coarse = random.normal(0, 1, (cells, cells)).astype(np.float32)
        tiled = cv2.resize(np.tile(coarse, (1, 3)), (1536, 512), interpolation=cv2.INTER_CUBIC)[:, 512:1024]
        field += weight * tiled
    cover = np.clip(field * 130, 0, 255).astype(np.uint8)
    return cv2.GaussianBlur(np.tile(cover, (1, 3)), (0, 0), 3)[:, :1100]


def grain(random: np.random.Generator, size: tuple[int, int], sigma: float) -> Array:
    """Grain around 128, mostly grey, a little larger than a pixel as a sensor with a Bayer filter gives."""
    shape = (size[1] + MARGIN, size[0] + MARGIN)
    grey = random.normal(0, sigma, (*shape, 1)) + random.normal(0, sigma * 0.45, (*shape, 3))
    smooth = cv2.GaussianBlur(grey.astype(np.float32), (3, 3), 0.6)
    return np.clip(np.round(smooth * 1.5 + 128), 0, 255).astype(np.uint8)
