"""The made incident that travels through the whole centre each minute, to show that the way is open."""

from typing import Annotated

from msgspec import Meta

from config.city import Camera
from config.drawing import Zone
from config.section import Section

Positive = Annotated[float, Meta(gt=0)]
MIDDLE = ((0.35, 0.3), (0.75, 0.3), (0.75, 0.95), (0.35, 0.95))
# No camera of the city: it stands in no list and no count, and nobody is told of what it sees.
CANARY = Camera(
    id="centre.canary",
    name="Canary",
    lon=0.0,
    lat=0.0,
    placed=False,
    simulated=True,
    zones=(Zone(name="middle", purpose="restricted", polygon=MIDDLE),),
    rules={"intrusion": {"minimum_seconds": 1.5, "from_hour": 0.0, "until_hour": 24.0}},
)


class Canary(Section, frozen=True):
    """How often it is sent, and when its time or its absence is worth saying."""

    enabled: bool
    period_seconds: Annotated[float, Meta(ge=30)]
    slow_seconds: Positive
    stale_seconds: Positive
