"""The figures at the head of the services' page: people and dossiers of the whole city, beside their targets."""

from collections.abc import Mapping
from datetime import datetime

from dashboard.centre import Centre
from dashboard.components.fact import Fact, fact_patches
from dashboard.components.office_table import PARTS, bound, targets_of, year_begins
from dashboard.figures import counted_at
from dashboard.freshness import newest, usable
from dashboard.live import Patches
from dashboard.words import Words
from store.records import Reading

Said = Mapping[tuple[str, str], Reading]
FACTS = ("waiting", "wait", "counters", "dossiers", "overdue", "digitised", "results", "on_time")
SHARE_NAMES = {
    "digitised": "Digitised on receipt",
    "results": "Results digitised",
    "on_time": "Resolved on time",
}


def service_facts(centre: Centre, said: Said, now: datetime, limit: float, words: Words) -> Patches:
    """All of them; whoever fell silent is not counted, and is said to be silent."""
    rows = [
        _waiting(centre, said, now, limit, words),
        _wait(centre, said, now, limit, words),
        _counters(centre, said, now, limit, words),
        _dossiers(centre, said, now, limit, words),
        _overdue(centre, said, now, limit, words),
        *(_share(key, centre, said, now, words) for key in SHARE_NAMES),
    ]
    return fact_patches(rows, now, words)


def _valid(
    centre: Centre, said: Said, metric: str, now: datetime, limit: float
) -> tuple[dict[str, float], datetime | None]:
    """What offices say of a metric now, or said last when all are silent."""
    rows = {office.id: row for office in centre.city.offices if (row := said.get((office.id, metric)))}
    as_of = newest(row.time for row in rows.values())
    at = counted_at(as_of, now, limit)
    return {office: row.value for office, row in rows.items() if usable(row.time, at, limit)}, as_of


def _silent(centre: Centre, valid: Mapping[str, float], words: Words) -> tuple[str, ...]:
    missing = len(centre.city.offices) - len(valid)
    return (words("{n} silent", n=words.number(missing)),) if missing else ()


def _waiting(centre: Centre, said: Said, now: datetime, limit: float, words: Words) -> Fact:
    valid, as_of = _valid(centre, said, "people_waiting", now, limit)
    high = bound(centre, "people_waiting")
    many = [office for office, value in valid.items() if high is not None and value > high]
    notes = [words("{n} offices over {limit}", n=words.number(len(many)), limit=words.number(high or 0))] * bool(many)
    value = words.number(sum(valid.values())) if valid else None
    mood = "bad" if many else "plain"
    return Fact("waiting", words("People waiting"), value, (*notes, *_silent(centre, valid, words)), as_of, limit, mood)


def _wait(centre: Centre, said: Said, now: datetime, limit: float, words: Words) -> Fact:
    valid, as_of = _valid(centre, said, "wait_seconds", now, limit)
    worst = max(valid, key=lambda office: valid[office], default="")
    high = bound(centre, "wait_seconds")
    place = centre.commune_name(centre.places[worst].commune_code) if worst and valid[worst] else ""
    value = words.number(valid[worst] / 60) if worst else None
    mood = "bad" if worst and high is not None and valid[worst] > high else "plain"
    return Fact("wait", words("Longest wait"), value, (place,) * bool(place), as_of, limit, mood, words("min"))


def _counters(centre: Centre, said: Said, now: datetime, limit: float, words: Words) -> Fact:
    valid, as_of = _valid(centre, said, "counters_open", now, limit)
    every = sum(office.counters for office in centre.city.offices if office.id in valid)
    closed = sum(value == 0 for value in valid.values())
    notes = [words("{n} offices closed", n=words.number(closed))] * bool(closed)
    value = f"{words.number(sum(valid.values()))}/{words.number(every)}" if valid else None
    return Fact("counters", words("Counters open"), value, (*notes, *_silent(centre, valid, words)), as_of, limit)


def _dossiers(centre: Centre, said: Said, now: datetime, limit: float, words: Words) -> Fact:
    received, as_of = _today(centre, said, "dossiers_received_today", now, words)
    resolved, _ = _today(centre, said, "dossiers_resolved_today", now, words)
    notes = () if resolved is None else (words("resolved {n}", n=words.number(resolved)),)
    value = None if received is None else words.number(received)
    return Fact("dossiers", words("Received today"), value, notes, as_of, limit)


def _overdue(centre: Centre, said: Said, now: datetime, limit: float, words: Words) -> Fact:
    valid, as_of = _valid(centre, said, "dossiers_overdue", now, limit)
    opened, _ = _valid(centre, said, "dossiers_open", now, limit)
    notes = (words("of {n} open", n=words.number(sum(opened.values()))),) if opened else ()
    value = words.number(sum(valid.values())) if valid else None
    return Fact("overdue", words("Overdue dossiers"), value, notes, as_of, limit)


def _share(key: str, centre: Centre, said: Said, now: datetime, words: Words) -> Fact:
    """Over the offices that said both halves this year."""
    since, target = year_begins(now, words), targets_of(centre)[key]
    pairs = [tuple(said.get((office.id, metric)) for metric in PARTS[key]) for office in centre.city.offices]
    said_both = [(a, b) for a, b in pairs if a and b and a.time >= since and b.time >= since]
    whole = sum(b.value for _, b in said_both)
    percent = 100 * sum(a.value for a, _ in said_both) / whole if whole else None
    notes = (words("target {n}", n=f"{words.number(target, 2)} %"),)
    notes += (words("of {n} dossiers this year", n=words.number(whole)),) if whole else ()
    value = None if percent is None else words.number(percent, 2)
    mood = "bad" if percent is not None and round(percent, 2) < target else "plain"
    as_of = newest(a.time for a, _ in said_both)
    return Fact(key, words(SHARE_NAMES[key]), value, notes, as_of, 86_400.0, mood, "%")


def _today(
    centre: Centre, said: Said, metric: str, now: datetime, words: Words
) -> tuple[float | None, datetime | None]:
    """The sum of counts that start anew each day; yesterday's last word is not today's count."""
    rows = [row for office in centre.city.offices if (row := said.get((office.id, metric)))]
    today = now.astimezone(words.zone).date()
    valid = [row.value for row in rows if row.time.astimezone(words.zone).date() == today]
    return (sum(valid) if valid else None), newest(row.time for row in rows)
