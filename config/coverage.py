"""The typed shape of how coverage is computed and compared with what was measured; default.toml says more."""

from typing import Annotated

from msgspec import Meta

from config.radio import Technology
from config.section import Section


class CoverageSettings(Section, frozen=True):
    """How sites are listened to, from what signal on there is service, and how much of the result is kept."""

    enabled: bool
    look_seconds: Annotated[float, Meta(ge=0.1)]
    silent_seconds: Annotated[float, Meta(gt=0)]
    threshold_dbm: dict[Technology, float]
    measured_days: Annotated[int, Meta(ge=1)]
    complaint_days: Annotated[int, Meta(ge=1)]
    measured_samples: Annotated[int, Meta(ge=1)]
    failures: Annotated[int, Meta(ge=1)]
    gaps: Annotated[int, Meta(ge=1)]

    def __post_init__(self) -> None:
        if missing := {"3G", "4G", "5G"} - set(self.threshold_dbm):
            raise ValueError(f"threshold_dbm: {min(missing)} has no threshold")
