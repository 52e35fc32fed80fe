"""The picture that all screens are drawn from."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

from dashboard.picture import Picture
from dashboard.watch import Watch
from store.pool import connect
from store.records import Reading
from store.write import save
from tests import builders
from tests.database import saved
from tests.patience import until


def watching(database_url: str, meanwhile) -> None:
    """Run a watch on the database while ``meanwhile(watch)`` runs beside it."""

    async def both() -> None:
        watch = Watch(builders.settings_for(database_url, ""))
        task = asyncio.create_task(watch.run())
        await asyncio.to_thread(meanwhile, watch)
        assert not task.done()
        task.cancel()

    asyncio.run(asyncio.wait_for(both(), 60))


def test_alert_is_in_the_picture_long_before_the_next_second_of_reading(database_url):
    def meanwhile(watch: Watch) -> None:
        until(lambda: watch.picture.read_at)
        for number in range(5):
            with connect(database_url, 5.0) as connection:
                save(connection, builders.batch(builders.raised(number, f"link_down/{number}")))
            committed = time.monotonic()
            until(lambda wanted=number + 1: len(watch.picture.alerts) == wanted, 10, every=0.005)
            assert time.monotonic() - committed < 1.0

    watching(database_url, meanwhile)


def test_made_incident_is_timed_from_its_beginning_to_the_picture(database_url):
    def meanwhile(watch: Watch) -> None:
        for number in range(2):  # of the first nobody saw it come
            now = datetime.now(UTC)
            saved(database_url, Reading(now, "centre.canary", "incident_seconds", 2.0))
            until(lambda at=now: watch.picture.time("centre.canary", "incident_seconds") == at, 10)
            assert (watch.picture.canary_seconds is None) == (number == 0)
        assert 2.0 <= (watch.picture.canary_seconds or 0) < 10.0

    watching(database_url, meanwhile)


def test_database_that_is_not_there_is_told_and_nothing_is_made_up():
    def meanwhile(watch: Watch) -> None:
        down = until(lambda: watch.picture.down_since)
        until(lambda: watch.picture.down_since == down)
        assert watch.picture == Picture(down_since=down)

    watching("postgresql://127.0.0.1:1/none", meanwhile)


def test_midnight_is_that_of_the_city():
    watch = Watch(builders.settings())
    assert watch._midnight(datetime(2026, 11, 21, 16, 59, tzinfo=UTC)) == datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    assert watch._midnight(datetime(2026, 11, 21, 17, 0, tzinfo=UTC)) - timedelta(0) == datetime(
        2026, 11, 21, 17, tzinfo=UTC
    )
