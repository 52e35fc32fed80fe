"""Text that is read from across the room, and words that do not hang on colour."""

import re
from itertools import combinations
from pathlib import Path

import msgspec
import pytest

from dashboard import theme
from dashboard.components.sign import LETTERS
from dashboard.words import SEVERITIES
from tests import builders

WALL = builders.settings().wall
ASSETS = Path(theme.__file__).parent / "assets"
DARK = (theme.COLOURS, theme.SEVERITY, theme.MAP)
LIGHT = (theme.COLOURS_LIGHT, theme.SEVERITY_LIGHT, theme.MAP_LIGHT)
THEMES = pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
GROUNDS = ("ground", "panel", "raised")
# How the eye takes in red, green and blue, after Machado, Oliveira and Fernandes (2009), at full severity.
SIGHTS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def linear(colour: str) -> list[float]:
    """A colour's red, green and blue as amounts of light."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2."""
    light, dark = sorted((_y(linear(one)), _y(linear(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def apart(one: str, other: str, sight: str) -> float:
    """How different two colours look to this eye: the distance in CIE Lab, of which about 2 can just be seen."""
    first, second = (_lab([_times(row, linear(colour)) for row in SIGHTS[sight]]) for colour in (one, other))
    return sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5


def _times(row: tuple[float, ...], light: list[float]) -> float:
    return min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True))))


def _y(light: list[float]) -> float:
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def _lab(light: list[float]) -> tuple[float, float, float]:
    r, g, b = light
    white = ((0.4125 * r + 0.3576 * g + 0.1804 * b) / 0.9505, _y(light), (0.0193 * r + 0.1192 * g + 0.9503 * b) / 1.089)
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in white)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_smallest_text_is_legible_from_the_farthest_seat():
    assert min(theme.wall_text_px(WALL).values()) == theme.legible_px(WALL) == 27
    capital_mm = 27 * theme.CAPITAL_SHARE * WALL.pixel_pitch_mm * WALL.height_px / 1080
    assert capital_mm / (WALL.viewing_metres * 1000) >= 16 / 60 * 3.14159 / 180


@pytest.mark.parametrize(("metres", "pitch", "least"), [(5.0, 1.26, 14), (10.0, 0.945, 36), (10.0, 2.52, 14)])
def test_farther_seats_and_smaller_displays_need_larger_text(metres, pitch, least):
    wall = msgspec.structs.replace(WALL, viewing_metres=metres, pixel_pitch_mm=pitch)
    assert theme.legible_px(wall) == least


@THEMES
def test_text_stands_out_from_every_ground(colours):
    plain, severity, _ = colours
    for ground in GROUNDS:
        for text in ("quiet", "warn", "bad", "good", "accent", "old"):
            assert contrast(plain[text], plain[ground]) >= 4.5, (text, ground)
        assert contrast(plain["text"], plain[ground]) >= 7
        assert min(contrast(colour, plain[ground]) for colour in severity.values()) >= 4.5


@THEMES
def test_what_is_written_on_colour_stands_out_from_it(colours):
    plain, severity, fills = colours
    for fill in (*severity.values(), *(plain[name] for name in ("good", "warn", "bad", "old", "accent"))):
        assert contrast(plain["on-fill"], fill) >= 4.5, fill
    for name in ("good", "warn", "bad", "accent"):
        assert contrast(plain[f"{name}-ink"], plain[f"{name}-soft"]) >= 4.5
        assert contrast(plain["text"], plain[f"{name}-soft"]) >= 4.5
    shades = [fills[name] for name in (*SEVERITIES, "ok", "silent")]
    assert min(contrast(fills["label"], shade) for shade in shades) >= 4.5


@THEMES
@pytest.mark.parametrize("sight", SIGHTS)
def test_severities_and_shades_are_told_apart_by_every_eye(colours, sight):
    _, severity, fills = colours
    assert min(apart(one, other, sight) for one, other in combinations(severity.values(), 2)) >= 12
    shades = [fills[name] for name in ("ok", "silent", "severe", "moderate", "minor")]
    assert min(apart(one, other, sight) for one, other in combinations(shades, 2)) >= 10


@THEMES
def test_charts_stand_out_from_either_ground(colours):
    for colour in theme.CHART_COLOURS:
        assert contrast(colour, colours[0]["panel"]) >= 2.0
    assert theme.chart_layout()["paper_bgcolor"] == "rgba(0,0,0,0)"


def test_scale_for_amounts_only_grows_lighter_for_every_eye():
    for sight in SIGHTS.values():
        light = [_lab([_times(row, linear(c)) for row in sight])[0] for c in theme.CHART_SCALE]
        assert light == sorted(light)


def test_every_severity_has_a_word_a_colour_and_a_letter():
    assert set(SEVERITIES) == set(theme.SEVERITY) == set(theme.SEVERITY_LIGHT) == set(LETTERS)
    assert set(SEVERITIES) <= set(theme.MAP)


def test_both_themes_name_the_same_colours():
    assert [list(part) for part in DARK] == [list(part) for part in LIGHT]


def test_style_sheet_scales_with_the_screen_and_fetches_nothing():
    sheet = theme.style_sheet(WALL)
    assert "100vw / 1920" in sheet and "--text-headline: calc(54 * var(--px))" in sheet
    assert "url(" not in sheet and "@import" not in sheet


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.css")), ids=lambda path: path.stem)
def test_whatever_moves_stands_still_for_who_asks_for_less_motion(path):
    text = path.read_text()
    moving = re.findall(r"^([^{@\n]+?) \{[^}\n]*animation: (?!none)", text, re.MULTILINE)
    still = " ".join(re.findall(r"prefers-reduced-motion: reduce\) \{ ([^{]*)\{ animation: none", text))
    assert [selector for selector in moving if selector not in still] == []
    assert "transition:" not in text
