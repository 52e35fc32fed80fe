"""What a person may draw over a picture, and what is refused with which reason."""

import pytest

from config.city import GroundPoint, Zone
from geo.drawing import Fault, faults

CORNERS = ((0.2, 0.9, 0.0, 0.0), (0.8, 0.9, 7.0, 0.0), (0.6, 0.4, 7.0, 30.0), (0.4, 0.4, 0.0, 30.0))


def zone(*polygon: tuple[float, float], name: str = "đường") -> Zone:
    return Zone(name=name, purpose="carriageway", polygon=polygon)


def points(*rows: tuple[float, float, float, float]) -> list[GroundPoint]:
    return [GroundPoint(x=x, y=y, east_metres=east, north_metres=north) for x, y, east, north in rows]


def test_sound_drawing_has_no_fault():
    assert faults([zone((0.1, 0.9), (0.5, 0.2), (0.9, 0.9))], points(*CORNERS)) == []
    assert faults([], []) == []


@pytest.mark.parametrize(
    ("polygon", "reason"),
    [
        (((0.1, 0.1), (0.9, 0.9), (0.9, 0.1), (0.1, 0.9)), "crosses"),
        (((0.1, 0.1), (1.2, 0.1), (0.5, 0.9)), "outside"),
        (((0.1, 0.1), (0.5, 0.1), (0.1, 0.1)), "few_points"),
        (((0.1, 0.1), (0.11, 0.1), (0.11, 0.11)), "small"),
        (((0.1, 0.1), (0.5, 0.1), (0.9, 0.1)), "small"),
    ],
)
def test_polygon_that_is_no_area_is_refused_with_the_reason(polygon, reason):
    assert faults([zone((0.1, 0.9), (0.5, 0.2), (0.9, 0.9)), zone(*polygon, name="b")], []) == [Fault(1, reason)]


def test_zones_need_names_of_their_own():
    triangle = ((0.1, 0.9), (0.5, 0.2), (0.9, 0.9))
    found = faults([zone(*triangle, name=name) for name in ("A", " a", " ")], [])
    assert found == [Fault(2, "no_name"), Fault(1, "same_name")]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (CORNERS[:3], "four_points"),
        (((0.1, 0.1, 0, 0), (0.3, 0.3, 7, 0), (0.5, 0.5, 7, 30), (0.9, 0.1, 0, 30)), "one_line"),
        ([(x, y, n, n) for x, y, _, n in CORNERS], "road_one_line"),
        ([(x, y, e * 100, n) for x, y, e, n in CORNERS], "far"),
        ([(x, y + 0.2, e, n) for x, y, e, n in CORNERS], "outside"),
        ([CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]], "not_convex"),
        ([(x, y, -e, n) for x, y, e, n in CORNERS], "order"),
    ],
)
def test_calibration_that_spans_no_plane_is_refused_with_the_reason(rows, reason):
    assert faults([], points(*rows)) == [Fault(None, reason)]
