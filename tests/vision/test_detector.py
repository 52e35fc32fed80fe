"""A model tells people from vehicles, where somebody has put one; a file that is none stops the start."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from config import ConfigError
from tests.vision.onnx_model import bright_is_a_person
from tests.vision.road import Car, Road, camera, moments, vision, when
from vision.detector import detector
from vision.pipeline import Pipeline


@pytest.fixture
def model(tmp_path: Path) -> str:
    """A model to which a bright picture is one person in the middle of it."""
    (tmp_path / "people.onnx").write_bytes(bright_is_a_person())
    return str(tmp_path / "people.onnx")


def grey(level: int) -> np.ndarray:
    return np.full((180, 320, 3), level, np.uint8)


def test_person_is_found_where_the_model_says(model):
    found = detector(model)
    assert found and [(one.kind, one.box) for one in found.find(grey(200))] == [("person", (0.25, 0.25, 0.75, 0.75))]
    assert found.find(grey(10)) == ()


def test_no_path_is_no_detector():
    assert detector("") is None


@pytest.mark.parametrize("content", [None, b"", b"no model", b"\x08\x08"])
def test_file_that_is_no_model_is_refused_with_its_key(tmp_path, content):
    path = tmp_path / "wrong.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"vision\.detector"):
        Pipeline(camera(), msgspec.structs.replace(vision(), detector=str(path)))


def test_what_the_model_says_refines_the_kind_of_a_track(model):
    settings = msgspec.structs.replace(vision(), detector=model)
    through, kinds = Pipeline(camera(), settings), set()
    bright = Road((Car(stops=9, x=80, y=45, width=160, height=90, speed=30),), light=lambda _, seen: seen * 0.4 + 140)
    for number, seconds in moments(0, 9, 5):
        through.step(bright.jpeg(seconds), when(seconds), number)
        kinds |= {track.kind for track in through.scene.tracks} if through.scene else set()
    assert "person" in kinds
