"""Since when something is so: nothing flaps."""

from datetime import UTC, datetime, timedelta

import pytest

from vision.health.persistence import Persistence

START = datetime(2026, 3, 1, tzinfo=UTC)


def since(looks: str, after: float = 5.0, over: float = 3.0, every: float = 1.0) -> list[float | None]:
    """Per look, in seconds from the start; # is a look with the symptom."""
    kept = Persistence(after, over)
    told = [kept.step(look == "#", START + timedelta(seconds=n * every)) for n, look in enumerate(looks)]
    return [None if began is None else (began - START).total_seconds() for began in told]


def test_symptom_is_believed_after_its_time_and_dates_from_its_first_look():
    assert since("..########") == [None] * 7 + [2.0] * 3


def test_symptom_of_a_moment_is_never_believed():
    assert set(since("#..##..#..###...#" * 20)) == {None}


def test_belief_outlives_looks_without_the_symptom_until_it_has_been_over_for_a_while():
    told = since("######.#..#..######....")
    assert told[5:19] == [0.0] * 14
    assert told[-1] is None


def test_symptom_that_comes_again_dates_from_its_new_beginning():
    assert since("######....######")[-1] == 10.0


@pytest.mark.parametrize("every", [0.5, 1.0, 2.0])
def test_time_counts_and_not_looks(every):
    told = since("#" * 30, every=every)
    assert told.index(0.0) * every == pytest.approx(5.0, abs=1.0)


def test_gap_between_two_looks_counts_as_no_more_than_a_few_seconds():
    assert set(since("##", every=3600.0)) == {None}
