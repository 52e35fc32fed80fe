"""The typed shape of how coverage is computed and compared with what was measured; default.toml says more."""

from typing import Annotated

from msgspec import Meta

from config.radio import TECHNOLOGIES, Technology
from config.section import Section

BY_TECHNOLOGY = ("threshold_dbm", "antenna_gain_dbi", "cable_db", "pilot_share_db")


class SitingSettings(Section, frozen=True):
    """The mast that is tried or sought, where a person begins, and how much is computed."""

    height_metres: Annotated[float, Meta(ge=10, le=150)]
    power_dbm: Annotated[float, Meta(ge=20, le=70)]
    azimuths_degrees: Annotated[tuple[Annotated[float, Meta(ge=0, le=360)], ...], Meta(min_length=1)]
    masts: Annotated[int, Meta(ge=1, le=50)]
    spacing_km: Annotated[float, Meta(ge=0.5, le=50)]
    mast_cost: Annotated[float, Meta(gt=0, le=1e9)]
    off_grid_cost: Annotated[float, Meta(ge=0, le=1e9)]
    budget: Annotated[float, Meta(ge=0, le=1e9)]
    backhaul_km: Annotated[float, Meta(ge=0, le=500)]
    most_candidates: Annotated[int, Meta(ge=1)]
    most_exact_candidates: Annotated[int, Meta(ge=1)]
    exact_seconds: Annotated[float, Meta(gt=0)]
    most_trying: Annotated[int, Meta(ge=1)]


class CoverageSettings(Section, frozen=True):
    """How sites are listened to, from what signal on there is service, and how much of the result is kept."""

    enabled: bool
    look_seconds: Annotated[float, Meta(ge=0.1)]
    silent_seconds: Annotated[float, Meta(gt=0)]
    threshold_dbm: dict[Technology, float]
    antenna_gain_dbi: dict[Technology, float]
    cable_db: dict[Technology, Annotated[float, Meta(ge=0)]]
    pilot_share_db: dict[Technology, Annotated[float, Meta(ge=0)]]
    shadow_margin_db: Annotated[float, Meta(ge=0)]
    mountain_margin_db: Annotated[float, Meta(ge=0)]
    measured_days: Annotated[int, Meta(ge=1)]
    complaint_days: Annotated[int, Meta(ge=1)]
    measured_samples: Annotated[int, Meta(ge=1)]
    failures: Annotated[int, Meta(ge=1)]
    gaps: Annotated[int, Meta(ge=1)]
    siting: SitingSettings

    def __post_init__(self) -> None:
        for name in BY_TECHNOLOGY:
            if missing := set(TECHNOLOGIES) - set(getattr(self, name)):
                raise ValueError(f"{name}: nothing is said of {min(missing)}")
