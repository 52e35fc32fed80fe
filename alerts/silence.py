"""Finds who says nothing: sources, whole feeds, and the centre's own streams; no data is never zero and never fine."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from alerts.engine import NOWHERE, Change, Place
from alerts.procedure import DEAD_LETTERS, FEED_SILENT, STREAM_LATE, STREAM_STOPPED
from config.alerting import Pipeline, Severity, Silence
from store.records import AlertCleared, AlertRaised

CENTRE = "centre.ingest"
LEAST_FEED = 3  # sources; fewer that are silent together are no feed


class Finding(NamedTuple):
    """Something that is silent or late, or is not; ``since`` None: all is well."""

    kind: str
    source_id: str
    subject: str
    since: datetime | None
    details: Mapping[str, object] = {}


class Heard(NamedTuple):
    """When each source, and each of the centre's own streams, was last heard, and how late each stream is."""

    sources: Mapping[str, datetime]
    streams: Mapping[str, datetime]
    lags: Mapping[str, float]
    dead_letters: int


def of_sources(
    rule: Silence, sources: Iterable[str], heard: Mapping[str, datetime], listening: datetime, now: datetime
) -> list[Finding]:
    """What is silent by one rule. Nobody can have been heard before we were ``listening``. When all are silent, it is
    the feed, and no source is accused.
    """
    wanted = [source for source in sources if source.startswith(rule.prefix)]
    since = {source: max(heard.get(source, listening), listening) for source in wanted}
    limit = timedelta(seconds=rule.after_seconds)
    silent = [source for source in wanted if now - since[source] > limit]
    feed = len(silent) == len(wanted) >= LEAST_FEED
    details = {"sources": len(wanted), "prefix": rule.prefix}
    begun = max(since.values(), default=now) if feed else None
    rows = [Finding(FEED_SILENT, CENTRE, rule.prefix, begun, details)]
    if not feed:
        quiet = set(silent)
        rows += [Finding(rule.kind, name, name, since[name] if name in quiet else None) for name in wanted]
    return rows


def nothing_silent(rule: Silence, sources: Iterable[str]) -> list[Finding]:
    """Outside office hours nobody is expected to say anything."""
    names = [source for source in sources if source.startswith(rule.prefix)]
    return [Finding(FEED_SILENT, CENTRE, rule.prefix, None), *(Finding(rule.kind, n, n, None) for n in names)]


def of_pipeline(
    limits: Pipeline, streams: Sequence[str], heard: Heard, listening: datetime, now: datetime
) -> list[Finding]:
    """What is wrong with the centre itself: streams that stopped or are late, messages that nobody could read."""
    rows: list[Finding] = []
    for stream in streams:
        since = max(heard.streams.get(stream, listening), listening)
        stopped = (now - since).total_seconds() > limits.silent_seconds
        late = not stopped and heard.lags.get(stream, 0.0) > limits.lag_seconds
        lag = {"lag_seconds": round(heard.lags.get(stream, 0.0), 1)}
        rows.append(Finding(STREAM_STOPPED, CENTRE, stream, since if stopped else None, {"stream": stream}))
        rows.append(Finding(STREAM_LATE, CENTRE, stream, now if late else None, {"stream": stream, **lag}))
    many = heard.dead_letters >= limits.dead_letters
    return [*rows, Finding(DEAD_LETTERS, CENTRE, "all", now if many else None, {"dead_letters": heard.dead_letters})]


def trouble(findings: Iterable[Finding]) -> frozenset[str]:
    """The streams of which nothing can be concluded about anybody else."""
    return frozenset(
        row.subject for row in findings if row.since is not None and row.kind in (STREAM_STOPPED, STREAM_LATE)
    )


def changes(
    findings: Iterable[Finding], now: datetime, places: Mapping[str, Place], severities: Mapping[str, Severity]
) -> list[Change]:
    """The findings as alerts to open or keep, or to clear."""
    rows: list[Change] = []
    for finding in findings:
        fingerprint = f"{finding.kind}/{finding.subject}"
        if finding.since is None:
            rows.append(AlertCleared(fingerprint, now, resolves=True))
            continue
        place = places.get(finding.source_id, NOWHERE)
        severity = severities.get(finding.kind, "unknown")
        details = {**finding.details, "silent_since": finding.since.isoformat()}
        kind, source = finding.kind, finding.source_id
        rows.append(AlertRaised(fingerprint, kind, severity, source, now, finding.since, *place, details))
    return rows
