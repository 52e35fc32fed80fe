"""The page of the evaluation, its contact sheets, and files with labels."""

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest

from config.error import ConfigError
from config.labels import labels_of
from config.load import load
from tests.vision.road import camera, when
from vision import footage
from vision.contact_sheet import sheets
from vision.evaluate import Clip, Event, Outcome, evaluate, judge
from vision.report import page, table
from vision.score import score

BOX = (0.4, 0.4, 0.6, 0.6)
ROW = {"file": "a.avi", "width": 64, "height": 48, "duration_s": 2.0, "incidents": []}


def outcome(*events: Event) -> Outcome:
    jpeg = cv2.imencode(".jpg", np.full((90, 160, 3), 90, np.uint8))[1].tobytes()
    found = judge(Clip("a & b", camera(), lambda: iter(()), events, "night"), 60, ())
    return Outcome(found.clip, 60, found.found, (), (), tuple((when(s), jpeg) for s in range(30)))


def video(folder, rows):
    writer = cv2.VideoWriter(str(folder / "a.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 10, (64, 48))
    for shade in range(20):
        writer.write(np.full((48, 64, 3), 100 + shade, np.uint8))
    writer.release()
    (folder / "labels.json").write_text(json.dumps(rows))
    return folder / "a.avi"


def test_page_holds_its_pictures_and_asks_for_nothing_else():
    one = outcome(Event("wrong_way", when(5), when(15), BOX))
    text = page([one], sheets(one), str, "en", "a note")
    assert text.count("data:image/jpeg;base64,") == 1 and "a &amp; b" in text
    assert "http" not in text.replace("http-equiv", "") and "<script" not in text


def test_page_speaks_the_language_it_is_given():
    text = page([outcome()], [], lambda english: f"«{english}»", "vi", "")
    assert '<html lang="vi">' in text and "«Detection rate»" in text


def test_miss_gets_a_sheet_of_three_pictures_with_its_box():
    (sheet,) = sheets(outcome(Event("crash", when(5), when(15), BOX)))
    picture = cv2.imdecode(np.frombuffer(sheet.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert (sheet.kind, sheet.seconds) == ("miss", 5) and picture.shape[1] == 1200
    assert np.ptp(picture[:, :400]) < 10 < np.ptp(picture[:, 400:800])


def test_table_has_all_conditions_first_and_counts_what_nobody_can_judge_apart():
    one = outcome(Event("crash", when(5), None, BOX, verifiable=False, reason="unsure"))
    day = replace(one, clip=replace(one.clip, condition="day", events=()))
    assert [(rule, condition) for rule, condition, _ in table([one, day])] == [("crash", ""), ("crash", "night")]
    figures = score([one], "crash")
    assert (figures.events, figures.unjudged) == (0, 1)


def test_event_that_moves_is_matched_where_it_was_then():
    event = Event("crash", when(0), None, BOX, track=((when(0), BOX), (when(9), (0.0, 0.0, 0.1, 0.1))))
    assert event.at(when(8)) == (0.0, 0.0, 0.1, 0.1) and event.at(when(1)) == BOX


def test_labelled_file_becomes_a_clip_with_its_events_in_fractions(tmp_path):
    label = {"type": "accident", "start_s": 0.5, "end_s": 2.0, "box": [16, 12, 32, 24]}
    path = video(tmp_path, [{**ROW, "incidents": [label]}])
    clip = footage.clip(path, labels_of(path), 5.0)
    (event,) = clip.events
    assert (event.rule, event.end, event.box) == ("crash", None, (0.25, 0.25, 0.5, 0.5))
    assert evaluate(clip, load({}).vision).missed == (event,)


def test_wrong_way_without_zones_gets_a_carriageway_whose_direction_is_against_its_track(tmp_path):
    track = [{"t": 0, "box": [10, 10, 20, 20]}, {"t": 1, "box": [10, 30, 20, 40]}]
    label = {"type": "wrong_way", "start_s": 0, "end_s": 1, "box": [10, 10, 20, 40], "track": track}
    path = video(tmp_path, [{**ROW, "incidents": [label]}])
    (zone,) = footage.clip(path, labels_of(path), 5.0).camera.zones
    assert (zone.purpose, zone.direction_degrees) == ("carriageway", pytest.approx(0.0))


def test_label_whose_maker_was_not_sure_cannot_be_verified(tmp_path):
    label = {"type": "crash", "start_s": 0, "end_s": 1, "box": [0, 0, 9, 9], "note": "LOW CONFIDENCE: far away"}
    path = video(tmp_path, [{**ROW, "incidents": [label]}])
    (event,) = footage.clip(path, labels_of(path), 5.0).events
    assert (event.verifiable, event.reason) == (False, "unsure")


@pytest.mark.parametrize(
    ("rows", "said"),
    [([], "says nothing of a.avi"), ([{"file": "a.avi"}], "width"), ("nonsense", "array")],
)
def test_labels_that_are_wrong_are_refused_with_the_reason(tmp_path, rows, said):
    with pytest.raises(ConfigError, match=said):
        labels_of(video(tmp_path, rows))


def test_file_without_labels_or_that_is_no_video_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="no such file"):
        labels_of(tmp_path / "gone.mp4")
    (tmp_path / "a.avi").write_text("no video")
    with pytest.raises(ConfigError, match=r"no labels\.json"):
        labels_of(tmp_path / "a.avi")
    with pytest.raises(ConfigError, match="is no video"):
        list(footage.frames(tmp_path / "a.avi", 5.0))
