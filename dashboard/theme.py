"""The one design system: type scale, spacing, colours and charts, from which the style sheet's variables are made."""

from math import ceil, radians, tan
from typing import Any

from config.settings import Wall

# ISO 9241-303: what is read is as high as its capital letters; 16 minutes of arc are the least that is legible.
LEGIBLE_ARC_MINUTES = 16
CAPITAL_SHARE = 0.70  # of the font's size, in the lowest of the fonts below
DESIGN_WIDTH_PX, DESIGN_HEIGHT_PX = 1920, 1080


def legible_px(wall: Wall) -> int:
    """The least size of text that can be read from the farthest seat, in pixels of a screen 1080 px high."""
    capital_mm = 2 * wall.viewing_metres * 1000 * tan(radians(LEGIBLE_ARC_MINUTES / 60) / 2)
    height_mm = wall.pixel_pitch_mm * wall.height_px
    return ceil(capital_mm / CAPITAL_SHARE / height_mm * DESIGN_HEIGHT_PX)


def wall_text_px(wall: Wall) -> dict[str, int]:
    """The type scale of the wall: nothing is smaller than what can be read."""
    least = legible_px(wall)
    return {name: ceil(least * share) for name, share in WALL_STEPS.items()}


WALL_STEPS = {"small": 1.0, "body": 1.0, "large": 1.15, "title": 1.35, "headline": 2.0}
# Desks and phones, in pixels before their --px; each step is the one before by about 1.25.
TEXT_PX = {"small": 20, "body": 22, "large": 26, "title": 32, "headline": 48}
SPACE_PX = {"1": 4, "2": 8, "3": 12, "4": 16, "5": 24}

# "fill" is written upon in "on-fill"; each "-soft" is a ground for the "-ink" of its own name.
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
    "bad": "#ff7b6e",
    "old": "#98a3b4",
    "on-fill": "#0a101c",
    "good-soft": "#0f3a2a",
    "good-ink": "#b9f3d7",
    "warn-soft": "#4a3a0e",
    "warn-ink": "#ffe6a8",
    "bad-soft": "#5c1d19",
    "bad-ink": "#ffd9d5",
    "accent-soft": "#17466e",
    "accent-ink": "#d9edff",
    "hatch": "#ffffff14",
    "veil": "#04070dcc",
}
COLOURS_LIGHT = {
    "ground": "#eef2f7",
    "panel": "#ffffff",
    "raised": "#e3eaf3",
    "line": "#aab6c6",
    "text": "#0f1b2d",
    "quiet": "#45546a",
    "accent": "#0a5cab",
    "good": "#0b6b43",
    "warn": "#7a5200",
    "bad": "#a8160c",
    "old": "#586474",
    "on-fill": "#ffffff",
    "good-soft": "#d4f1e3",
    "good-ink": "#0b4a30",
    "warn-soft": "#ffeebf",
    "warn-ink": "#553900",
    "bad-soft": "#ffdfdb",
    "bad-ink": "#74110a",
    "accent-soft": "#d8e9fa",
    "accent-ink": "#0b3f73",
    "hatch": "#0f1b2d17",
    "veil": "#0f1b2d99",
}
# CAP 1.2 severities; each also has its own shape and word, because colour alone is lost on one man in twelve.
SEVERITY = {
    "extreme": "#f062c8",
    "severe": "#ff6b5e",
    "moderate": "#ffc640",
    "minor": "#5aaeff",
    "unknown": "#c3cddd",
}
SEVERITY_LIGHT = {
    "extreme": "#5a0f86",
    "severe": "#7d0500",
    "moderate": "#855f00",
    "minor": "#0a66b0",
    "unknown": "#4a5568",
}
# Fills of communes: what is well stays close to the ground, so that what is not stands out.
MAP = {
    "ok": "#16263f",
    "silent": "#454a54",
    "extreme": "#93307c",
    "severe": "#8f2a22",
    "moderate": "#7d5a0c",
    "minor": "#1f5f9e",
    "unknown": "#4a5467",
    "border": "#40557a",
    "site": "#8fa5c7",
    "camera": "#7ce0c3",
    "label": "#eaf0f9",
    "halo": "#0a101c",
}
MAP_LIGHT = {
    "ok": "#e3ecf7",
    "silent": "#b4bbc6",
    "extreme": "#c58fe0",
    "severe": "#ff9d90",
    "moderate": "#ffe08a",
    "minor": "#b5dafa",
    "unknown": "#c6cdd8",
    "border": "#7f92ad",
    "site": "#4c6284",
    "camera": "#00694f",
    "label": "#0f1b2d",
    "halo": "#ffffff",
}
# Charts. One hue after another that no kind of colour blindness confuses (Okabe and Ito), and a scale of lightness
# (cividis) for amounts: both are seen on either ground, so that a chart need not know the theme of its reader.
CHART_COLOURS = ("#4aa8e0", "#e69f00", "#1fa37f", "#d9679e", "#d55e00", "#8f8fe0", "#8a96a8")
CHART_SCALE = ("#1f3a6e", "#4a546c", "#6f6f73", "#95896f", "#bfa75f", "#f0d24a")
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"


def chart_layout() -> dict[str, Any]:
    """What every Plotly figure's layout begins with; text and grid take the reader's colours from the style sheet."""
    axis = {
        "gridcolor": "#8a96a840",
        "zerolinecolor": "#8a96a880",
        "linecolor": "#8a96a8",
        "ticks": "",
        "automargin": True,
    }
    return {
        "template": "none",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": list(CHART_COLOURS),
        "font": {"family": FONT, "size": 15, "color": "#8a96a8"},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "xaxis": axis,
        "yaxis": axis,
        "legend": {"orientation": "h", "y": -0.18},
        "hoverlabel": {"bgcolor": COLOURS["raised"], "font": {"color": COLOURS["text"], "family": FONT}},
        "bargap": 0.3,
        "separators": ",.",
    }


def style_sheet(wall: Wall) -> str:
    """The variables, as CSS. On the wall one ``--px`` is one pixel of a 1920×1080 screen, whatever the screen.

    The wall is dark unless somebody asks for light; other pages are what the reader's device prefers. Paper is light.
    """
    rows = [f"--font: {FONT};", *_sizes("text", TEXT_PX), *_sizes("space", SPACE_PX)]
    dark, light = _colours(COLOURS, SEVERITY, MAP, "dark"), _colours(COLOURS_LIGHT, SEVERITY_LIGHT, MAP_LIGHT, "light")
    seat = f"{legible_px(wall) / TEXT_PX['small']:g}"
    unit = f"min(100vw / {DESIGN_WIDTH_PX}, 100vh / {DESIGN_HEIGHT_PX})"
    return "\n".join(
        [
            ":root { --px: max(0.8px, 100vw / 2400); " + " ".join(rows) + " " + dark + " }",
            f"@media (prefers-color-scheme: light) {{ :root:not([data-page=wall], [data-theme]) {{ {light} }} }}",
            f":root[data-theme=light] {{ {light} }}",
            f"@media print {{ :root:root {{ {light} }} }}",
            f":root[data-page=wall] {{ --px: max(0.65px, {unit}); {' '.join(_sizes('text', wall_text_px(wall)))} }}",
            # Other pages of a kiosk's playlist are read from the same seat.
            f":root.is-kiosk.is-kiosk:not([data-page=wall]) {{ --px: calc({unit} * {seat}); }}",
        ]
    )


def _sizes(kind: str, sizes: dict[str, int]) -> list[str]:
    return [f"--{kind}-{name}: calc({size} * var(--px));" for name, size in sizes.items()]


def _colours(plain: dict[str, str], severity: dict[str, str], fills: dict[str, str], scheme: str) -> str:
    rows = [f"color-scheme: {scheme};", *(f"--{name}: {colour};" for name, colour in plain.items())]
    rows += [f"--severity-{name}: {colour};" for name, colour in severity.items()]
    rows += [f"--map-{name}: {colour};" for name, colour in fills.items()]
    return " ".join(rows)
