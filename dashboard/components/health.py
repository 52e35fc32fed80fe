"""A camera's bill of health in words: what ails it, since when, and whether its zones hold."""

from datetime import datetime, timedelta

from dash import html

from config import Camera
from dashboard.freshness import usable
from dashboard.picture import Picture
from dashboard.words import AILMENT_NAMES, Words
from store.records import Reading
from vision.health.bill import ACCEPTED, AILMENTS, EVERY, Ailment, metric

# Ingest repeats every finding twice a minute: what was not repeated twice over is not known any more.
KNOWN_SECONDS = 2.5 * EVERY.total_seconds()


def ailments(camera: Camera, picture: Picture, now: datetime) -> dict[Ailment, datetime] | None:
    """Since when the camera has had each ailment it has; None when nobody knows how it is."""
    found: dict[Ailment, datetime] = {}
    known = False
    for ailment in AILMENTS:
        reading = picture.readings.get((camera.id, metric(ailment)))
        if reading is None or not usable(reading.time, now, KNOWN_SECONDS):
            continue
        known = known or ailment != "offline"
        if reading.value > 0:
            found[ailment] = _began(reading)
    return found if known or found else None


def bill_of_health(camera: Camera, picture: Picture, words: Words, now: datetime) -> list:
    """One mark per ailment with its time, or that there is none; being offline is said by the camera's state."""
    found = ailments(camera, picture, now)
    if found is None or "offline" in found:
        return [html.Span(words("Health: not known"), className="camera-health")] if found is None else []
    if not found:
        return [html.Span(words("Health: in order"), className="camera-health camera-health-good")]
    marks = [
        words("{ailment} since {time}", ailment=words(AILMENT_NAMES[name]), time=words.clock(began, now))
        for name, began in found.items()
    ]
    if "moved" in found and (camera.zones or camera.calibration):
        marks.append(words(_suspended(camera, picture)))
    return [html.Span(mark, className="camera-health camera-ailment") for mark in marks]


def _suspended(camera: Camera, picture: Picture) -> str:
    accepted = picture.value(camera.id, ACCEPTED)
    return SUSPENDED["accepted" if accepted else "moved"]


def _began(reading: Reading) -> datetime:
    return reading.time - timedelta(seconds=reading.value)


SUSPENDED = {
    "moved": "Zones suspended, nothing is detected",
    "accepted": "Zones suspended, detection without them",
}
