"""The made incident goes in before the camera and comes out as a time on the wall, and nowhere else."""

import re

import psycopg

from tests.journeys.processes import all_running, dashboard, environment
from tests.journeys.screen import Screen, viewer
from tests.patience import until

SECONDS = re.compile(r'"children": \["(\d+\.\d)"')
COUNTED = ("incidents", "evidence", "alerts", "live_stills", "dead_letters")


def _figure(screen: Screen) -> float | None:
    """What the tile of the centre says, once it has seen a made incident come."""
    found = SECONDS.search(screen.shows("tile-centre", "camera to here"))
    if found is None:
        screen.shown.pop("tile-centre")  # the next frame that changes it is waited for
    return float(found.group(1)) if found else None


def test_made_incident_is_timed_on_the_wall_and_stands_in_no_count(database_url, broker):
    env = environment(database_url, broker.servers, IOC_CANARY__PERIOD_SECONDS="30")
    with (
        all_running(env, "ingest camera_frames", "canary"),
        dashboard(env) as address,
        viewer(database_url, address) as screen,
    ):
        seconds = until(lambda: _figure(screen), 150, every=0, why="the second made incident has come")
    assert 1.0 < seconds < 30.0
    with psycopg.connect(database_url) as link:
        count = lambda table: link.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()  # noqa: E731, S608
        rows = {table: count(table) for table in COUNTED}
        said = link.execute("SELECT DISTINCT source_id FROM readings WHERE source_id <> 'centre.ingest'").fetchall()
    assert set(rows.values()) == {(0,)} and said == [("centre.canary",)]
