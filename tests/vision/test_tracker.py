"""Identity over time, in cells."""

import pytest

from vision.detections import Detection, gap, overlap
from vision.tracker import Tracker


def at(x, y=50.0, place=0):
    return Detection((x - 8, y - 5, x + 8, y + 5), place)


def run(*frames, seconds=0.2):
    tracker = Tracker()
    for number, detections in enumerate(frames):
        tracker.step(list(detections), number * seconds)
    return tracker


@pytest.mark.parametrize("seconds", [1 / 25, 0.2, 0.5])
def test_moving_thing_keeps_its_number_at_any_rate(seconds):
    tracker = run(*([at(10 + 30 * seconds * n)] for n in range(30)), seconds=seconds)
    assert [track.number for track in tracker.tracks] == [1]
    assert tracker.tracks[0].travelled > 0.5


def test_things_that_cross_keep_their_numbers():
    tracker = run(*([at(10 + 6 * n, 40), at(190 - 6 * n, 62)] for n in range(28)))
    assert {track.number: track.x > 100 for track in tracker.tracks} == {1: True, 2: False}


def test_thing_hidden_for_a_second_keeps_its_number():
    tracker = run(*([] if 10 <= n < 15 else [at(10 + 5 * n)] for n in range(25)))
    assert [track.number for track in tracker.tracks] == [1]


def test_thing_gone_for_long_is_dropped():
    assert run(*([at(50)] for _ in range(10)), *([] for _ in range(20))).tracks == []


def test_thing_that_stops_and_drives_on_stays_itself():
    comes, waits = [[at(10 + 8 * min(n, 10))] for n in range(16)], [[] for _ in range(4)]
    stands, leaves = [[at(90, place=7)] for _ in range(20)], [[at(90 + 8 * n)] for n in range(1, 10)]
    assert [track.number for track in run(*comes, *waits, *stands, *leaves).tracks] == [1]


def test_what_appears_where_a_thing_stood_is_another():
    tracker = run(*([at(50, place=1)] for _ in range(20)), *([at(50, place=2)] for _ in range(5)))
    assert 2 in {track.number for track in tracker.tracks if track.place == 2}


def test_path_does_not_grow_without_end():
    tracker = run(*([at(50, place=1)] for _ in range(3000)), seconds=1.0)
    assert len(tracker.tracks[0].path) <= 65


def test_overlap_and_gap_of_boxes():
    assert overlap((0, 0, 10, 10), (5, 0, 15, 10)) == pytest.approx(1 / 3)
    assert overlap((0, 0, 10, 10), (20, 0, 30, 10)) == 0
    assert gap((0, 0, 10, 10), (14, 3, 20, 8)) == 4
