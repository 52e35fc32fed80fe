"""From sightings to incidents."""

from tests.vision.road import when
from vision.confirmation import Confirmation
from vision.rule import Sighting

BOX = (0.4, 0.5, 0.5, 0.6)


def sighting(track=1, since=0.0, box=BOX, seen=26.0):
    path = (when(since - 2), 0.1, 0.5), (when(since), 0.45, 0.55)
    return Sighting(track, when(since), box, 0.8, path, when(seen))


def run(*steps):
    confirmation = Confirmation("cam", "stopped_vehicle")
    return [(seconds, row) for seconds, rows in steps for row in confirmation.step(rows, when(seconds))]


def test_sighting_that_lasts_is_one_incident_with_start_updates_and_end():
    news = run(*((n, [sighting()] if n < 27 else []) for n in range(20, 40)))
    assert [seconds for seconds, _ in news] == [20, 22, 24, 26, 30]
    assert len({row.id for _, row in news}) == 1
    assert (news[0][1].start, news[0][1].end, news[-1][1].end) == (when(0), None, when(26))


def test_sighting_missed_for_a_moment_does_not_end_the_incident():
    news = run(*((n, [] if n in (22, 23) else [sighting()]) for n in range(20, 30)))
    assert len({row.id for _, row in news}) == 1 and not any(row.end for _, row in news)


def test_incidents_that_start_together_have_ids_of_their_own():
    news = run((20, [sighting(1), sighting(2, box=(0.1, 0.5, 0.2, 0.6))]))
    assert len({row.id for _, row in news}) == 2


def test_path_is_told_in_seconds_since_the_start():
    ((_, incident),) = run((20, [sighting(since=5.0)]))
    assert incident.track == ((-2.0, 0.1, 0.5), (0.0, 0.45, 0.55))


def test_restored_incident_goes_on_under_its_id():
    ((_, known),) = run((20, [sighting()]))
    confirmation = Confirmation("cam", "stopped_vehicle")
    confirmation.restore(known, 9, when(60))
    (news,) = confirmation.step([sighting(track=9)], when(61))
    assert (news.id, news.start, news.time) == (known.id, known.start, when(61))
    assert confirmation.release() == [news] and confirmation.incidents == {}
