"""What screens ask of the store, asked of a real database."""

import asyncio
import hashlib
from datetime import timedelta

import pytest

from store import alerts, incidents, listen, readings, stills
from store.pool import async_connect
from store.reader import DatabaseDown, Reader, alive
from store.records import Evidence, Still
from tests import builders
from tests.builders import NOON
from tests.database import ask, saved
from tests.patience import until


def still(seconds: float, camera_id: str = "cam-01") -> Still:
    return Still(camera_id, NOON + timedelta(seconds=seconds), int(seconds), b"jpeg%d" % seconds, 0.2)


def test_latest_reading_of_each_source_and_wanted_metric_comes_back(database_url):
    saved(
        database_url,
        builders.reading(0, value=1.0),
        builders.reading(9, value=0.0),
        builders.reading(9, metric="rtt_ms"),
    )
    assert ask(database_url, readings.latest, ["up"]) == [builders.reading(9, value=0.0)]


def test_unresolved_alerts_come_most_severe_first_and_resolved_ones_not_at_all(database_url):
    saved(
        database_url, builders.raised(0, "link_down/a"), builders.raised(5, "link_down/b"), builders.raised(1, "gone/c")
    )
    saved(database_url, builders.cleared(9, "gone/c"))
    found = ask(database_url, alerts.unresolved)
    assert [alert.fingerprint for alert in found] == ["link_down/b", "link_down/a"]
    assert ask(database_url, alerts.one, found[0].id) == found[0]
    assert ask(database_url, alerts.one, 10**9) is None


def test_incidents_of_today_and_those_that_last_are_counted_by_camera(database_url):
    saved(database_url, builders.incident(10))
    assert ask(database_url, incidents.counts, NOON) == [incidents.IncidentCount("cam-01", 1, 1)]
    assert ask(database_url, incidents.counts, NOON + timedelta(days=1)) == [incidents.IncidentCount("cam-01", 0, 1)]
    saved(database_url, builders.incident(20, ended=20))
    assert ask(database_url, incidents.counts, NOON + timedelta(days=1)) == []
    [known] = ask(database_url, incidents.of_camera, "cam-01")
    assert known == ask(database_url, incidents.one, known.id) == builders.incident(20, ended=20)


def test_evidence_comes_back_as_it_was_kept(database_url):
    incident, jpeg = builders.incident(), bytes(range(256))
    kept = Evidence(incident.id, "start", NOON, jpeg, hashlib.sha256(jpeg).hexdigest(), "cam-01")
    saved(database_url, incident, kept)
    assert ask(database_url, incidents.evidence, incident.id, "start") == kept
    assert ask(database_url, incidents.evidence, incident.id, "end") is None
    assert ask(database_url, incidents.evidence_kinds, [incident.id, "other"]) == {incident.id: ["start"]}


def test_only_stills_not_seen_yet_travel(database_url):
    saved(database_url, still(1), still(1, "cam-02"))
    assert {row.camera_id for row in ask(database_url, stills.heads)} == {"cam-01", "cam-02"}
    seen = {"cam-01": NOON + timedelta(seconds=1), "cam-02": None, "cam-03": None}
    assert ask(database_url, stills.newer, seen) == [still(1, "cam-02")]
    assert ask(database_url, stills.one, "cam-01") == still(1)
    assert ask(database_url, stills.one, "cam-03") is None


def test_question_that_takes_too_long_is_given_up_and_the_next_one_answered(database_url):
    async def slow(connection) -> None:
        await connection.execute("SELECT pg_sleep(60)")

    async def asking() -> None:
        reader = Reader(database_url, 0.5)
        with pytest.raises(DatabaseDown, match="within"):
            await reader.ask(slow)
        await reader.ask(alive)
        reader.drop()

    asyncio.run(asyncio.wait_for(asking(), 20))


def test_reader_comes_back_after_its_connection_was_cut(database_url):
    async def cut(connection) -> None:
        await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    async def asking() -> None:
        reader = Reader(database_url, 5.0)
        with pytest.raises(DatabaseDown):
            await reader.ask(cut)
        await reader.ask(alive)
        reader.drop()

    asyncio.run(asyncio.wait_for(asking(), 20))


def test_server_that_is_not_there_is_told_within_the_deadline():
    with pytest.raises(DatabaseDown):
        ask("postgresql://127.0.0.1:1/none", alive)


def test_listener_hears_of_alerts_again_after_its_connection_was_cut(database_url):
    heard: list[str] = []

    async def listening() -> None:
        task = asyncio.create_task(listen.listen(database_url, 5.0, 0.05, heard.append))
        await asyncio.to_thread(until, lambda: heard == [""])
        async with await async_connect(database_url, 5.0) as other:
            await other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ioc listen'"
            )
        await asyncio.to_thread(until, lambda: heard == ["", ""])
        await asyncio.to_thread(saved, database_url, builders.raised())
        await asyncio.to_thread(until, lambda: heard[-1] == "alerts")
        task.cancel()

    asyncio.run(asyncio.wait_for(listening(), 60))
