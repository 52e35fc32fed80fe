"""Which pictures prove an incident, and what is in them."""

from datetime import UTC

import cv2
import numpy as np
import pytest

from store.records import Evidence, EvidenceKind, Incident
from tests.vision.road import WIDTH, Car, Road, Seen, moments, pipeline, vision, watch, when
from vision.evidence import Proof
from vision.frame import Frame
from vision.scene import Scene, Track
from vision.strip import MOST_FRAMES, Ring, Shot

KINDS = {f"{moment}{more}" for moment in ("start", "worst", "end") for more in ("", "_plain", "_masked")}


def standing() -> Seen:
    """A car that comes at 8 s, is told of at 16 s and leaves at 30 s."""
    return watch(Road((Car(stops=8, leaves=30),)), end=44, through=pipeline(minimum_stop_seconds=8))


def one(rows: list[Evidence], kind: EvidenceKind) -> Evidence:
    [found] = [row for row in rows if row.kind == kind]
    return found


def film(webp: bytes) -> cv2.Animation:
    ok, found = cv2.imdecodeanimation(np.frombuffer(webp, np.uint8))
    assert ok
    return found


def test_incident_is_proved_at_its_start_its_worst_and_its_end_each_in_three_ways():
    rows = standing().evidence
    assert {row.kind for row in rows} == KINDS | {"strip", "strip_masked"} and len(rows) == 11
    assert {(row.camera_id, row.time_source) for row in rows} == {("cam-test", "capture")}
    start, worst, end = (one(rows, kind).time for kind in ("start", "worst", "end"))
    assert when(16) <= start < when(20) and start < worst < end


def test_strip_shows_the_ten_seconds_before_and_after_the_start_as_a_film():
    rows = standing().evidence
    found = film(one(rows, "strip").picture)
    assert 45 <= len(found.frames) <= 52 and found.frames[0].shape[1] == WIDTH
    assert 19_000 <= sum(found.durations) <= 23_000
    assert when(17) <= one(rows, "strip").time <= when(19)


def test_strip_waits_for_the_seconds_after_a_start_told_at_once():
    proof = Proof("cam-test", vision(), UTC)
    made = _told_at(proof, told=12.0, last=24.0)
    assert when(21.5) <= one(made, "strip").time <= when(22)
    assert {row.kind for row in made} == {"start", "start_plain", "start_masked", "strip", "strip_masked"}


def test_strip_of_a_camera_that_fell_silent_is_made_of_what_there_is():
    proof = Proof("cam-test", vision(), UTC)
    assert not [row for row in _told_at(proof, told=12.0, last=13.0) if row.kind == "strip"]
    assert proof.overdue(when(22)) == []
    assert {row.kind for row in proof.overdue(when(25))} == {"strip", "strip_masked"}


def test_masked_evidence_differs_where_the_car_stands_and_carries_no_camera_bytes():
    rows = standing().evidence
    start, masked = (cv2.imdecode(np.frombuffer(one(rows, kind).picture, np.uint8), 1).astype(int)
                     for kind in ("start", "start_masked"))  # fmt: skip
    assert np.abs(start - masked)[90:114, 150:194].mean() > 8
    assert np.abs(start - masked)[130:160].mean() < 3


def test_ring_is_bounded_however_large_the_frames_are():
    ring, big = Ring(), np.random.default_rng(5).integers(0, 255, (720, 1280, 3), dtype=np.uint8)
    jpeg = cv2.imencode(".jpg", big)[1].tobytes()
    for number, seconds in moments(0, 90, 5):
        if ring.wants(when(seconds)):
            ring.add(Shot(when(seconds), jpeg, ()), Frame(when(seconds), number, big[:270, :480]))
    kept = ring.between(when(0), when(100))
    assert len(kept) <= MOST_FRAMES and sum(len(shot.jpeg) for shot in kept) < 5_500_000
    assert (kept[-1].time - kept[0].time).total_seconds() > 30


@pytest.mark.parametrize("boxes", [[0.2, 0.5, 0.3], [0.5, 0.2, 0.2]])
def test_worst_is_the_largest_of_equally_sure_sightings(boxes):
    proof = Proof("cam-test", vision(), UTC)
    made: list[Evidence] = []
    for at, size in enumerate([*boxes, boxes[-1]]):
        seen = _incident(float(at), (0.1, 0.1, 0.1 + size, 0.5), ended=at == len(boxes))
        made += _step(proof, float(at), [seen], {seen.id} if at == 0 else set())
    assert one(made, "worst").time == when(boxes.index(0.5))


def _told_at(proof: Proof, told: float, last: float) -> list[Evidence]:
    made: list[Evidence] = []
    for _, seconds in moments(0, last + 0.2, 5):
        news = [_incident(seconds, (0.1, 0.1, 0.4, 0.5))] if seconds == told else []
        made += _step(proof, seconds, news, {incident.id for incident in news})
    return made


def _incident(seconds: float, box: tuple[float, float, float, float], ended: bool = False) -> Incident:
    end = when(seconds) if ended else None
    return Incident("i", "cam-test", "crash", when(min(seconds, 12.0)), when(seconds), box, 0.8, end)


def _step(proof: Proof, seconds: float, news: list[Incident], started: set[str]) -> list[Evidence]:
    picture = np.full((180, 320, 3), int(seconds) % 200, np.uint8)
    jpeg = cv2.imencode(".jpg", picture)[1].tobytes()
    scene = Scene(when(seconds), 16 / 9, (Track(1, (0.1, 0.1, 0.4, 0.5), ((when(seconds), 0.2, 0.3),)),))
    return proof.step(Frame(when(seconds), 0, picture), jpeg, scene, news, started)
