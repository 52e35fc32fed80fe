"""The same readings give the same answers on both engines, whatever order they come in."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trial
from hypothesis import strategies as st

from store import readings
from store.housekeeping import keep_in_order
from store.policies import set_policies
from store.readings import DAYS, HOURS, MINUTES, RAW, Course
from store.records import Reading
from tests.builders import settings
from tests.database import ask, saved

NOW = datetime.now(UTC)
DAY = NOW.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=2)
LEVELS = (RAW, MINUTES, HOURS, DAYS)
VIEWS = ("readings_1m", "readings_1h", "readings_1d")


def at(seconds: float, value: float = 1.0, source_id: str = "link-1") -> Reading:
    """A reading so many seconds into the day before yesterday."""
    return Reading(DAY + timedelta(seconds=seconds), source_id, "rtt_ms", value)


def sum_up(url: str) -> None:
    """What runs by itself in the background, now."""
    if keep_in_order(url, settings().store, NOW).sums:
        return
    with psycopg.connect(url, autocommit=True) as link:
        if link.execute("SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'").fetchone():
            for view in VIEWS:
                link.execute("CALL refresh_continuous_aggregate(%s, NULL, NULL)", (view,))


def course(url: str, level, step: int = 86_400, source_id: str = "link-1") -> list[Course]:
    """The course of the day and the one after it."""
    return ask(url, readings.series, source_id, "rtt_ms", DAY, DAY + timedelta(days=2), step, level)


def expected(rows: list[Reading], step: int) -> list[Course]:
    """What the answer is, by plain counting."""
    steps: dict[datetime, list[Reading]] = {}
    for row in sorted({(r.source_id, r.time): r for r in reversed(rows)}.values(), key=lambda r: r.time):
        steps.setdefault(DAY + (row.time - DAY) // timedelta(seconds=step) * timedelta(seconds=step), []).append(row)
    return [
        Course(
            time,
            len(found),
            sum(r.value for r in found) / len(found),
            min(r.value for r in found),
            max(r.value for r in found),
            found[-1].value,
        )
        for time, found in sorted(steps.items())
    ]


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.view)
def test_sums_of_readings_at_the_edges_of_buckets_are_those_of_the_readings(any_engine_url, level):
    rows = [at(s, v) for v, s in enumerate((0, 59.999999, 60, 3599, 3600, 86399.5, 86400, 86401))]
    saved(any_engine_url, *rows)
    before = course(any_engine_url, level)
    sum_up(any_engine_url)
    assert before == course(any_engine_url, level) == expected(rows, 86_400)


@pytest.mark.parametrize("step", [60, 300, 3600, 7200])
def test_sums_of_one_step_are_the_same_whichever_level_they_come_from(any_engine_url, step):
    rows = [at(s * 37, float(s % 8)) for s in range(300)]
    saved(any_engine_url, *rows)
    sum_up(any_engine_url)
    levels = [level for level in LEVELS if step % level.seconds == 0]
    assert [course(any_engine_url, level, step) for level in levels] == [expected(rows, step)] * len(levels)


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.view)
def test_late_and_repeated_readings_are_counted_once_in_sums_made_before(any_engine_url, level):
    first, late = [at(s, 2.0) for s in (10, 70, 4000)], [at(5, 4.0), at(65, 8.0), at(3599, 1.0)]
    saved(any_engine_url, *first)
    sum_up(any_engine_url)
    saved(any_engine_url, *late, *first)
    sum_up(any_engine_url)
    assert course(any_engine_url, level) == expected(first + late, 86_400)


def test_day_by_commune_adds_up_its_sources_and_leaves_out_what_said_nothing(any_engine_url):
    saved(any_engine_url, at(0, 2.0), at(9, 4.0, "office-1"), at(99, 9.0, "site-1"), at(5, 7.0, "elsewhere"))
    sum_up(any_engine_url)
    communes = {"link-1": "1", "office-1": "1", "site-1": "2", "site-2": "3"}
    found = ask(any_engine_url, readings.by_commune, "rtt_ms", DAY, DAY + timedelta(days=1), communes)
    assert found == [
        readings.CommuneSum("1", 2, 2, 3.0, 2.0, 4.0),
        readings.CommuneSum("2", 1, 1, 9.0, 9.0, 9.0),
    ]


SOME = st.lists(st.tuples(st.integers(0, 4 * 86_400 - 1), st.integers(-64, 64)), max_size=25)


@trial(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(SOME, min_size=1, max_size=4), summed=st.sets(st.integers(0, 3)))
def test_random_batches_in_any_order_give_the_sums_of_plain_counting(random_engine_url, batches, summed):
    url, source_id = random_engine_url()
    rows: list[Reading] = []
    for number, made in enumerate(batches):
        some = [at(half / 2, float(value), source_id) for half, value in made]
        saved(url, *some)
        rows += some
        if number in summed:
            sum_up(url)
    sum_up(url)
    for level in LEVELS:
        assert course(url, level, 86_400, source_id) == expected(rows, 86_400)


@trial(max_examples=50)
@given(step=st.integers(1, 10**6), age_days=st.integers(0, 9000))
def test_level_divides_the_step_unless_what_is_finer_is_gone(step, age_days):
    store = settings().store
    level = readings.level_for(step, timedelta(days=age_days), store)
    finer = LEVELS[: LEVELS.index(level)]
    assert step % level.seconds == 0 or all(
        step % other.seconds or age_days > getattr(store, other.kept) for other in finer
    )
    assert age_days <= getattr(store, level.kept) or level is DAYS


def test_policies_are_set_once_and_again_when_the_configuration_changes(any_engine_url):
    changed = settings(IOC_STORE__READINGS_KEPT_DAYS="60").store
    set_policies(any_engine_url, settings().store, NOW)
    assert not set_policies(any_engine_url, settings().store, NOW)
    assert set_policies(any_engine_url, changed, NOW)
    assert not set_policies(any_engine_url, changed, NOW)
