"""Which times of keeping, summing up and compressing go together: sums made after their readings are gone are lost."""

from itertools import pairwise

from config.error import ConfigError
from config.settings import Settings, Store

LEAST_LATE_DAYS = 3  # the sums of a day look back over two whole days and the one that is not over yet
LEVELS = ("readings_kept_days", "minutes_kept_days", "hours_kept_days", "days_kept_days")
OTHERS = ("dead_letters_kept_days", "evidence_kept_days", "incidents_kept_days", "alerts_kept_days")


def check_keeping(settings: Settings) -> Settings:
    """The same settings; raises ConfigError that names the two keys which contradict each other."""
    for problem in problems(settings.store):
        raise ConfigError(f"configuration: {problem}")
    return settings


def problems(store: Store) -> list[str]:
    """What is wrong, nothing when all fits."""
    rows = [
        *(
            f"store.{key}: {getattr(store, key)} is less than 0"
            for key in (*LEVELS, *OTHERS)
            if getattr(store, key) < 0
        ),
        *_at_least("chunk_days", store.chunk_days, 1),
        *_at_least("late_days", store.late_days, LEAST_LATE_DAYS),
        *_at_least("housekeeping_seconds", store.housekeeping_seconds, 1),
    ]
    if store.compress_after_days <= store.late_days:
        rows.append(_wrong(store, "compress_after_days", "more than", ("late_days",), "sums still change before that"))
    if 0 < store.readings_kept_days <= store.late_days + store.chunk_days:
        why = "sums made anew after their readings were removed would lose them"
        rows.append(_wrong(store, "readings_kept_days", "more than", ("late_days", "chunk_days"), why))
    for finer, coarser in pairwise(LEVELS):
        if _kept(store, finer) > _kept(store, coarser):
            rows.append(_wrong(store, coarser, "at least", (finer,), "coarser sums outlive what they are made of"))
    if _kept(store, "evidence_kept_days") > _kept(store, "incidents_kept_days"):
        rows.append(_wrong(store, "incidents_kept_days", "at least", ("evidence_kept_days",), "it is their evidence"))
    return rows


def _kept(store: Store, key: str) -> float:
    return getattr(store, key) or float("inf")


def _at_least(key: str, value: float, least: float) -> list[str]:
    return [f"store.{key}: {value:g} is less than {least:g}"] if value < least else []


def _wrong(store: Store, key: str, relation: str, others: tuple[str, ...], why: str) -> str:
    names = " + ".join(f"store.{name}" for name in others)
    least = sum(getattr(store, name) for name in others)
    return f"store.{key} = {getattr(store, key)} must be {relation} {names} = {least} (0 is for ever): {why}"
