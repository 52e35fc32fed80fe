"""The one design system: type scale, spacing and colours, from which the style sheet's variables are made."""

from math import ceil, radians, tan

# The display the wall is made for: four rows of 55-inch panels, read from the back row.
WALL_HEIGHT_MM = 2740
FARTHEST_SEAT_METRES = 10
LEGIBLE_ARC_MINUTES = 16
DESIGN_WIDTH_PX, DESIGN_HEIGHT_PX = 1920, 1080


def legible_px(height_mm: float = WALL_HEIGHT_MM, metres: float = FARTHEST_SEAT_METRES) -> int:
    """The least text size, in pixels of a screen 1080 px high, that can be read on a display of this height."""
    needed_mm = 2 * metres * 1000 * tan(radians(LEGIBLE_ARC_MINUTES / 60) / 2)
    return ceil(needed_mm / height_mm * DESIGN_HEIGHT_PX)


# Sizes in pixels at 1920×1080; the wall scales them with the screen. Each step is the one before by about 1.25.
TEXT_PX = {"small": 20, "body": 22, "large": 26, "title": 32, "headline": 48}
SPACE_PX = {"1": 4, "2": 8, "3": 12, "4": 16, "5": 24}

COLOURS = {
    "ground": "#0a101c",
    "panel": "#111a2b",
    "raised": "#1a263c",
    "line": "#2a3952",
    "text": "#eaf0f9",
    "quiet": "#b3c1d6",
    "accent": "#7cc4ff",
    "good": "#57c793",
    "warn": "#ffc24b",
    "bad": "#ff6b5e",
    "old": "#8b95a5",
}
# CAP 1.2 severities; each also has its own shape and word, because colour alone is lost on one man in twelve.
SEVERITY = {
    "extreme": "#ff4fa0",
    "severe": "#ff6b5e",
    "moderate": "#ffb02e",
    "minor": "#6fb9ff",
    "unknown": "#b3c1d6",
}
# Fills of communes: what is well stays dark, so that what is not stands out.
MAP = {
    "ok": "#1c2c47",
    "silent": "#3b404a",
    "extreme": "#7d1f51",
    "severe": "#7a2a29",
    "moderate": "#6b4a14",
    "minor": "#24507c",
    "unknown": "#4a5467",
    "border": "#40557a",
    "site": "#7d93b5",
    "camera": "#7ce0c3",
}
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"


def style_sheet() -> str:
    """The variables, as CSS. On the wall one ``--px`` is one pixel of a 1920×1080 screen, whatever the screen."""
    rows = [f"--font: {FONT};"]
    rows += [f"--text-{name}: calc({size} * var(--px));" for name, size in TEXT_PX.items()]
    rows += [f"--space-{name}: calc({size} * var(--px));" for name, size in SPACE_PX.items()]
    rows += [f"--{name}: {colour};" for name, colour in COLOURS.items()]
    rows += [f"--severity-{name}: {colour};" for name, colour in SEVERITY.items()]
    rows += [f"--map-{name}: {colour};" for name, colour in MAP.items()]
    unit = f"min(100vw / {DESIGN_WIDTH_PX}, 100vh / {DESIGN_HEIGHT_PX})"
    wall = f":root[data-page=wall] {{ --px: max(0.65px, {unit}); }}"
    return ":root { --px: 0.8px; " + " ".join(rows) + " }\n" + wall
