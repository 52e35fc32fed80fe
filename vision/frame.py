"""One picture of one camera: its JPEG is looked over before a single pixel is decoded."""

from dataclasses import dataclass
from datetime import datetime

import cv2
import numpy as np
from cv2.typing import MatLike

from store.records import TimeSource

SMALLEST_PX = 32
MOST_SCANS = 100
HUFFMAN_FRAMES = {0xC0, 0xC1, 0xC2}
OTHER_FRAMES = {0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
REDUCED = {
    8: cv2.IMREAD_REDUCED_COLOR_8,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    1: cv2.IMREAD_COLOR,
}


class Undecodable(ValueError):
    """These bytes are no picture we take; the message says why."""


@dataclass(frozen=True)
class Frame:
    """A decoded picture (blue, green, red) at working size, when it was taken, and whose clock says so."""

    time: datetime
    sequence: int
    picture: MatLike
    source: TimeSource = "capture"


def decode(jpeg: bytes, width_px: int, max_megapixels: float) -> MatLike:
    """The picture in colour, neither side longer than ``width_px``; raises Undecodable with the reason."""
    width, height = declared_size(jpeg)
    if width * height > max_megapixels * 1e6:
        raise Undecodable(f"declares {width} x {height} pixels; at most {max_megapixels:g} million are taken")
    if min(width, height) < SMALLEST_PX:
        raise Undecodable(f"declares {width} x {height} pixels; each side must be {SMALLEST_PX} at least")
    reduced = next(factor for factor in REDUCED if factor == 1 or max(width, height) >= factor * width_px)
    try:
        # a camera's own notion of "up" would turn the zones drawn on its picture
        picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), REDUCED[reduced] | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise Undecodable(f"the decoder refuses it: {error.err}") from error
    if picture is None or picture.shape[:2] != (-(-height // reduced), -(-width // reduced)):
        raise Undecodable("the decoder makes no picture of the declared size of it")
    return _within(picture, width_px)


def declared_size(jpeg: bytes) -> tuple[int, int]:
    """Width and height of a whole, 8-bit JPEG by its header; raises Undecodable."""
    if jpeg[:3] != b"\xff\xd8\xff":
        raise Undecodable("not a JPEG")
    if not jpeg.rstrip(b"\0").endswith(b"\xff\xd9"):
        raise Undecodable("truncated: no end-of-image marker")
    if jpeg.count(b"\xff\xda") > MOST_SCANS:
        raise Undecodable(f"more than {MOST_SCANS} scans")
    at = 2
    while at + 4 <= len(jpeg):
        if jpeg[at] != 0xFF:
            raise Undecodable("damaged header: a marker was expected")
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker in OTHER_FRAMES:
            raise Undecodable("neither a baseline nor a progressive JPEG")
        if marker in HUFFMAN_FRAMES:
            return _frame_size(jpeg[at + 4 : at + 2 + length])
        if marker in (0xD9, 0xDA) or length < 2:
            break
        at += 2 + length
    raise Undecodable("damaged header: no picture size before the first scan")


def encode_jpeg(picture: MatLike, limit_bytes: int, quality: int = 85) -> bytes:
    """The picture as a JPEG of ``limit_bytes`` at most: quality gives way first, then size."""
    while True:
        ok, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if not ok:
            raise ValueError("the picture cannot be encoded")
        if len(jpeg) <= limit_bytes or min(picture.shape[:2]) < 2 * SMALLEST_PX:
            return jpeg.tobytes()
        if quality > 50:
            quality -= 15
        else:
            picture = cv2.resize(picture, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)


def _frame_size(segment: bytes) -> tuple[int, int]:
    if len(segment) < 6:
        raise Undecodable("damaged header: the frame segment is cut short")
    if segment[0] != 8:
        raise Undecodable(f"{segment[0]} bits a sample; only 8 are taken")
    if segment[5] not in (1, 3, 4):
        raise Undecodable(f"{segment[5]} colour components")
    height, width = int.from_bytes(segment[1:3], "big"), int.from_bytes(segment[3:5], "big")
    if not width or not height:
        raise Undecodable(f"declares {width} x {height} pixels")
    return width, height


def _within(picture: MatLike, width_px: int) -> MatLike:
    height, width = picture.shape[:2]
    scale = width_px / max(width, height)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    # less than halved here, so that four neighbours are enough
    return cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
