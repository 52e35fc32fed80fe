"""The pictures that prove an incident: one as the camera sent it, one with the incident drawn on it."""

import hashlib
from datetime import datetime, tzinfo

from store.records import Evidence, Incident
from vision.frame import decode, encode_jpeg
from vision.overlay import annotate

LIMIT_BYTES = 200_000
WIDTH_PX = 1280


def of(incident: Incident, jpeg: bytes, time: datetime, max_megapixels: float, zone: tzinfo) -> list[Evidence]:
    """Both pictures of the frame at which the incident started or ended, each of LIMIT_BYTES at most."""
    picture = decode(jpeg, WIDTH_PX, max_megapixels)
    drawn = encode_jpeg(annotate(picture, incident.box, incident.rule, incident.camera_id, time, zone), LIMIT_BYTES)
    # the camera's own bytes prove more than ours
    plain = jpeg if len(jpeg) <= LIMIT_BYTES else encode_jpeg(picture, LIMIT_BYTES)
    ended = incident.end is not None
    return [
        Evidence(incident.id, "end" if ended else "start", time, drawn, _digest(drawn)),
        Evidence(incident.id, "end_plain" if ended else "start_plain", time, plain, _digest(plain)),
    ]


def _digest(jpeg: bytes) -> str:
    return hashlib.sha256(jpeg).hexdigest()
