"""Tiny ONNX models written byte by byte: they take whatever is bright for a face, or for a person."""

import numpy as np

STRIDES = (8, 16, 32)
ANSWERS = (("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10))
FLOAT, INT64, INTS = 1, 7, 7


def bright_is_a_face() -> bytes:
    """For each stride: mean over its cells, one convolution by 1 x 1, then one row for each cell."""
    nodes, weights, answers = b"", b"", b""
    for stride in STRIDES:
        for name, channels in ANSWERS:
            key = f"{name}_{stride}"
            share = 1 / (3 * 255) if name in ("cls", "obj") else 0.0
            bias = np.array([0, 0, 1, 1] if name == "bbox" else [0] * channels, np.float32)
            weights += _field(5, _tensor(f"w{key}", np.full((channels, 3, 1, 1), share, np.float32)))
            weights += _field(5, _tensor(f"b{key}", bias)) + _field(5, _tensor(f"r{key}", np.array([1, -1, channels])))
            square, step = _ints("kernel_shape", stride, stride), _ints("strides", stride, stride)
            nodes += _node("AveragePool", ["input"], f"p{key}", square, step)
            nodes += _node("Conv", [f"p{key}", f"w{key}", f"b{key}"], f"c{key}", _ints("kernel_shape", 1, 1))
            nodes += _node("Transpose", [f"c{key}"], f"t{key}", _ints("perm", 0, 2, 3, 1))
            nodes += _node("Reshape", [f"t{key}", f"r{key}"], key)
            answers += _field(12, _value(key, 1, "n", channels))
    graph = nodes + _field(2, "faces") + weights + _field(11, _value("input", 1, 3, "h", "w")) + answers
    return _field(1, 8) + _field(7, graph) + _field(8, _field(1, "") + _field(2, 13))


def bright_is_a_person() -> bytes:
    """One box in the middle of 640 x 640 pixels; its score as a person is how bright the picture is."""
    weight = np.zeros((84, 3, 1, 1), np.float32)
    weight[4] = 1 / 3
    bias = np.array([320] * 4 + [0] * 80, np.float32)
    weights = _field(5, _tensor("w", weight)) + _field(5, _tensor("b", bias))
    weights += _field(5, _tensor("r", np.array([1, 84, 1])))
    nodes = _node("AveragePool", ["images"], "p", _ints("kernel_shape", 640, 640), _ints("strides", 640, 640))
    nodes += _node("Conv", ["p", "w", "b"], "c", _ints("kernel_shape", 1, 1)) + _node("Reshape", ["c", "r"], "output0")
    ends = _field(11, _value("images", 1, 3, 640, 640)) + _field(12, _value("output0", 1, 84, 1))
    graph = nodes + _field(2, "people") + weights + ends
    return _field(1, 8) + _field(7, graph) + _field(8, _field(1, "") + _field(2, 13))


def _varint(number: int) -> bytes:
    rest = number >> 7
    return bytes([number]) if not rest else bytes([number & 0x7F | 0x80]) + _varint(rest)


def _field(number: int, value: int | str | bytes) -> bytes:
    """One field of a protocol buffer: a number, or bytes with their length."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _tensor(name: str, values: np.ndarray) -> bytes:
    kind = FLOAT if values.dtype == np.float32 else INT64
    shape = b"".join(_field(1, size) for size in values.shape)
    return shape + _field(2, kind) + _field(8, name) + _field(9, values.tobytes())


def _ints(name: str, *values: int) -> bytes:
    return _field(5, _field(1, name) + b"".join(_field(8, value) for value in values) + _field(20, INTS))


def _node(kind: str, inputs: list[str], output: str, *attributes: bytes) -> bytes:
    names = b"".join(_field(1, name) for name in inputs)
    return _field(1, names + _field(2, output) + _field(4, kind) + b"".join(attributes))


def _value(name: str, *shape: int | str) -> bytes:
    sizes = b"".join(_field(1, _field(1 if isinstance(size, int) else 2, size)) for size in shape)
    return _field(1, name) + _field(2, _field(1, _field(1, FLOAT) + _field(2, sizes)))
