"""A real street clip goes in as a camera and comes out as an incident with proof and one alert on the wall."""

import hashlib
import shutil
import urllib.request
from pathlib import Path

import psycopg
import pytest

from config import city_folder
from tests import accounts
from tests.journeys.processes import all_running, dashboard, environment
from tests.journeys.screen import viewer

FOOTAGE = Path(__file__).parent.parent.parent.parent / "shared" / "footage"
CLIP = FOOTAGE / "n03_street_parked_cars.mp4"
STOP_LINE = (0.02, 0.41, 0.11, 0.56)  # where a red car stands from 28 to 40 s
CAMERA = """
[[cameras]]
id = "gate"
name = "Cổng trường"
lon = 105.69
lat = 18.67
zones = [{ name = "stop line", purpose = "no_stopping", polygon = [[0.0, 0.36], [0.2, 0.36], [0.2, 0.6], [0.0, 0.6]] }]
"""
EVIDENCE = "SELECT picture, sha256 FROM evidence WHERE incident_id = %s AND kind = 'start'"


def _ask(url: str, query: str, *values: object) -> list[tuple]:
    with psycopg.connect(url) as link:
        return link.execute(query.encode(), values).fetchall()


def _overlap(box: list[float], other: tuple[float, ...]) -> float:
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    return max(0, width) * max(0, height)


def _city(folder: Path) -> str:
    """The city of Nghệ An with one camera, where stopping at the stop line is forbidden."""
    shutil.copytree(city_folder("nghe-an"), folder)
    (folder / "cameras.toml").write_text(CAMERA)
    return str(folder)


@pytest.mark.skipif(not CLIP.exists(), reason="the footage is not beside this repository; tests/vision renders its own")
def test_vehicle_that_stands_in_a_real_clip_is_one_alert_with_proof_on_the_wall(database_url, broker, tmp_path):
    env = environment(database_url, broker.servers, IOC_CITY__FOLDER=_city(tmp_path / "city"))
    with all_running(env, "ingest camera_frames", f"replay gate={CLIP} --speed 3"), dashboard(env) as address:
        with viewer(database_url, address) as screen:
            screen.shows("alert-list", "Cổng trường", seconds=120)
        [(name, box)] = _ask(database_url, "SELECT id, box FROM incidents")
        [(jpeg, sha256)] = _ask(database_url, EVIDENCE, name)
        whose = accounts.headers(database_url, address)
        asked = urllib.request.Request(f"{address}/evidence/{name}/start", headers=whose)  # noqa: S310 - loopback
        served = urllib.request.urlopen(asked).read()  # noqa: S310
    assert _overlap(box, STOP_LINE) > 0.5 * (box[2] - box[0]) * (box[3] - box[1])
    assert hashlib.sha256(jpeg).hexdigest() == sha256 and served == jpeg
    assert _ask(database_url, "SELECT count(*) FROM alerts") == [(1,)]
