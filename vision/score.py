"""The figures of many judged clips: how much is found, how much is false, how long it takes, and how sure that is."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from vision.evaluate import Event, Outcome, Told
from vision.interval import Interval, bootstrap, poisson, wilson


@dataclass(frozen=True)
class Score:
    """The figures of many clips; times are seconds, and those of ends and starts say how much too late (+) they are.

    ``unverifiable`` are incidents told of which nobody can say whether they should have been, ``unjudged`` events of
    which nobody can; both are counted nowhere else. ``due_seconds`` is from when an event first could be told.
    """

    events: int
    found: int
    doubled: int
    false: int
    unverifiable: int
    hours: float
    detect_seconds: list[float] = field(default_factory=list)
    start_seconds: list[float] = field(default_factory=list)
    end_seconds: list[float] = field(default_factory=list)
    due_seconds: list[float] = field(default_factory=list)
    unjudged: int = 0

    @property
    def detection_rate(self) -> float:
        return self.rate.value

    @property
    def false_per_hour(self) -> float:
        return self.false_rate.value

    @property
    def rate(self) -> Interval:
        return wilson(self.found, self.events)

    @property
    def false_rate(self) -> Interval:
        return poisson(self.false, self.hours)

    @property
    def mean(self) -> Interval:
        return bootstrap(self.detect_seconds, lambda rows: float(np.mean(rows)))

    @property
    def p95(self) -> Interval:
        return bootstrap(self.detect_seconds, lambda rows: float(np.percentile(rows, 95)))

    @property
    def median_due(self) -> Interval:
        return bootstrap(self.due_seconds, lambda rows: float(np.median(rows)))

    def __str__(self) -> str:
        rate, per_hour = f"{100 * self.detection_rate:.0f} %", f"{self.false_per_hour:.2f}"
        return (
            f"{self.found}/{self.events} found ({rate}), {self.doubled} doubled, {self.false} false in "
            f"{self.hours:.2f} h ({per_hour} an hour), {self.unverifiable} unverifiable; told after "
            f"{_spread(self.detect_seconds)}, start off by {_spread(self.start_seconds)}, "
            f"end off by {_spread(self.end_seconds)}"
        )


def score(outcomes: Iterable[Outcome], rule: str = "", condition: str = "") -> Score:
    """The figures of all of them together, or of one rule, or of the clips of one condition."""
    rows = [outcome for outcome in outcomes if condition in ("", outcome.clip.condition)]
    pairs = [pair for outcome in rows for pair in outcome.found if rule in ("", pair[0].rule)]
    firsts = [(event, told[0]) for event, told in pairs if told]
    return Score(
        events=len(pairs),
        found=len(firsts),
        doubled=sum(len(told) > 1 for _, told in pairs),
        false=sum(_of(rule, outcome.false) for outcome in rows),
        unverifiable=sum(_of(rule, outcome.unverifiable) for outcome in rows),
        hours=sum(outcome.seconds for outcome in rows) / 3600,
        detect_seconds=[(told.time - event.start).total_seconds() for event, told in firsts],
        start_seconds=[(told.incident.start - event.start).total_seconds() for event, told in firsts],
        end_seconds=[(told.end - event.end).total_seconds() for event, told in firsts if told.end and event.end],
        due_seconds=[(told.time - event.due).total_seconds() for event, told in firsts if event.due],
        unjudged=sum(len(unjudged(outcome, rule)) for outcome in rows),
    )


def unjudged(outcome: Outcome, rule: str = "") -> list[Event]:
    """The events of a clip of which nobody can say whether they should be told."""
    return [event for event in outcome.clip.events if not event.verifiable and rule in ("", event.rule)]


def rules_of(outcomes: Iterable[Outcome]) -> list[str]:
    """Every rule of which something happened or was told, in the order of the alphabet."""
    found: set[str] = set()
    for outcome in outcomes:
        found |= {event.rule for event in outcome.clip.events}
        found |= {told.incident.rule for told in (*outcome.false, *outcome.unverifiable)}
    return sorted(found)


def conditions_of(outcomes: Iterable[Outcome]) -> list[str]:
    """Every condition, in the order in which they come."""
    return list(dict.fromkeys(outcome.clip.condition for outcome in outcomes))


def _of(rule: str, told: Iterable[Told]) -> int:
    return sum(rule in ("", one.incident.rule) for one in told)


def _spread(seconds: list[float]) -> str:
    if not seconds:
        return "–"
    return f"{np.median(seconds):+.1f} s (p95 {np.percentile(seconds, 95):+.1f} s, of {len(seconds)})"
