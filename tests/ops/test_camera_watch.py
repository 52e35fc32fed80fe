"""Cameras that fall silent: who is told of, who is not, and that it is over when they are back."""

from datetime import timedelta

import msgspec
import psycopg
import pytest

from ops.camera_watch import CENTRE, SETTLING, CameraWatch
from store.records import Still
from store.write import save
from tests import builders
from tests.builders import NOON
from vision.health.bill import metric

STATES = "SELECT kind, source_id, state FROM alerts ORDER BY id"
BEGUN = NOON - SETTLING - timedelta(minutes=5)


def watch(begun=BEGUN):
    return CameraWatch(builders.settings(), builders.city(), begun)


def silent(
    taken: dict[str, float], seconds: float = 0.0, of: CameraWatch | None = None
) -> dict[tuple[str, str], float]:
    """What is said so many seconds after noon of pictures taken so many seconds before noon."""
    times = {camera: NOON - timedelta(seconds=ago) for camera, ago in taken.items()}
    rows = (of or watch()).readings(times, NOON + timedelta(seconds=seconds))
    return {(row.source_id, row.metric): row.value for row in rows}


def test_camera_without_a_picture_for_too_long_is_offline_since_its_last():
    said = silent({"cam-01": 40.0, "cam-02": 1.0})
    assert said["cam-01", metric("offline")] == 40.0
    assert said["cam-02", metric("offline")] == 0.0


@pytest.mark.parametrize("ago", [0.0, 14.0])
def test_camera_whose_picture_is_new_enough_is_not_offline(ago):
    assert silent({"cam-01": ago, "cam-02": 1.0})["cam-01", metric("offline")] == 0.0


def test_camera_that_was_never_heard_is_offline_since_somebody_listened():
    assert silent({"cam-02": 1.0})["cam-01", metric("offline")] == 300.0


def test_silence_of_all_accuses_the_centre_and_no_camera():
    said = silent({"cam-01": 30.0, "cam-02": 31.0})
    assert said == {(CENTRE, metric("all_offline")): 30.0}


def test_who_has_just_begun_to_listen_accuses_nobody(database_url):
    with psycopg.connect(database_url, autocommit=True) as link:
        watch(NOON).round(link, NOON + timedelta(seconds=59))
        assert link.execute("SELECT count(*) FROM readings").fetchone() == (0,)


def test_alert_opens_when_a_camera_falls_silent_and_resolves_when_it_is_back(database_url):
    listener = watch()
    with psycopg.connect(database_url, autocommit=True) as link:
        for seconds, cameras in ((0, ("cam-01", "cam-02")), (20, ("cam-02",)), (40, ("cam-01", "cam-02"))):
            now = NOON + timedelta(seconds=seconds)
            save(link, builders.batch(*(Still(camera, now, seconds, b"jpeg") for camera in cameras)))
            listener.round(link, now)
            state = {0: [], 20: ["open"], 40: ["resolved"]}[seconds]
            assert link.execute(STATES).fetchall() == [("camera_offline", "cam-01", each) for each in state]


def test_silent_camera_is_as_grave_as_its_procedure_says(database_url):
    city = builders.city()
    grave = msgspec.structs.replace(city.procedures["camera_offline"], severity="extreme")
    city = msgspec.structs.replace(city, procedures={**city.procedures, "camera_offline": grave})
    with psycopg.connect(database_url, autocommit=True) as link:
        save(link, builders.batch(Still("cam-02", NOON, 0, b"jpeg")))
        CameraWatch(builders.settings(), city, BEGUN).round(link, NOON)
        assert link.execute("SELECT source_id, severity FROM alerts").fetchall() == [("cam-01", "extreme")]
