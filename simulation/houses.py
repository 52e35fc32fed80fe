"""Narrow houses of a Vietnamese street, a shop below, windows above, lit at night."""

import cv2
import numpy as np

from simulation.layers import Layers, Prop, upright, wall
from simulation.pinhole import View

Array = np.ndarray
FACADES = (
    (176, 206, 226),
    (196, 214, 208),
    (172, 190, 222),
    (214, 218, 220),
    (150, 196, 214),
    (190, 176, 196),
    (206, 200, 170),
    (168, 182, 190),
)
SIGNS = ((40, 40, 170), (150, 80, 30), (50, 130, 60), (30, 140, 200), (120, 40, 90), (60, 60, 60))
WORDS = (
    "CƠM PHỞ",
    "CÀ PHÊ",
    "TẠP HÓA",
    "NHÀ THUỐC",
    "SỬA XE",
    "VẬT LIỆU",
    "THỜI TRANG",
    "ĐIỆN TỬ",
    "BÁNH MÌ",
    "NHÀ NGHỈ",
)


def draw(prop: Prop, layers: Layers, view: View, random: np.random.Generator) -> None:
    """One house: side walls, roof, and the front towards the road."""
    floors = int(random.choice([1, 2, 2, 3, 3, 4, 5]))
    high, half, back = 3.9 + 3.3 * (floors - 1), prop.length / 2, float(random.uniform(0, 0.8))
    colour = np.array(FACADES[int(random.integers(len(FACADES)))], float) * random.uniform(0.78, 1.02)
    front, lit = _facade(floors, colour, random)
    for at in (half, -half):
        side = np.full((60, 60, 3), colour * 0.66, np.uint8)
        side = (side * (1 + random.normal(0, 0.03, (60, 60, 1)))).clip(0, 255).astype(np.uint8)
        corners = [
            upright(prop, at, 14, high),
            upright(prop, at, back, high),
            upright(prop, at, back, 0),
            upright(prop, at, 14, 0),
        ]
        wall(layers, view, np.array(corners), side)
    roof = np.full((20, 20, 3), (86, 92, 132) if floors < 3 and random.random() < 0.6 else (128, 130, 132), np.uint8)
    wall(
        layers,
        view,
        np.array(
            [
                upright(prop, -half, 14, high),
                upright(prop, half, 14, high),
                upright(prop, half, back, high),
                upright(prop, -half, back, high),
            ]
        ),
        roof,
    )
    corners = [
        upright(prop, -half, back, high),
        upright(prop, half, back, high),
        upright(prop, half, back, 0),
        upright(prop, -half, back, 0),
    ]
    if prop.side < 0:
        corners = [corners[1], corners[0], corners[3], corners[2]]
    wall(layers, view, np.array(corners), front, lit)


def _facade(floors: int, colour: Array, random: np.random.Generator) -> tuple[Array, Array]:
    """The street side of a narrow house, 24 px a metre, and what shines of it at night."""
    w, ground, tall = 130, 94, 80
    h = ground + tall * (floors - 1)
    image, lit = np.full((h, w, 3), colour, np.uint8), np.zeros((h, w, 3), np.uint8)
    for floor in range(floors - 1):
        top = h - ground - tall * (floor + 1)
        cv2.rectangle(image, (0, top), (w, top + 4), tuple(colour * 0.75), -1)
        for x in (16, 74) if random.random() < 0.7 else (30,):
            wide = 42 if x != 30 else 72
            cv2.rectangle(image, (x - 3, top + 16), (x + wide + 3, top + 66), tuple(np.minimum(colour * 1.12, 255)), -1)
            cv2.rectangle(image, (x, top + 19), (x + wide, top + 63), (92, 80, 70), -1)
            cv2.line(image, (x + wide // 2, top + 19), (x + wide // 2, top + 63), (150, 150, 150), 2)
            if random.random() < 0.3:
                cv2.rectangle(lit, (x, top + 19), (x + wide, top + 63), (70, 130, 160), -1)
        if random.random() < 0.5:
            for x in range(4, w, 8):
                cv2.line(image, (x, top + 50), (x, top + 78), (210, 212, 212), 1)
            cv2.line(image, (0, top + 50), (w, top + 50), (216, 218, 218), 2)
    _shop(image, lit, h - ground, random)
    return image, lit


def _shop(image: Array, lit: Array, top: int, random: np.random.Generator) -> None:
    h, w = image.shape[:2]
    sign = SIGNS[int(random.integers(len(SIGNS)))]
    shut = random.random() < 0.35
    cv2.rectangle(image, (8, top + 26), (w - 8, h - 2), (142, 146, 148) if shut else (52, 48, 46), -1)
    if shut:
        for y in range(top + 28, h - 2, 5):
            cv2.line(image, (8, y), (w - 8, y), (116, 120, 122), 1)
    else:
        for _ in range(14):
            x, y = int(random.integers(10, w - 26)), int(random.integers(top + 36, h - 14))
            cv2.rectangle(
                image, (x, y), (x + int(random.integers(5, 16)), y + 10), random.integers(40, 190, 3).tolist(), -1
            )
        lit[top + 28 : h - 4, 10 : w - 10] = image[top + 28 : h - 4, 10 : w - 10] // 2 + np.array(
            (60, 84, 92), np.uint8
        )
    word = WORDS[int(random.integers(len(WORDS)))]
    for target, paint in ((image, 1.0), *(((lit, 0.5),) if not shut else ())):
        cv2.rectangle(target, (2, top - 4), (w - 2, top + 22), tuple(c * paint for c in sign), -1)
        cv2.putText(target, word, (8, top + 17), (240, 240, 240), cv2.FontFace("sans"), 19, 700)
