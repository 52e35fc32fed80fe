"""How well incidents are found: clips whose truth is known go through the pipeline and what it tells is judged."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from config.city import Camera
from config.settings import Vision
from store.records import Box, Incident
from vision.pipeline import Pipeline

COVERED = 0.3
LATE = timedelta(seconds=10)


@dataclass(frozen=True)
class Event:
    """What really happened, and where. ``verifiable`` is false when nobody can say whether it should be told."""

    rule: str
    start: datetime
    end: datetime | None
    box: Box
    verifiable: bool = True
    track: tuple[tuple[datetime, Box], ...] = ()
    due: datetime | None = None
    reason: str = ""

    def at(self, time: datetime) -> Box:
        """Where it was at a time: the nearest of the boxes of its track."""
        if not self.track:
            return self.box
        return min(self.track, key=lambda row: abs((row[0] - time).total_seconds()))[1]


@dataclass(frozen=True)
class Clip:
    """Pictures of one camera with their times, and everything that happened in them; ``condition`` such as "night"."""

    name: str
    camera: Camera
    frames: Callable[[], Iterator[tuple[datetime, bytes]]]
    events: tuple[Event, ...] = ()
    condition: str = ""
    later: Callable[[], tuple[Event, ...]] | None = None
    subject: str = ""


@dataclass(frozen=True)
class Told:
    """An incident, the moment at which it was first told, and its end if it has one."""

    time: datetime
    incident: Incident
    end: datetime | None


@dataclass(frozen=True)
class Outcome:
    """What was told of one clip: of each event its incidents, those of no event, and those nobody can judge."""

    clip: Clip
    seconds: float
    found: tuple[tuple[Event, tuple[Told, ...]], ...]
    false: tuple[Told, ...]
    unverifiable: tuple[Told, ...]

    @property
    def missed(self) -> tuple[Event, ...]:
        return tuple(event for event, told in self.found if not told)

    @property
    def doubled(self) -> tuple[Event, ...]:
        return tuple(event for event, told in self.found if len(told) > 1)


@dataclass(frozen=True)
class Score:
    """The figures of many clips; times are seconds, and those of ends and starts say how much too late (+) they are."""

    events: int
    found: int
    doubled: int
    false: int
    unverifiable: int
    hours: float
    detect_seconds: list[float] = field(default_factory=list)
    start_seconds: list[float] = field(default_factory=list)
    end_seconds: list[float] = field(default_factory=list)

    @property
    def detection_rate(self) -> float:
        return self.found / self.events if self.events else float("nan")

    @property
    def false_per_hour(self) -> float:
        return self.false / self.hours if self.hours else float("nan")

    def __str__(self) -> str:
        rate, per_hour = f"{100 * self.detection_rate:.0f} %", f"{self.false_per_hour:.2f}"
        return (
            f"{self.found}/{self.events} found ({rate}), {self.doubled} doubled, {self.false} false in "
            f"{self.hours:.2f} h ({per_hour} an hour), {self.unverifiable} unverifiable; told after "
            f"{_spread(self.detect_seconds)}, start off by {_spread(self.start_seconds)}, "
            f"end off by {_spread(self.end_seconds)}"
        )


def evaluate(clip: Clip, settings: Vision) -> Outcome:
    """Run one clip through a pipeline of its own and judge what it told."""
    pipeline, told, seconds, first = Pipeline(clip.camera, settings), {}, 0.0, None
    for number, (time, jpeg) in enumerate(clip.frames()):
        first = first or time
        seconds = (time - first).total_seconds()
        for record in pipeline.step(jpeg, time, number).records:
            if isinstance(record, Incident):
                known = told.get(record.id, Told(time, record, None))
                told[record.id] = Told(known.time, known.incident, record.end)
    return judge(clip, seconds, told.values())


def judge(clip: Clip, seconds: float, told: Iterable[Told]) -> Outcome:
    """Each incident belongs to the event whose box it covers best; an event that can be verified has precedence."""
    found: dict[Event, list[Told]] = {event: [] for event in clip.events if event.verifiable}
    false, unverifiable = [], []
    for one in told:
        fitting = [event for event in clip.events if fits(event, one)]
        event = max(fitting, key=lambda event: (event.verifiable, shared(event.box, one.incident.box)), default=None)
        rows = false if event is None else found.get(event, unverifiable)
        rows.append(one)
    pairs = tuple((event, tuple(rows)) for event, rows in found.items())
    return Outcome(clip, seconds, pairs, tuple(false), tuple(unverifiable))


def fits(event: Event, told: Told) -> bool:
    """Whether an incident is of the event's rule, in its place and told while it lasts or soon after."""
    if event.rule != told.incident.rule or shared(event.box, told.incident.box) < COVERED:
        return False
    return event.start <= told.time and (event.end is None or told.time <= event.end + LATE)


def shared(one: Box, other: Box) -> float:
    """Intersection of two boxes over the smaller one."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))


def score(outcomes: Iterable[Outcome]) -> Score:
    """The figures of all of them together."""
    outcomes = list(outcomes)
    firsts = [(event, told[0]) for outcome in outcomes for event, told in outcome.found if told]
    return Score(
        events=sum(len(outcome.found) for outcome in outcomes),
        found=len(firsts),
        doubled=sum(len(outcome.doubled) for outcome in outcomes),
        false=sum(len(outcome.false) for outcome in outcomes),
        unverifiable=sum(len(outcome.unverifiable) for outcome in outcomes),
        hours=sum(outcome.seconds for outcome in outcomes) / 3600,
        detect_seconds=[(told.time - event.start).total_seconds() for event, told in firsts],
        start_seconds=[(told.incident.start - event.start).total_seconds() for event, told in firsts],
        end_seconds=[(told.end - event.end).total_seconds() for event, told in firsts if told.end and event.end],
    )


def _spread(seconds: list[float]) -> str:
    if not seconds:
        return "–"
    return f"{np.median(seconds):+.1f} s (p95 {np.percentile(seconds, 95):+.1f} s, of {len(seconds)})"
