"""Times of keeping that contradict each other are refused at the start, with the names of their keys."""

import pytest
from hypothesis import given
from hypothesis import settings as trial
from hypothesis import strategies as st
from msgspec.structs import replace

from config import ConfigError
from config.keeping import LEVELS, problems
from tests.builders import settings

STORE = settings().store
DAYS = st.integers(0, 20)
KEYS = ("chunk_days", "late_days", "compress_after_days", *LEVELS)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("READINGS_KEPT_DAYS", "8", r"store\.readings_kept_days = 8 must be more than store\.late_days"),
        ("COMPRESS_AFTER_DAYS", "7", r"store\.compress_after_days = 7 must be more than store\.late_days = 7"),
        ("MINUTES_KEPT_DAYS", "30", r"store\.minutes_kept_days = 30 must be at least store\.readings_kept_days = 90"),
        ("INCIDENTS_KEPT_DAYS", "10", r"store\.incidents_kept_days = 10 must be at least store\.evidence_kept_days"),
        ("LATE_DAYS", "2", r"store\.late_days: 2 is less than 3"),
        ("ALERTS_KEPT_DAYS", "-1", r"store\.alerts_kept_days: -1 is less than 0"),
        ("HOUSEKEEPING_SECONDS", "0.0", r"store\.housekeeping_seconds: 0 is less than 1"),
    ],
)  # fmt: skip
def test_time_that_contradicts_another_is_refused_with_both_keys(key, value, said):
    with pytest.raises(ConfigError, match=said):
        settings(**{f"IOC_STORE__{key}": value})


@trial(max_examples=300)
@given(values=st.fixed_dictionaries(dict.fromkeys(KEYS, DAYS)))
def test_sums_are_never_made_anew_of_what_is_removed_or_compressed(values):
    store = replace(STORE, **values)
    if problems(store):
        return
    forever = 10**6
    oldest_changed = store.late_days + store.chunk_days
    assert (store.readings_kept_days or forever) > oldest_changed
    assert store.compress_after_days > store.late_days
    kept = [values[key] or forever for key in LEVELS]
    assert kept == sorted(kept)


@given(value=st.integers(1, 10**5))
def test_what_is_kept_for_ever_contradicts_nothing_finer(value):
    fine = {"compress_after_days": 8, "readings_kept_days": 10 + value, "minutes_kept_days": 10 + value}
    assert problems(replace(STORE, **fine, hours_kept_days=0, days_kept_days=0)) == []
