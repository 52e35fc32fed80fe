"""Pictures that are whole, broken, lying or made by a fuzzer."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vision.frame import Undecodable, declared_size, decode, encode_jpeg


def picture(width, height, channels=3):
    noise = np.random.default_rng(1).integers(0, 255, (height, width, channels), dtype=np.uint8)
    return cv2.GaussianBlur(noise, (0, 0), 3)


def jpeg_of(width=160, height=90, channels=3, *parameters):
    return cv2.imencode(".jpg", picture(width, height, channels), list(parameters))[1].tobytes()


def declaring(jpeg, width, height, bits=8):
    at = jpeg.index(b"\xff\xc0") + 4
    return jpeg[:at] + bytes([bits]) + height.to_bytes(2, "big") + width.to_bytes(2, "big") + jpeg[at + 5 :]


def as_frame(jpeg, marker):
    return jpeg.replace(b"\xff\xc0", bytes([0xFF, marker]), 1)


@pytest.mark.parametrize(
    ("size", "expected"), [((160, 90), (90, 160)), ((640, 360), (180, 320)), ((3000, 90), (10, 320))]
)
def test_decode_picture_comes_at_working_size_in_colour(size, expected):
    assert decode(jpeg_of(*size), 320, 50).shape == (*expected, 3)


@pytest.mark.parametrize("size", [(2563, 1441), (1921, 1079), (333, 641)])
def test_decode_at_reduced_scale_looks_like_the_whole_picture(size):
    jpeg = jpeg_of(*size)
    small = decode(jpeg, 320, 50)
    whole = cv2.resize(cv2.imdecode(np.frombuffer(jpeg, np.uint8), 1), small.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(small.astype(int) - whole).mean() < 6


@pytest.mark.parametrize("jpeg", [jpeg_of(160, 90, 1), jpeg_of(160, 90, 3, cv2.IMWRITE_JPEG_PROGRESSIVE, 1)])
def test_decode_grey_and_progressive_pictures_are_taken(jpeg):
    assert decode(jpeg, 320, 50).shape == (90, 160, 3)


def test_decode_keeps_the_picture_as_the_sensor_sees_it():
    turned = b"\xff\xe1\x00\x22Exif\0\0MM\x00*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    jpeg = jpeg_of()
    assert decode(jpeg[:2] + turned + jpeg[2:], 320, 50).shape == (90, 160, 3)


@pytest.mark.parametrize(
    ("jpeg", "reason"),
    [
        (b"", "not a JPEG"),
        (b"GIF89a" + bytes(100), "not a JPEG"),
        (cv2.imencode(".png", picture(160, 90))[1].tobytes(), "not a JPEG"),
        (jpeg_of()[:-2], "truncated"),
        (jpeg_of()[:400], "truncated"),
        (jpeg_of()[:20] + b"\xff\xd9", "damaged header"),
        (b"\xff\xd8\xff\xd9", "damaged header"),
        (declaring(jpeg_of(), 60000, 60000), "60000 x 60000"),
        (declaring(jpeg_of(), 0, 90), "0 x 90"),
        (jpeg_of(20, 20), "each side must be"),
        (declaring(jpeg_of(), 160, 90, bits=12), "12 bits"),
        (declaring(jpeg_of(), 160, 90, bits=16), "16 bits"),
        (as_frame(jpeg_of(), 0xC3), "neither a baseline"),
        (jpeg_of().replace(b"\xff\xd9", b"\xff\xda" * 200 + b"\xff\xd9"), "scans"),
    ],
)
def test_decode_what_is_no_picture_is_refused_with_the_reason(jpeg, reason):
    with pytest.raises(Undecodable, match=reason):
        decode(jpeg, 320, 50)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_decode_mutated_picture_is_a_picture_or_refused(data):
    jpeg = bytearray(jpeg_of(64, 48))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(jpeg) - 1))
        match data.draw(st.sampled_from(("set", "cut", "double"))):
            case "set":
                jpeg[at] = data.draw(st.integers(0, 255))
            case "cut":
                del jpeg[at : at + data.draw(st.integers(1, 20))]
            case "double":
                jpeg[at:at] = jpeg[at : at + 9]
        if not jpeg:
            return
    try:
        assert max(decode(bytes(jpeg), 320, 1).shape[:2]) <= 320
    except Undecodable as refused:
        assert str(refused)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_declared_size_of_any_bytes_is_a_size_or_refused(tail):
    try:
        width, height = declared_size(b"\xff\xd8\xff" + tail + b"\xff\xd9")
        assert width > 0 and height > 0
    except Undecodable as refused:
        assert str(refused)


def test_encode_jpeg_stays_within_its_limit():
    noise = np.random.default_rng(1).integers(0, 255, (720, 1280, 3), dtype=np.uint8)
    jpeg = encode_jpeg(noise, 200_000)
    assert 20_000 < len(jpeg) <= 200_000
    assert decode(jpeg, 1280, 50) is not None
