"""Who is in a restricted zone at an hour at which nobody may be there."""

from datetime import timedelta

import pytest

from tests.vision.scenes import after, going, scene, standing, zone
from vision.rules.intrusion import Rule
from vision.scene import Scene

LAWN = zone("restricted")


def bold(*tracks, zones=(LAWN,), at=0.0, **thresholds):
    return [row for row in Rule(**thresholds).sightings(scene(*tracks, zones=zones, at=at)) if not row.faint]


@pytest.mark.parametrize("kind", ["person", "vehicle", "unknown"])
def test_whoever_came_into_the_zone_is_sighted(kind):
    [sighting] = bold(going(kind=kind, speed=(0.02, 0.0)))
    assert (after(0) - sighting.since).total_seconds() == 3.0


@pytest.mark.parametrize(
    ("track", "zones"),
    [
        pytest.param(going(seconds=1.0, speed=(0.1, 0.0)), (LAWN,), id="for a moment"),
        pytest.param(going(speed=(0.001, 0.0)), (LAWN,), id="moves in its place, as leaves do"),
        pytest.param(going(box=(0.1, 0.5, 0.12, 0.6), speed=(0.02, 0.0)), (LAWN,), id="beside it"),
        pytest.param(going(speed=(0.02, 0.0)), (zone("carriageway"),), id="no restricted zone"),
        pytest.param(going(speed=(0.02, 0.0)), (LAWN, zone("ignore", 0.4, 0.6)), id="in an ignored part"),
        pytest.param(standing(came=False), (LAWN,), id="stands since before anybody looked"),
    ],
)
def test_who_does_not_intrude_is_not_sighted(track, zones):
    assert bold(track, zones=zones) == []


def test_who_came_and_stays_intrudes_for_as_long():
    assert len(bold(standing(seconds=600.0))) == 1


@pytest.mark.parametrize(
    ("hours", "local", "holds"),
    [
        ((0, 24), 13.0, True),
        ((22, 5), 23.5, True),
        ((22, 5), 3.0, True),
        ((22, 5), 13.0, False),
        ((8, 17), 12.0, True),
        ((8, 17), 17.0, False),
    ],
)
def test_rule_holds_in_its_hours_of_the_local_day(hours, local, holds):
    now = after(0).replace(hour=0, minute=0) + timedelta(hours=local - 7)
    track = going(speed=(0.02, 0.0))
    shift = now - after(0)
    path = tuple((when + shift, x, y) for when, x, y in track.path)
    there = type(track)(track.number, track.box, path, kind="person", born=path[0][0], seen=now)
    rule = Rule(from_hour=hours[0], until_hour=hours[1])
    assert bool(rule.sightings(Scene(now, 16 / 9, (there,), (LAWN,)))) == holds


def test_two_zones_have_an_incident_each():
    zones = (zone("restricted", 0.3, 0.5), zone("restricted", 0.5, 0.7))
    rows = bold(
        *(going(n, box=(x, 0.5, x + 0.02, 0.6), speed=(0.01, 0.0)) for n, x in ((1, 0.4), (2, 0.6))), zones=zones
    )
    assert len({row.track for row in rows}) == 2 and all(row.track < 0 for row in rows)
