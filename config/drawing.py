"""What people draw over a camera's picture: zones, and measured points of the road."""

from typing import Annotated, Literal

from msgspec import Meta

from config.section import Section

Fraction = Annotated[float, Meta(ge=0, le=1)]
Purpose = Literal["carriageway", "no_stopping", "crossing", "signal_queue", "restricted", "ignore"]


class Zone(Section, frozen=True):
    """A polygon with a purpose; points are (x, y) fractions of the picture's width and height.

    ``direction_degrees`` is the way its traffic goes as the picture shows it: 0 up, 90 right, 180 down, 270 left.
    """

    name: str
    purpose: Purpose
    polygon: Annotated[tuple[tuple[Fraction, Fraction], ...], Meta(min_length=3)]
    direction_degrees: float | None = None


class GroundPoint(Section, frozen=True):
    """A point of the road: (x, y) fractions of the picture, and its metres east and north of any origin."""

    x: Fraction
    y: Fraction
    east_metres: float
    north_metres: float
