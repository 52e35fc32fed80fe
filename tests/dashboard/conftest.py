"""An operator looks, who sees the whole city; and coverage computed once for all tests that only look at it."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from dashboard.authority import Visitor, visited_by
from dashboard.centre import Centre
from dashboard.coverage_reading import Reading
from dashboard.coverage_seen import Seen
from dashboard.coverage_view import View
from ops.postgres import Postgres
from tests.dashboard import coverage_scene, scenes


@pytest.fixture(autouse=True)
def operator() -> Iterator[Visitor]:
    """Who looks at parts; tests of addresses say as whom they ask."""
    who = Visitor("An", "operator")
    with visited_by(who):
        yield who


@pytest.fixture(scope="session")
def covered(postgres: Postgres, template_database: str) -> Iterator[Centre]:
    """A centre whose coverage was computed: sixty sites, one of them down, some measured, some complained about."""
    with psycopg.connect(postgres.url, autocommit=True) as link:
        link.execute(f"CREATE DATABASE covered TEMPLATE {template_database} STRATEGY FILE_COPY".encode())
    used = scenes.settings(postgres.url.replace("/postgres?", "/covered?"), 8050)
    city = coverage_scene.small(scenes.city(used))
    coverage_scene.computed(used, city, datetime.now(UTC))
    yield Centre(used, city)


@pytest.fixture(scope="session")
def seen_as(covered: Centre) -> Callable[[View], Seen]:
    """What the store says of a view."""

    def asking(view: View) -> Seen:
        async def once() -> Seen:
            reading = Reading(covered)
            try:
                return await reading.seen(view)
            finally:
                reading.close()

        return asyncio.run(once())

    return asking
