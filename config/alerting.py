"""The typed shape of what makes an alert, which alerts stand for others, and who is told; default.toml says more."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from config.section import Section, Severity


class Threshold(Section, frozen=True):
    """The bound of one metric that opens an alert, for sources whose id starts with ``prefix``.

    ``rate_above`` bounds how fast the metric grows, a minute, over ``over_seconds``. The bound must be crossed for
    ``for_seconds`` on end to open; to clear, the value must be inside ``clear_below`` or ``clear_above`` (the bound
    itself, when not said) for ``clear_seconds`` on end. In ``office_hours`` alone: outside them it clears.
    """

    kind: str
    prefix: str
    metric: str
    severity: Severity
    below: float | None = None
    above: float | None = None
    rate_above: float | None = None
    over_seconds: Annotated[float, Meta(gt=0, le=86_400)] = 300
    for_seconds: Annotated[float, Meta(ge=0, le=86_400)] = 0
    clear_below: float | None = None
    clear_above: float | None = None
    clear_seconds: Annotated[float, Meta(ge=0, le=86_400)] = 0
    office_hours: bool = False

    def __post_init__(self) -> None:
        if sum(bound is not None for bound in (self.below, self.above, self.rate_above)) != 1:
            raise ValueError("one of below, above and rate_above, and no other, says what opens the alert")
        if self.clear_below is not None and (self.above is None or self.clear_below > self.above):
            raise ValueError("clear_below goes with above, and is not more than it")
        if self.clear_above is not None and (self.below is None or self.clear_above < self.below):
            raise ValueError("clear_above goes with below, and is not less than it")


class Silence(Section, frozen=True):
    """How long sources whose id starts with ``prefix`` may say nothing.

    While the centre's own ``stream`` that brings their figures is in trouble they are not accused.
    """

    kind: str
    prefix: str
    after_seconds: Annotated[float, Meta(gt=0, le=604_800)]
    stream: str = "network_telemetry"
    office_hours: bool = False


class OfficeHours(Section, frozen=True):
    """When offices work, in the city's time: days (1 Monday .. 7 Sunday) and spans of hours.

    ``country`` is whose holidays are free; ``holidays`` are free besides, ``worked`` are worked whatever they are.
    """

    days: tuple[Annotated[int, Meta(ge=1, le=7)], ...]
    spans: tuple[tuple[float, float], ...]
    country: Literal["", "VN"]
    holidays: tuple[date, ...]
    worked: tuple[date, ...]


class Grouping(Section, frozen=True):
    """Which alerts stand for others: a dead one of ``parents`` explains its ``children``, one of ``wholes`` all alerts
    of the kinds it names; too many at once are a flood.
    """

    parents: tuple[str, ...]
    children: tuple[str, ...]
    wholes: dict[str, tuple[str, ...]]
    settle_seconds: float
    flap_count: Annotated[int, Meta(ge=2)]
    flap_seconds: float
    flood_count: Annotated[int, Meta(ge=2)]
    flood_seconds: float
    flood_spares: tuple[str, ...]


class Pipeline(Section, frozen=True):
    """When the centre's own streams are in trouble."""

    silent_seconds: float
    lag_seconds: float
    dead_letters: Annotated[int, Meta(ge=1)]
    dead_letters_seconds: float


class Alerts(Section, frozen=True):
    """What makes an alert, how grave it is, and which alerts stand for others."""

    thresholds: tuple[Threshold, ...]
    silences: tuple[Silence, ...]
    severity: dict[str, Severity]
    office_hours: OfficeHours
    grouping: Grouping
    pipeline: Pipeline
    watch_seconds: float


class Target(Section, frozen=True):
    """Somebody to tell; ``secret_url`` is one of apprise's. Nothing named: every unit, every kind."""

    secret_url: Annotated[str, Meta(min_length=1)]
    severities: tuple[Severity, ...] = ()
    units: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    escalations_only: bool = False


class Notify(Section, frozen=True):
    """Who is told of alerts outside the screens, and how it is tried again."""

    poll_seconds: float
    timeout_seconds: float
    retry_seconds: float
    retry_max_seconds: float
    give_up_hours: float
    screen_url: str
    to: dict[str, Target]
