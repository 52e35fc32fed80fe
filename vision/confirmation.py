"""From sightings to incidents: each with a start, an update now and then, and an end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from store.records import Incident
from vision.rule import Sighting

UPDATE_SECONDS = 2.0
MISSED_SECONDS = 3.0
HELD_SECONDS = 30.0


@dataclass
class _Open:
    incident: Incident
    told: datetime
    seen: datetime
    held: float = 0.0


class Confirmation:
    """The open incidents of one rule on one camera, each with the track it is about.

    ``started`` are the ids of those that began with the last step.
    """

    def __init__(self, camera_id: str, rule: str) -> None:
        self._camera_id = camera_id
        self._rule = rule
        self._open: dict[int, _Open] = {}
        self.started: set[str] = set()

    @property
    def incidents(self) -> dict[int, Incident]:
        """The open incidents by the number of their track."""
        return {track: entry.incident for track, entry in self._open.items()}

    def restore(self, incident: Incident, track: int, now: datetime) -> None:
        """Go on with an incident that was open before; the track is the one that stands there now."""
        self._open[track] = _Open(incident, now, now)

    def release(self) -> list[Incident]:
        """Forget every open incident, and tell which they were."""
        released = list(self.incidents.values())
        self._open.clear()
        return released

    def hold(self, now: datetime) -> None:
        """Nobody can tell at this moment: open incidents stay, but not for ever."""
        for entry in self._open.values():
            # a gap in which no frame came says nothing either
            passed = min((now - entry.told).total_seconds(), MISSED_SECONDS)
            if entry.held + passed <= HELD_SECONDS:
                entry.told, entry.held = now, entry.held + passed

    def step(self, sightings: Iterable[Sighting], now: datetime) -> list[Incident]:
        """Incidents that started, had news or ended at ``now``."""
        news: list[Incident] = []
        self.started = set()
        for sighting in sightings:
            news += self._seen(sighting, now)
        for track, entry in list(self._open.items()):
            if (now - entry.told).total_seconds() > MISSED_SECONDS:
                del self._open[track]
                news.append(
                    msgspec.structs.replace(entry.incident, time=now, end=max(entry.seen, entry.incident.start))
                )
        return news

    def _seen(self, sighting: Sighting, now: datetime) -> list[Incident]:
        entry = self._open.get(sighting.track)
        if entry is None and sighting.faint:
            return []
        if entry is None:
            entry = self._open[sighting.track] = _Open(self._incident(sighting, now), now, sighting.seen)
            self.started.add(entry.incident.id)
            return [entry.incident]
        entry.told, entry.seen, entry.held = now, sighting.seen, 0.0
        if (now - entry.incident.time).total_seconds() < UPDATE_SECONDS:
            return []
        entry.incident = msgspec.structs.replace(
            entry.incident, time=now, box=sighting.box, confidence=sighting.confidence
        )
        return [entry.incident]

    def _incident(self, sighting: Sighting, now: datetime) -> Incident:
        start = sighting.since
        x, y = (sighting.box[0] + sighting.box[2]) / 2, (sighting.box[1] + sighting.box[3]) / 2
        return Incident(
            # two vehicles may stop in one moment, hence the place
            id=f"{self._camera_id}/{self._rule}/{start:%Y%m%dT%H%M%S.%fZ}/{x * 1000:03.0f}-{y * 1000:03.0f}",
            camera_id=self._camera_id,
            rule=self._rule,
            start=start,
            time=now,
            box=sighting.box,
            confidence=sighting.confidence,
            track=tuple(((when - start).total_seconds(), round(px, 4), round(py, 4)) for when, px, py in sighting.path),
        )
