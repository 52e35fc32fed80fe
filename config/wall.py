"""How the wall is seen, when it turns by itself, and what it shows in turn."""

from typing import Annotated

from msgspec import Meta

from config.section import Section

Positive = Annotated[float, Meta(gt=0)]
Hour = Annotated[float, Meta(ge=0, le=24)]


class View(Section, frozen=True):
    """One view of a playlist: a page, or the map on an area (west, south, east, north), for so long, at these hours."""

    page: Annotated[str, Meta(pattern=r"^/([A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*)?$")] = "/"
    seconds: Annotated[float, Meta(ge=5)] = 60.0
    area: tuple[float, float, float, float] | None = None
    hours: tuple[Hour, Hour] = (0.0, 24.0)

    def __post_init__(self) -> None:
        if self.area and not (self.area[0] < self.area[2] and self.area[1] < self.area[3]):
            raise ValueError("area: it goes west, south, east, north")


class Wall(Section, frozen=True):
    """The display and who looks at it; ``playlist`` is what a kiosk shows in turn."""

    viewing_metres: Positive
    pixel_pitch_mm: Positive
    height_px: Annotated[int, Meta(ge=480)]
    turn_seconds: Annotated[float, Meta(ge=0)]
    touch_seconds: Annotated[float, Meta(ge=0)]
    playlist: tuple[View, ...]
