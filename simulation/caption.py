"""The line that cameras write into their pictures."""

from datetime import datetime

import cv2
import numpy as np

Array = np.ndarray


class Caption:
    """Time, name, and that it is simulated; the text of a second is drawn once."""

    def __init__(self, name: str, size: tuple[int, int]) -> None:
        self.name, self.width, self.points = name, size[0], max(9, size[0] // 45)
        self._second, self._strip = -1, np.zeros((1, 1, 3), np.uint8)

    def write(self, image: Array, local: datetime) -> None:
        if int(local.timestamp()) != self._second:
            self._second = int(local.timestamp())
            self._strip = self._draw(local)
        h = self._strip.shape[0]
        image[:h] = cv2.subtract(image[:h], cv2.dilate(self._strip, np.ones((3, 3), np.uint8)))
        image[:h] = cv2.add(image[:h], self._strip)

    def _draw(self, local: datetime) -> Array:
        strip, face = np.zeros((int(self.points * 2.0), self.width, 3), np.uint8), cv2.FontFace("sans")
        stamp = f"{local:%d-%m-%Y %H:%M:%S}"
        cv2.putText(strip, stamp, (8, int(self.points * 1.45)), (235, 235, 235), face, self.points, 500)
        label = f"{self.name}  ·  MÔ PHỎNG / SIM"
        wide = _width(label, face, self.points)
        cv2.putText(
            strip, label, (self.width - wide - 8, int(self.points * 1.45)), (235, 235, 235), face, self.points, 500
        )
        return strip


def _width(text: str, face: cv2.FontFace, points: int) -> int:
    return int(cv2.getTextSize((4, 4), text, (0, 0), face, points, 500)[2])
