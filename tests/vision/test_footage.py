"""Real street clips, where they are at hand: they lie beside the repository and are never part of it."""

from datetime import timedelta
from pathlib import Path

import cv2
import msgspec
import pytest

from store.records import Incident
from tests.vision.road import START, camera, vision
from vision.detections import overlap
from vision.pipeline import Pipeline

FOOTAGE = Path(__file__).parents[2].parent / "shared" / "footage"
NORMAL = (
    "n03_street_parked_cars",
    "n04_suburb_road_a",
    "n05_suburb_road_b_queue_at_junction",
    "n06_topdown_wet_road",
)
STOP_LINE = {
    "name": "stop line",
    "purpose": "no_stopping",
    "polygon": [(0, 0.38), (0.13, 0.38), (0.13, 0.58), (0, 0.58)],
}
RED_CAR = (22 / 640, 162 / 360, 68 / 640, 194 / 360)

pytestmark = pytest.mark.skipif(
    not FOOTAGE.is_dir(), reason=f"no clips in {FOOTAGE.name}/ beside the repository: rendered scenes only"
)


def frames(name, fps):
    """(seconds, JPEG) of a clip, at most ``fps`` a second."""
    capture, slot = cv2.VideoCapture(str(FOOTAGE / f"{name}.mp4")), -1
    while capture.grab():
        seconds = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
        if int(seconds * fps + 0.01) > slot:
            slot = int(seconds * fps + 0.01)
            ok, picture = capture.retrieve()
            assert ok
            yield seconds, cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()


def incidents(name, fps, zones=(), **thresholds):
    rules = {"stopped_vehicle": thresholds}
    settings = msgspec.structs.replace(vision(), width_px=480, rules=rules)
    pipeline, found = Pipeline(camera(zones=zones), settings), []
    for number, (seconds, jpeg) in enumerate(frames(name, fps)):
        records = pipeline.step(jpeg, START + timedelta(seconds=seconds), number).records
        found += [(seconds, record) for record in records if isinstance(record, Incident)]
    return found


@pytest.mark.parametrize("fps", [5, 10])
@pytest.mark.parametrize("name", NORMAL)
def test_street_without_incident_has_none(name, fps):
    assert incidents(name, fps) == []


@pytest.mark.parametrize("fps", [5, 30])
def test_red_car_at_the_stop_line_is_found_in_place_and_time(fps):
    found = incidents("n03_street_parked_cars", fps, [STOP_LINE], minimum_stop_seconds=8)
    told, incident = found[0]
    # the car is dark red in deep shade: its lower half is what stands out at every rate
    assert overlap(incident.box, RED_CAR) > 0.4
    assert 28 <= (incident.start - START).total_seconds() <= 32 and told <= 40
    assert 39 <= (found[-1][1].end - START).total_seconds() <= 44
    assert len({row.id for _, row in found}) == 1
