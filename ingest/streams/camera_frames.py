"""camera.frames: JPEG pictures of cameras; the stream's function is the vision pipeline."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from config import Camera
from config.canary import CANARY
from ingest.canary import apart
from ingest.health import Health
from ingest.meters import CAMERA_LAG, FRAMES, FRAMES_DROPPED
from ingest.setups import Setups
from ingest.stream import Context, Contract, Gate, Message, Stream, Undecodable
from store.records import Learned as Lesson
from store.records import Reading, Record, Sight, Still, TimeSource
from vision.detector import detector
from vision.faces import faces
from vision.frame import Undecodable as BadPicture
from vision.learned import Learned
from vision.pipeline import Pipeline
from vision.rule import configured
from vision.sight import sight, taught

log = logging.getLogger(__name__)
TOPIC = "camera.frames"
LEARNED_EVERY, TAUGHT_EVERY = timedelta(minutes=2), timedelta(seconds=5)
SIGHT_EVERY = timedelta(seconds=0.39)  # every second frame of five a second
FIGURES_EVERY = timedelta(seconds=5)
DEAD_LETTER_EVERY = timedelta(minutes=1)
NEVER = datetime.min.replace(tzinfo=UTC)
TIME_SOURCES: dict[bytes, TimeSource] = {b"capture": "capture", b"arrival": "arrival"}
JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
CONTRACT = Contract(
    TOPIC,
    "Pictures of cameras. The newest wins: a frame that comes late, or after a newer one, is dropped and counted.",
    "the camera's id",
    None,
    headers=(
        ("time", "when it was captured, in ISO 8601 with a time zone"),
        ("sequence", "a whole number that grows with each frame, as decimal text"),
        (
            "time-source",
            "whose clock the time is: `capture`, the camera's (so it is without this header), or `arrival`",
        ),
    ),
)


class Watch:
    """One camera as this process sees it: its pipeline, its counters and what was stored of it last."""

    def __init__(self, camera: Camera, context: Context, partition: int, learned: dict[str, Any] | None) -> None:
        self.camera, self.partition = camera, partition
        zone = ZoneInfo(context.settings.city.time_zone)
        known = Learned.of(learned or {})
        self.pipeline = Pipeline(camera, context.settings.vision, context.unended(camera.id), zone, known)
        self.pipeline.recall(learned or {})
        self.learned_at, self.taught = context.now(), {}
        self.health = Health(camera.id)
        self.frames = self.dropped = 0
        self.taken, self.left_out = FRAMES.labels(camera.id), FRAMES_DROPPED.labels(camera.id)
        self.lag = CAMERA_LAG.labels(camera.id)
        self.newest = self.still_at = self.figures_at = self.sight_at = self.taught_at = NEVER

    def figures(self, time: datetime, lag_seconds: float) -> list[Reading]:
        """The camera's own metrics, every few seconds of its time."""
        if time - self.figures_at < FIGURES_EVERY:
            return []
        self.figures_at = time
        rows = {"frame_lag_seconds": lag_seconds, "frames_total": self.frames, "frames_dropped_total": self.dropped}
        return [Reading(time, self.camera.id, metric, float(value)) for metric, value in rows.items()]

    def arrive(self, message: Message, time: datetime, source: TimeSource) -> list[Reading]:
        """Count a frame; what its coming at this moment tells."""
        self.frames += 1
        self.taken.inc()
        return self.health.arrived(message, time, source)

    def judge(self, message: Message, time: datetime, sequence: int, source: TimeSource) -> Sequence[Record]:
        """What the pipeline makes of the frame; raises Undecodable."""
        try:
            observation = self.pipeline.step(message.value or b"", time, sequence, source)
        except BadPicture as error:
            raise Undecodable(str(error)) from error
        self.newest = time
        return [*observation.records, *self.health.shown(message, time, self.pipeline.bill)]

    def set_up(self, camera: Camera) -> None:
        """Go on with the camera as somebody has set it up now."""
        self.camera = camera
        self.pipeline.set_up(camera)

    def still(
        self, message: Message, time: datetime, sequence: int, every: timedelta, lag_seconds: float
    ) -> list[Still]:
        """The picture itself, when the last one stored is old enough."""
        if time - self.still_at < every:
            return []
        self.still_at = time
        return [Still(self.camera.id, time, sequence, message.value or b"", max(0.0, lag_seconds))]

    def sight(self, time: datetime, version: int) -> list[Sight]:
        """What is seen in this frame, twice a second."""
        if time - self.sight_at < SIGHT_EVERY or self.pipeline.scene is None:
            return []
        self.sight_at = time
        if time - self.taught_at >= TAUGHT_EVERY:
            self.taught_at, self.taught = time, taught(self.pipeline.learned)
        return [sight(self.camera.id, version, self.pipeline.scene, self.pipeline.sightings, self.taught)]

    def lesson(self, time: datetime) -> list[Lesson]:
        """What the camera has learnt, now and then, so that a restart need not begin anew."""
        if time - self.learned_at < LEARNED_EVERY:
            return []
        self.learned_at = time
        return [Lesson(self.camera.id, time, self.pipeline.plain())]


class Following:
    """Sees when another consumer had a partition meanwhile: what it made of its cameras is in the store, not here."""

    def __init__(self, watches: dict[str, Watch]) -> None:
        self._watches = watches
        self._next: dict[int, int] = {}

    def check(self, message: Message) -> None:
        """Forget the partition's cameras when offsets were skipped; a replay skips none."""
        if message.offset > self._next.get(message.partition, message.offset):
            log.info("camera.frames/%d: taken up again where another consumer left it", message.partition)
            for camera_id in [name for name, watch in self._watches.items() if watch.partition == message.partition]:
                del self._watches[camera_id]
        self._next[message.partition] = message.offset + 1


def stream(context: Context) -> Stream:
    """Each frame becomes what its camera's pipeline makes of it; late frames are dropped and counted."""
    cameras = {camera.id: camera for camera in (*context.city.cameras, CANARY)}
    settings = context.settings
    for camera in cameras.values():
        configured(settings.vision, camera)  # a wrong key stops the start, not the first frame
    faces(settings.vision.face_detector)  # and so does a model that is none
    detector(settings.vision.detector)
    gate = Gate(frozenset(cameras), context.now, settings.ingest.future_seconds)
    watches: dict[str, Watch] = {}
    setups = Setups(cameras, context.ask)
    following = Following(watches)
    every, late = (timedelta(seconds=s) for s in (settings.vision.still_seconds, settings.vision.late_seconds))

    def decode(message: Message) -> Sequence[Record]:
        following.check(message)
        camera_id = (message.key or b"").decode(errors="replace")
        time, sequence, source = _headers(message)
        gate.check(camera_id, time)
        asked = _take_up(setups, watches)
        if camera_id not in watches:
            known = setups.learned_before(camera_id)
            watches[camera_id] = Watch(setups.cameras[camera_id], context, message.partition, known)
        watch = watches[camera_id]
        health = watch.arrive(message, time, source)
        lag_seconds = (context.now() - time).total_seconds()
        if lag_seconds > settings.vision.late_seconds or time <= watch.newest:
            watch.dropped += 1
            watch.left_out.inc()
            return [*health, *watch.figures(time, lag_seconds)]
        told = watch.judge(message, time, sequence, source)
        watch.lag.set(lag_seconds)
        seen = watch.sight(time, setups.versions[camera_id]) if setups.looked_at(camera_id) else []
        # who looks at what was seen wants the picture in which it was
        still = watch.still(message, time, sequence, timedelta() if seen else every, lag_seconds)
        overdue = _overdue(watches, context.now() - late) if asked else []
        return [*told, *overdue, *still, *seen, *health, *watch.lesson(time), *watch.figures(time, lag_seconds)]

    return Stream(TOPIC, context.settings.ingest.batch_frames, apart(decode), _thinned(context), partial(_check, gate))


def _take_up(setups: Setups, watches: dict[str, Watch]) -> bool:
    """Take up what people have drawn; whether it was time to ask."""
    changed = setups.refresh()
    for camera_id in changed or ():
        if camera_id in watches:
            watches[camera_id].set_up(setups.cameras[camera_id])
    return changed is not None


def _overdue(watches: dict[str, Watch], settled: datetime) -> list[Record]:
    """The strips of cameras that send no more: nothing from before ``settled`` will come."""
    return [row for watch in watches.values() for row in watch.pipeline.proof.overdue(settled)]


def _check(gate: Gate, message: Message) -> None:
    """Raise Undecodable for what is wrong at first sight; only the consumer looks at pictures."""
    time, _, _ = _headers(message)
    gate.check((message.key or b"").decode(errors="replace"), time)
    if not (message.value or b"").startswith(JPEG_START) or JPEG_END not in (message.value or b"")[-1024:]:
        raise Undecodable("the value is no whole JPEG picture")


def _headers(message: Message) -> tuple[datetime, int, TimeSource]:
    """Time, sequence and whose clock the time is from the message's headers, or Undecodable."""
    headers = {name: value or b"" for name, value in message.headers or ()}
    try:
        time = datetime.fromisoformat(headers["time"].decode())
        sequence = int(headers["sequence"])
    except KeyError as error:
        raise Undecodable(f"the header {error} is missing") from error
    except (ValueError, OverflowError) as error:
        raise Undecodable(f"a header cannot be read: {error}") from error
    if time.tzinfo is None:
        raise Undecodable("the header 'time' has no time zone")
    if not 0 <= sequence < 2**63:
        raise Undecodable("the header 'sequence' is out of range")
    if (source := TIME_SOURCES.get(headers.get("time-source", b"capture"))) is None:
        raise Undecodable("the header 'time-source' is neither 'capture' nor 'arrival'")
    return time, sequence, source


def _thinned(context: Context):  # noqa: ANN202 - the type stands in Stream
    """A broken camera sends bad pictures five times a second: one a minute and reason is proof enough."""
    kept: dict[tuple[bytes | None, str], datetime] = {}

    def keeps(message: Message, reason: str) -> bool:
        now = context.now()
        for key in [key for key, time in kept.items() if now - time >= DEAD_LETTER_EVERY]:
            del kept[key]
        if (message.key, reason[:40]) in kept or len(kept) >= 1000:
            return False
        kept[message.key, reason[:40]] = now
        return True

    return keeps
