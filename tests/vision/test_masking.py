"""What a masked copy hides, and that it cannot be computed back."""

import numpy as np

from tests.vision.road import when
from vision.masking import hidden, mask
from vision.scene import Kind, Track

ASPECT = 16 / 9
NOISE = np.random.default_rng(3).integers(0, 255, (360, 640, 3), dtype=np.uint8)


def track(kind: Kind, box: tuple[float, float, float, float]) -> Track:
    return Track(1, box, ((when(0), 0.5, 0.5),), kind=kind)


def levels(picture: np.ndarray) -> int:
    """How many different rows of pixels there are."""
    return len(np.unique(picture.reshape(picture.shape[0], -1), axis=0))


def test_persons_head_is_hidden_and_the_rest_of_the_picture_is_not():
    masked = mask(NOISE, hidden([track("person", (0.4, 0.3, 0.5, 0.8))], ASPECT))
    assert levels(masked[110:176, 256:320]) <= 3
    assert (masked[200:] == NOISE[200:]).all() and (masked[:, 360:] == NOISE[:, 360:]).all()


def test_vehicles_plate_is_hidden_and_its_roof_is_not():
    masked = mask(NOISE, hidden([track("vehicle", (0.3, 0.4, 0.7, 0.8))], ASPECT))
    assert levels(masked[220:285, 192:448]) <= 3
    assert (masked[145:200] == NOISE[145:200]).all()


def test_rider_of_a_motorbike_is_hidden_with_its_plate():
    parts = hidden([track("vehicle", (0.4, 0.3, 0.48, 0.7))], ASPECT)
    assert len(parts) == 2 and parts[0][1] < 0.3 and parts[1][3] > 0.7


def test_what_nobody_has_named_is_hidden_as_both():
    assert len(hidden([track("unknown", (0.3, 0.4, 0.7, 0.6))], ASPECT)) == 2


def test_mask_at_the_edge_of_the_picture_is_cut_off_and_the_original_is_kept():
    before = NOISE.copy()
    boxes = [(0.0, 0.0, 0.02, 0.02), (0.99, 0.99, 1.0, 1.0), (0.5, 0.5, 0.5, 0.5)]
    assert mask(NOISE, hidden([track("unknown", box) for box in boxes], ASPECT)).shape == NOISE.shape
    assert (before == NOISE).all()


def test_masked_copy_is_never_wide_enough_for_plates_that_were_not_tracked():
    assert mask(np.zeros((720, 1280, 3), np.uint8), []).shape == (360, 640, 3)
