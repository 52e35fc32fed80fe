"""A veil of smoke, dust or fog over the picture or a part of it."""

from dataclasses import dataclass
from datetime import datetime

from store.records import Box


@dataclass(frozen=True)
class Veil:
    """``share`` is the part of the view that it lies over; ``left`` how much of the contrast there is still to see;
    ``seen`` is when it was last seen: what drifts is out of sight for a moment.
    """

    since: datetime
    box: Box
    share: float
    left: float
    seen: datetime
