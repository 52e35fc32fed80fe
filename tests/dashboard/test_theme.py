"""Text that is read from across the room, and words that do not hang on colour."""

from dashboard import theme
from dashboard.components.sign import LETTERS
from dashboard.words import SEVERITIES


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_smallest_text_is_legible_from_the_farthest_seat():
    assert min(theme.TEXT_PX.values()) >= max(20, theme.legible_px())
    assert theme.TEXT_PX["headline"] >= 44


def test_farther_seats_need_larger_text():
    assert theme.legible_px(metres=20) > theme.legible_px(metres=10) > theme.legible_px(height_mm=5000)


def test_text_stands_out_from_every_ground():
    for ground in ("ground", "panel", "raised"):
        for text in ("text", "quiet", "warn", "bad", "good", "accent"):
            assert contrast(theme.COLOURS[text], theme.COLOURS[ground]) >= 4.5
        assert contrast(theme.COLOURS["text"], theme.COLOURS[ground]) >= 7


def test_every_severity_has_a_word_a_colour_and_a_letter():
    assert set(SEVERITIES) == set(theme.SEVERITY) == set(LETTERS)
    assert set(SEVERITIES) <= set(theme.MAP)


def test_style_sheet_scales_with_the_screen_and_fetches_nothing():
    sheet = theme.style_sheet()
    assert "100vw / 1920" in sheet and "--text-headline: calc(48 * var(--px))" in sheet
    assert "url(" not in sheet and "@import" not in sheet
