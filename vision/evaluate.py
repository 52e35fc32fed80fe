"""How well incidents are found: clips whose truth is known go through the pipeline and what it tells is judged."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import cv2
from msgspec.structs import replace as replace_fields

from config.city import Camera
from config.settings import Vision
from store.records import Box, Incident
from vision.detections import within
from vision.pipeline import Pipeline
from vision.rule import configured

COVERED = 0.3
LATE = timedelta(seconds=10)
EARLY = timedelta(seconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TOO_SHORT = "short"
STILL_SECONDS = 0.5
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True)
class Event:
    """What really happened, and where. ``verifiable`` is false when nobody can say whether it should be told.

    ``track`` is where it was when, for what moves; ``due`` is when it could first be told by what its rule asks for,
    such as a distance; ``reason`` says why it cannot be verified: "hidden", "caused" by another incident, too "short",
    or its labeller was "unsure".
    """

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
    """Pictures of one camera with their times, and everything that happened in them; ``condition`` such as "night".

    ``later`` tells the events of a clip that is made while it is looked at. ``subject`` is what the clip is about, if
    anything.
    """

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
    """What was told of one clip: of each event its incidents, those of no event, and those nobody can judge.

    ``stills`` are two pictures of each second and those at which something was told, for the contact sheets.
    """

    clip: Clip
    seconds: float
    found: tuple[tuple[Event, tuple[Told, ...]], ...]
    false: tuple[Told, ...]
    unverifiable: tuple[Told, ...]
    stills: tuple[tuple[datetime, bytes], ...] = ()

    @property
    def missed(self) -> tuple[Event, ...]:
        return tuple(event for event, told in self.found if not told)

    @property
    def doubled(self) -> tuple[Event, ...]:
        return tuple(event for event, told in self.found if len(told) > 1)


def evaluate(clip: Clip, settings: Vision, keep_stills: bool = False) -> Outcome:
    """Run one clip through a pipeline of its own and judge what it told, of the street and of the camera itself."""
    settings = replace_fields(settings, off=())  # what is off is off because of what is measured here
    pipeline, told, seconds, first = Pipeline(clip.camera, settings), dict[str, Told](), 0.0, None
    stills: dict[datetime, bytes] = {}
    pipeline.proof.wanted = False
    for number, (time, jpeg) in enumerate(clip.frames()):
        first = first or time
        seconds = (time - first).total_seconds()
        known = len(told)
        for record in pipeline.step(jpeg, time, number).records:
            if isinstance(record, Incident):
                _note(told, record, time)
        for ailment in _ailments(clip.camera.id, pipeline, time, told):
            _note(told, ailment, time)
        if keep_stills and (
            len(told) > known or not stills or (time - next(reversed(stills))).total_seconds() >= STILL_SECONDS
        ):
            stills[time] = jpeg
    events = clip.later() if clip.later else clip.events
    last = (first or EPOCH) + timedelta(seconds=seconds)
    rules = configured(settings, clip.camera)
    events = tuple(_judgeable(event, rules.get(event.rule), last) for event in events)
    outcome = judge(replace(clip, frames=_spent, events=events, later=None), seconds, told.values())
    return replace(outcome, stills=tuple(stills.items()) if outcome.missed or outcome.false else ())


def one_thread() -> None:
    """Keep OpenCV to one core: clips are judged side by side."""
    cv2.setNumThreads(1)


def _judgeable(event: Event, rule: object, last: datetime) -> Event:
    """The event with the moment at which its rule could first tell it; one that was over before cannot be judged."""
    names = ("forbidden_stop_seconds", "minimum_stop_seconds", "minimum_seconds")
    seconds = next((value for name in names if (value := getattr(rule, name, None))), None)
    due = event.due or (event.start + timedelta(seconds=float(seconds)) if seconds else None)
    if due is None and event.rule == "wrong_way" and event.track:
        return replace(event, verifiable=False, reason=event.reason or TOO_SHORT)
    if event.verifiable and due is not None and due + EARLY > (min(event.end, last) if event.end else last):
        return replace(event, due=due, verifiable=False, reason=TOO_SHORT)
    return replace(event, due=due)


def _note(told: dict[str, Told], incident: Incident, time: datetime) -> None:
    known = told.get(incident.id, Told(time, incident, None))
    told[incident.id] = Told(known.time, known.incident, incident.end)


def _ailments(camera_id: str, pipeline: Pipeline, time: datetime, told: dict[str, Told]) -> Iterator[Incident]:
    """What ails the camera as incidents of the whole picture: one is told when it is first on the bill."""
    since = {f"camera_{name}": began for name, began in pipeline.bill.since.items()}
    for rule, began in since.items():
        key = f"{camera_id} {rule} {began.isoformat()}"
        if key not in told:
            yield Incident(key, camera_id, rule, began, time, WHOLE, 1.0)
    for one in [one for one in told.values() if one.incident.box == WHOLE and one.end is None]:
        if one.incident.rule.startswith("camera_") and one.incident.rule not in since:
            yield replace_fields(one.incident, end=time)


def _spent() -> Iterator[tuple[datetime, bytes]]:
    return iter(())


def judge(clip: Clip, seconds: float, told: Iterable[Told]) -> Outcome:
    """Each incident belongs to the event whose box it covers best; one that can be verified, and lasts, comes first."""
    found: dict[Event, list[Told]] = {event: [] for event in clip.events if event.verifiable}
    false, unverifiable = [], []
    for one in told:
        fitting = [event for event in clip.events if fits(event, one)]
        event = max(
            fitting, key=lambda event: (event.verifiable, _lasts(event, one), _overlap(event, one)), default=None
        )
        rows = false if event is None else found.get(event, unverifiable)
        rows.append(one)
    pairs = tuple((event, tuple(rows)) for event, rows in found.items())
    return Outcome(clip, seconds, pairs, tuple(false), tuple(unverifiable))


def fits(event: Event, told: Told) -> bool:
    """Whether an incident is of the event's rule, in its place and told while it lasts or soon after."""
    if event.rule != told.incident.rule or _overlap(event, told) < COVERED:
        return False
    return event.start - EARLY <= told.time and (event.end is None or told.time <= event.end + LATE)


def _lasts(event: Event, told: Told) -> bool:
    """Whether it still went on when the incident was told: one that was just over is the worse guess."""
    return event.end is None or told.time <= event.end


def _overlap(event: Event, told: Told) -> float:
    """How well an incident's box covers the event's at that time; a track's box is small, so all of it counts too."""
    box = told.incident.box
    return max(_covered(event.at(told.time), box), _covered(event.at(told.incident.start), box))


def _covered(one: Box, other: Box) -> float:
    """Intersection of two boxes over the smaller one."""
    return max(within(one, other), within(other, one))
