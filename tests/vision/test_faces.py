"""Faces that a model finds are masked too, and a file that is no such model stops the start."""

from datetime import UTC
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest

from config import ConfigError
from store.records import Evidence, Incident
from tests.vision.onnx_model import bright_is_a_face
from tests.vision.road import vision, when
from vision.evidence import Proof
from vision.faces import faces
from vision.frame import Frame
from vision.scene import Scene

SQUARE = (slice(80, 120), slice(200, 240))


@pytest.fixture
def model(tmp_path: Path) -> str:
    """A model to which whatever is bright is a face."""
    (tmp_path / "faces.onnx").write_bytes(bright_is_a_face())
    return str(tmp_path / "faces.onnx")


def picture() -> np.ndarray:
    """Dark, with a bright square of a fine pattern."""
    made = np.zeros((180, 320, 3), np.uint8)
    made[SQUARE] = np.where(np.indices((40, 40)).sum(axis=0) % 8 < 4, 255, 200)[..., None]
    return made


def proved(face_detector: str) -> dict[str, Evidence]:
    settings = msgspec.structs.replace(vision(), face_detector=face_detector)
    incident = Incident("i", "cam", "crash", when(0), when(0), (0.1, 0.1, 0.2, 0.2), 0.8)
    jpeg = cv2.imencode(".jpg", picture(), [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()
    made = Proof("cam", settings, UTC).step(
        Frame(when(0), 0, picture()), jpeg, Scene(when(0), 16 / 9, ()), [incident], {"i"}
    )
    return {row.kind: row for row in made}


def roughness(row: Evidence) -> float:
    """How much neighbouring pixels of the square differ."""
    shown = cv2.imdecode(np.frombuffer(row.picture, np.uint8), 0)
    assert shown is not None
    return float(np.abs(np.diff(shown[SQUARE].astype(float), axis=1)).mean())


def test_face_the_model_finds_is_masked_in_the_masked_copy_alone(model):
    found, without = proved(model), proved("")
    assert roughness(found["start_masked"]) < 0.5 * roughness(found["start"])
    assert roughness(without["start_masked"]) == pytest.approx(roughness(without["start"]), rel=0.2)


def test_faces_are_found_a_little_larger_than_they_are_and_within_the_picture(model):
    detector = faces(model)
    assert detector
    boxes = detector.find(picture())
    assert boxes and all(0 <= value <= 1 for box in boxes for value in box)
    assert min(box[0] for box in boxes) < 200 / 320 and max(box[2] for box in boxes) > 240 / 320
    assert detector.find(np.zeros((360, 640, 3), np.uint8)) == ()


@pytest.mark.parametrize("content", [None, b"", b"no model", bright_is_a_face()[:3000]])
def test_file_that_is_no_model_is_refused_with_the_key(tmp_path, content):
    path = tmp_path / "other.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"vision\.face_detector"):
        faces(str(path))
