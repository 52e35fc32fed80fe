"""What tiles count, and what they refuse to count."""

from datetime import timedelta

import pytest

from dashboard import figures
from dashboard.centre import Centre
from dashboard.freshness import freshness, usable
from dashboard.picture import Picture
from store.incidents import IncidentCount
from store.records import Reading
from store.stills import StillHead
from tests import builders
from tests.builders import NOON

CENTRE = Centre(builders.settings(), builders.city())
LINKS = ["link-centre", "link-1"]


def said(*rows: Reading) -> Picture:
    """A picture of these readings."""
    return Picture(read_at=NOON, readings={(row.source_id, row.metric): row for row in rows})


def at(seconds: float):
    """So many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("age", "state"), [(-30, "live"), (0, "live"), (30, "live"), (31, "late"), (60, "late"), (61, "stale")]
)
def test_freshness_follows_the_age_of_the_data(age, state):
    assert freshness(NOON, at(age), 60) == state
    assert usable(NOON, at(age), 60) == (state != "stale")


def test_data_that_never_came_is_none_and_not_zero():
    assert freshness(None, NOON, 60) == "none"
    assert figures.tally(CENTRE, Picture(), NOON, LINKS, "up").state == "none"
    assert figures.queue(CENTRE, Picture(), NOON, "people_waiting").value is None
    assert figures.today(CENTRE, Picture(), NOON, "dossiers_received_today").value is None
    assert figures.longest(CENTRE, Picture(), NOON, LINKS, "rtt_ms").value is None


def test_link_that_fell_silent_counts_neither_as_up_nor_as_down():
    picture = said(builders.reading(0, "link-centre"), builders.reading(100, "link-1", value=0.0))
    count = figures.tally(CENTRE, picture, at(110), LINKS, "up")
    assert (count.good, count.bad, count.silent, count.state) == (0, 1, 1, "live")


def test_figures_of_a_source_that_stopped_stay_what_they_were_and_are_stale():
    picture = said(builders.reading(0, "link-centre"), builders.reading(5, "link-1"))
    count = figures.tally(CENTRE, picture, at(4000), LINKS, "up")
    assert (count.good, count.silent, count.as_of, count.state) == (2, 0, at(5), "stale")


def test_count_of_yesterday_is_not_shown_as_todays():
    picture = said(builders.reading(0, "office-1", "dossiers_received_today", 40.0))
    assert figures.today(CENTRE, picture, at(10), "dossiers_received_today").value == 40.0
    assert figures.today(CENTRE, picture, at(13 * 3600), "dossiers_received_today").value is None


def test_camera_without_new_stills_is_offline():
    heads = {"cam-01": StillHead("cam-01", at(0), 1, 0.1), "cam-02": StillHead("cam-02", at(100), 1, 0.1)}
    count = figures.cameras_live(CENTRE, Picture(stills=heads), at(105))
    assert (count.good, count.bad, count.silent, count.state) == (1, 1, 0, "live")


def test_longest_names_the_worst_source():
    picture = said(builders.reading(0, "link-centre", "rtt_ms", 4.0), builders.reading(0, "link-1", "rtt_ms", 90.0))
    worst = figures.longest(CENTRE, picture, at(1), LINKS, "rtt_ms")
    assert (worst.value, worst.worst_id) == (90.0, "link-1")


def test_incident_of_a_camera_that_is_gone_lasts_no_more_as_far_as_anybody_knows():
    rows = {name: IncidentCount(name, 2, 1) for name in ("cam-01", "cam-of-yesterday")}
    assert figures.incidents(CENTRE, Picture(incidents=rows)) == (4, 1)
