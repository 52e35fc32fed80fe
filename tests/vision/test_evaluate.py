"""How well incidents are found on rendered streets with ground truth, and how that is judged."""

import sys

import pytest

from config.load import load
from store.records import Incident
from tests.vision.clips import Recipe, rendered
from tests.vision.road import camera, when
from vision.evaluate import Clip, Event, Told, evaluate, judge
from vision.score import score

HERE, THERE = (0.4, 0.4, 0.6, 0.6), (0.1, 0.1, 0.2, 0.2)
DAY, NIGHT = Recipe("cam-08", 9.0), Recipe("cam-05", 22.0)


def told(seconds, box=HERE, end=None):
    row = Incident(f"{seconds}", "cam", "stopped_vehicle", when(seconds - 8), when(seconds), box, 0.8)
    return Told(when(seconds), row, end and when(end))


def event(start=20, end=60, box=HERE, verifiable=True):
    return Event("stopped_vehicle", when(start), when(end), box, verifiable)


def judged(*told_rows, **keys):
    return judge(Clip("clip", camera(), lambda: iter(()), (event(**keys),)), 3600, told_rows)


def test_incident_in_place_and_time_finds_the_event():
    figures = score([judged(told(28, end=61))])
    assert (figures.events, figures.found, figures.false, figures.doubled) == (1, 1, 0, 0)
    assert (figures.detect_seconds, figures.start_seconds, figures.end_seconds) == ([8], [0], [1])


@pytest.mark.parametrize("row", [told(28, box=THERE), told(15), told(75)])
def test_incident_elsewhere_or_at_another_time_is_false(row):
    figures = score([judged(row)])
    assert (figures.found, figures.false, figures.false_per_hour) == (0, 1, 1.0)


def test_incident_after_one_event_and_in_the_next_finds_the_next():
    clip = Clip(
        "clip", camera(), lambda: iter(()), (Event("r", when(0), when(20), HERE), Event("r", when(22), None, HERE))
    )
    row = Incident("1", "cam", "r", when(23), when(25), HERE, 0.8)
    assert [len(rows) for _, rows in judge(clip, 60, [Told(when(25), row, None)]).found] == [0, 1]


def test_two_incidents_of_one_event_are_counted_as_doubled():
    figures = score([judged(told(28), told(40))])
    assert (figures.found, figures.doubled, figures.false) == (1, 1, 0)


def test_incident_nobody_can_judge_is_counted_apart():
    figures = score([judged(told(28), verifiable=False)])
    assert (figures.events, figures.false, figures.unverifiable) == (0, 0, 1)


def test_breakdowns_by_day_and_night_are_found_once_and_nothing_else(capsys):
    figures = score(evaluate(rendered(recipe), load({}).vision) for recipe in (DAY, NIGHT))
    with capsys.disabled():
        sys.stdout.write(f"\nvision: {figures}\n")
    assert (figures.found, figures.doubled, figures.false) == (2, 0, 0)
    assert max(figures.detect_seconds) <= 10
    assert max(map(abs, (*figures.start_seconds, *figures.end_seconds))) <= 2
