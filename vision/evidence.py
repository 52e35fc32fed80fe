"""The pictures that prove an incident: at its start, at its worst and at its end, and a strip of what led to it."""

# Each comes in three: with the incident drawn in, plain as the camera sent it, and masked for those who may not see
# faces and plates. None is ever changed once it was handed out: its SHA-256 is what counts.

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from cv2.typing import MatLike

from config.settings import Vision
from store.records import Evidence, EvidenceKind, Incident
from vision import strip
from vision.faces import faces
from vision.frame import Frame, decode, encode_jpeg
from vision.masking import hidden, mask
from vision.overlay import annotate, caption
from vision.scene import Scene
from vision.strip import Cutting, Ring, Shot

LIMIT_BYTES = 200_000
WIDTH_PX = 1280
MOST_WATCHED = 16
CUTTING_TIME = timedelta(seconds=2)
Moment = Literal["start", "worst", "end"]
KINDS: dict[Moment, tuple[EvidenceKind, EvidenceKind, EvidenceKind]] = {
    "start": ("start", "start_plain", "start_masked"),
    "worst": ("worst", "worst_plain", "worst_masked"),
    "end": ("end", "end_plain", "end_masked"),
}


@dataclass(frozen=True)
class _Worst:
    gravity: tuple[float, float]
    incident: Incident
    shot: Shot


@dataclass
class _Planned:
    """A strip that waits for its last frame, then for its film to be cut."""

    incident: Incident
    centre: datetime
    shots: list[Shot] = field(default_factory=list)
    cutting: Cutting | None = None
    cut_at: datetime | None = None


class Proof:
    """Keeps what one camera's evidence is made of: half a minute of frames, and each open incident's worst moment.

    ``wanted`` is false where incidents are only counted: pictures nobody will look at cost a second for each.
    """

    def __init__(self, camera_id: str, settings: Vision, zone: tzinfo) -> None:
        self._camera_id, self._settings, self._zone = camera_id, settings, zone
        self._faces = faces(settings.face_detector)
        self.wanted = True
        self._ring = Ring()
        self._worst: dict[str, _Worst] = {}
        self._planned: list[_Planned] = []

    def step(
        self, frame: Frame, jpeg: bytes, scene: Scene, news: Sequence[Incident], started: Collection[str]
    ) -> list[Evidence]:
        """The evidence this frame completes; ``started`` are the ids of those incidents that began with it."""
        wanted = self._ring.wants(frame.time)
        if not self.wanted or not (wanted or news or self._planned):
            return []
        shot = Shot(frame.time, jpeg, hidden(scene.tracks, scene.aspect), frame.source)
        if wanted:
            self._ring.add(shot, frame)
        made: list[Evidence] = []
        for incident in news:
            made += self._take(incident, shot, incident.id in started)
        return made + self._strips(frame.time)

    def overdue(self, now: datetime) -> list[Evidence]:
        """The strips that wait for frames which do not come any more: with what there is."""
        return self._strips(now)

    def _take(self, incident: Incident, shot: Shot, began: bool) -> list[Evidence]:
        if incident.end is None:
            self._weigh(incident, shot)
        made = self._stills(incident, "start", shot) if began else []
        if began:
            self._planned.append(_Planned(incident, strip.centre(incident.start, shot.time)))
        if incident.end is not None:
            if worst := self._worst.pop(incident.id, None):
                made += self._stills(worst.incident, "worst", worst.shot)
            made += self._stills(incident, "end", shot)
        return made

    def _weigh(self, incident: Incident, shot: Shot) -> None:
        """The surest sighting is the worst, of those the largest, of those the latest: it has lasted longest."""
        left, top, right, bottom = incident.box
        gravity = (round(incident.confidence, 1), round((right - left) * (bottom - top), 2))
        known = self._worst.get(incident.id)
        if (known is None and len(self._worst) < MOST_WATCHED) or (known and gravity >= known.gravity):
            self._worst[incident.id] = _Worst(gravity, incident, self._lasting(shot))

    def _lasting(self, shot: Shot) -> Shot:
        """The shot in no more memory than evidence may take."""
        if len(shot.jpeg) <= LIMIT_BYTES:
            return shot
        return Shot(shot.time, encode_jpeg(self._picture(shot), LIMIT_BYTES), shot.hidden, shot.source)

    def _stills(self, incident: Incident, moment: Moment, shot: Shot) -> list[Evidence]:
        picture = self._picture(shot)
        plain = self._lasting(shot).jpeg  # the camera's own bytes prove more than ours
        drawn = encode_jpeg(self._drawn(picture, incident, shot), LIMIT_BYTES)
        masked = encode_jpeg(self._drawn(self._hidden(picture, shot), incident, shot), LIMIT_BYTES)
        pictures = zip(KINDS[moment], (drawn, plain, masked), strict=True)
        return [self._evidence(incident, kind, shot, jpeg) for kind, jpeg in pictures]

    def _picture(self, shot: Shot) -> MatLike:
        return decode(shot.jpeg, WIDTH_PX, self._settings.max_megapixels)

    def _drawn(self, picture: MatLike, incident: Incident, shot: Shot) -> MatLike:
        return annotate(picture, incident.box, incident.track, self._camera_id, shot.time, self._zone)

    def _evidence(self, incident: Incident, kind: EvidenceKind, shot: Shot, picture: bytes) -> Evidence:
        digest = hashlib.sha256(picture).hexdigest()
        return Evidence(incident.id, kind, shot.time, picture, digest, self._camera_id, shot.source)

    def _strips(self, now: datetime) -> list[Evidence]:
        """Cut those whose last frame has come; hand out those that were cut a while ago: always as long after it."""
        made: list[Evidence] = []
        for planned in list(self._planned):
            if planned.cutting is None and now >= planned.centre + strip.AFTER:
                self._cut(planned, now)
            elif planned.cutting and planned.cut_at and now >= planned.cut_at + CUTTING_TIME:
                self._planned.remove(planned)
                made += [
                    self._evidence(planned.incident, kind, planned.shots[-1], webp)
                    for kind, webp in planned.cutting.strips().items()
                ]
        return made

    def _cut(self, planned: _Planned, now: datetime) -> None:
        planned.shots = self._ring.between(planned.centre - strip.BEFORE, planned.centre + strip.AFTER)
        planned.cutting = Cutting(planned.shots, {"strip": self._told, "strip_masked": self._masked})
        planned.cut_at = now

    def _told(self, picture: MatLike, shot: Shot) -> MatLike:
        caption(picture, self._camera_id, shot.time, self._zone)
        return picture

    def _masked(self, picture: MatLike, shot: Shot) -> MatLike:
        return self._told(self._hidden(picture, shot), shot)

    def _hidden(self, picture: MatLike, shot: Shot) -> MatLike:
        found = self._faces.find(picture) if self._faces else ()
        return mask(picture, (*shot.hidden, *found))
