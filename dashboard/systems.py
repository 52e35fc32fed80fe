"""The row of the wall that says how each system of the city is, and how the centre itself is."""

from datetime import datetime

from dashboard import figures
from dashboard.centre import Centre
from dashboard.components.tile import Tile
from dashboard.freshness import freshness
from dashboard.picture import CANARY, Picture
from dashboard.words import Words

SYSTEMS = ("cameras", "links", "sites", "waiting", "reports", "centre")


def systems(centre: Centre, picture: Picture, words: Words, now: datetime) -> list[Tile]:
    """One tile per system, in the order of SYSTEMS."""
    return [
        _cameras(centre, picture, words, now),
        _up("links", words("Network links up"), [row.id for row in centre.city.links], centre, picture, words, now),
        _up("sites", words("Radio sites up"), [row.id for row in centre.city.sites], centre, picture, words, now),
        _offices(centre, picture, words, now),
        _reports(centre, picture, words, now),
        _centre(centre, picture, words, now),
    ]


def _cameras(centre: Centre, picture: Picture, words: Words, now: datetime) -> Tile:
    count = figures.cameras_live(centre, picture, now)
    ailing = figures.cameras_ailing(centre, picture, now)
    begun, ongoing = figures.incidents(centre, picture)
    notes = [words("{n} offline", n=words.number(count.bad))] if count.bad else []
    notes += [words("{n} silent", n=words.number(count.silent))] if count.silent else []
    notes += [words("{n} ailing", n=words.number(ailing))] if ailing else []
    notes.append(words("{n} incidents, {open} open", n=words.number(begun), open=words.number(ongoing)))
    value = f"{words.number(count.good)}/{words.number(count.total)}"
    mood = _mood(count.bad + count.silent + ailing + ongoing)
    return Tile("cameras", words("Cameras live"), value, tuple(notes), count.as_of, count.state, mood)


def _up(key: str, label: str, ids: list[str], centre: Centre, picture: Picture, words: Words, now: datetime) -> Tile:
    count = figures.tally(centre, picture, now, ids, "up")
    notes = [words("{n} down", n=words.number(count.bad))] if count.bad else []
    notes += [words("{n} silent", n=words.number(count.silent))] if count.silent else []
    value = f"{words.number(count.good)}/{words.number(count.total)}"
    return Tile(key, label, value, tuple(notes) or (words("all well"),), count.as_of, count.state, _mood(len(notes)))


def _offices(centre: Centre, picture: Picture, words: Words, now: datetime) -> Tile:
    ids = [row.id for row in centre.city.offices]
    people = figures.queue(centre, picture, now, "people_waiting")
    wait = figures.longest(centre, picture, now, ids, "wait_seconds")
    count = figures.tally(centre, picture, now, ids, "counters_open")
    notes = [words("{open}/{all} offices open", open=words.number(count.good), all=words.number(count.total))]
    if wait.value:
        notes.append(words("longest {duration}", duration=words.duration(wait.value)))
    value = None if people.value is None else words.number(people.value)
    return Tile("waiting", words("People waiting"), value, tuple(notes), people.as_of, people.state)


def _reports(centre: Centre, picture: Picture, words: Words, now: datetime) -> Tile:
    """Citizens report when they please: that nobody did lately is no silence as long as the way in is alive."""
    as_of = picture.time("centre.ingest", "citizen_reports_messages_total")
    standing = picture.reports
    notes = [words("{n} with nobody yet", n=words.number(standing.unassigned))] if standing.unassigned else []
    if standing.newest is not None:
        notes.append(words("newest {time}", time=words.clock(standing.newest, now)))
    state = freshness(as_of, now, centre.settings.dashboard.stale_seconds)
    value = words.number(standing.unended)
    return Tile("reports", words("Citizens' reports"), value, tuple(notes), as_of, state)


def _centre(centre: Centre, picture: Picture, words: Words, now: datetime) -> Tile:
    """How long a made incident takes from before the camera to this screen; without it nobody would know."""
    as_of = picture.time(CANARY, "incident_seconds")
    state = freshness(as_of, now, centre.settings.canary.stale_seconds)
    worst = figures.longest(centre, picture, now, list(centre.cameras), "frame_lag_seconds")
    notes = [words("camera to here")]
    if worst.value is not None:
        notes.append(words("analysis {n} s behind", n=words.number(worst.value, 1)))
    value, unit, slow = canary_told(centre, picture, words)
    return Tile("centre", words("The centre"), value, tuple(notes), as_of, state, _mood(slow), unit)


def canary_told(centre: Centre, picture: Picture, words: Words) -> tuple[str | None, str, bool]:
    """The newest made incident's seconds from camera to screen with their unit, and whether they are too many."""
    if picture.time(CANARY, "incident_seconds") is None:
        return None, "", False
    if (seconds := picture.canary_seconds) is None:
        return words("measuring"), "", False
    return words.number(seconds, 1), words("s"), seconds > centre.settings.canary.slow_seconds


def _mood(bad: int) -> str:
    return "bad" if bad else "plain"
