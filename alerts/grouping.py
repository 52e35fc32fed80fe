"""Decides which alerts stand for others: a root for what hangs on it, announced work, and a flood's first of a kind."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from msgspec.structs import replace

from alerts.procedure import FEED_SILENT
from alerts.tree import Tree
from alerts.uncovered import SITE_DOWN, UNKNOWN, Uncovered
from config.alerting import Grouping
from store.records import Alert

LEAST_OF_A_KIND = 3  # in a flood fewer of a kind are shown as they are
HiddenBy = Literal["", "root", "maintenance", "flood"]


class Window(NamedTuple):
    """Announced work on these sources and on whatever hangs on them."""

    sources: tuple[str, ...]
    begins: datetime
    ends: datetime


class Placement(NamedTuple):
    """Why an alert is hidden, and which one stands for it."""

    hidden: HiddenBy = ""
    root_id: int | None = None


SHOWN = Placement()


def placed(
    alerts: Sequence[Alert], tree: Tree, settings: Grouping, windows: Iterable[Window], flooded: bool, now: datetime
) -> dict[int, Placement]:
    """Where every unresolved alert stands: a function of what is so now, so that what is told twice changes nothing
    and what is still wrong surfaces when its root clears.
    """
    closed = {source for window in windows if window.begins <= now < window.ends for source in window.sources}
    dead = {row.source_id: row for row in alerts if row.kind in settings.parents and row.cleared_at is None}
    feeds = [row for row in alerts if row.kind == FEED_SILENT or row.kind in settings.wholes]
    places = {row.id: _of_one(row, tree, settings, closed, dead, feeds) for row in alerts}
    return places | (_of_flood(alerts, places, settings) if flooded else {})


def hides(
    alerts: Sequence[Alert], places: Mapping[int, Placement], tree: Tree, uncovered: Uncovered = UNKNOWN
) -> dict[int, dict]:
    """What each alert stands for: how many alerts, why, for a root how far it reaches, and for dead sites how many
    people are without service. Nothing: an empty dict.
    """
    counted: dict[int, Counter[str]] = {}
    for placement in places.values():
        if placement.root_id is not None:
            counted.setdefault(placement.root_id, Counter())[placement.hidden] += 1
    sites = _dead_sites(alerts, places)
    rows: dict[int, dict] = {}
    for alert in alerts:
        by = counted.get(alert.id, Counter())
        reach = tree.blast(alert.source_id) if by["root"] else {}
        people = uncovered.people(sites.get(alert.id, ()))
        rows[alert.id] = {"alerts": by.total(), "by": dict(by), **reach} if by else {}
        if people is not None:
            rows[alert.id]["people"] = people
    return rows


def _dead_sites(alerts: Sequence[Alert], places: Mapping[int, Placement]) -> dict[int, set[str]]:
    """By alert, the radio sites that are down, its own and those of the alerts it stands for."""
    found: dict[int, set[str]] = {}
    for alert in alerts:
        if alert.kind == SITE_DOWN and alert.cleared_at is None:
            for number in (alert.id, places[alert.id].root_id):
                if number is not None:
                    found.setdefault(number, set()).add(alert.source_id)
    return found


def is_flooded(was: bool, opened: int, settings: Grouping) -> bool:
    """Whether so many alerts opened lately that only root causes are shown; it ends below half as many."""
    return opened > settings.flood_count or (was and opened * 2 >= settings.flood_count)


def is_desk_flooded(was: bool, alerts: Sequence[Alert], settings: Grouping, now: datetime) -> bool:
    """The same of the alerts that one operator sees: their own load counts and not the city's."""
    begin = now - timedelta(seconds=settings.flood_seconds)
    lately = sum(row.hidden in ("", "flood") and row.opened_at > begin for row in alerts)
    return is_flooded(was, lately, settings)


def at_a_desk(alerts: Sequence[Alert], settings: Grouping, flooded: bool) -> list[Alert]:
    """The alerts that one operator sees, as a flood of their own holds them back there and the city's does not; what
    stands for others is an alert that they see, too.
    """
    places = {row.id: SHOWN if row.hidden == "flood" else Placement(row.hidden, row.root_id) for row in alerts}
    places |= _of_flood(alerts, places, settings) if flooded else {}
    held = Counter(place.root_id for place in places.values() if place.hidden == "flood")
    return [_seen(row, places[row.id], held[row.id]) for row in alerts]


def _seen(alert: Alert, placement: Placement, held: int) -> Alert:
    by = {why: n for why, n in alert.hides.get("by", {}).items() if why != "flood"} | ({"flood": held} if held else {})
    reach = {name: fact for name, fact in alert.hides.items() if name not in ("alerts", "by")}
    stands = reach | ({"alerts": sum(by.values()), "by": by} if by else {})
    return replace(alert, hidden=placement.hidden, root_id=placement.root_id, hides=stands)


def _of_one(
    alert: Alert,
    tree: Tree,
    settings: Grouping,
    closed: set[str],
    dead: Mapping[str, Alert],
    feeds: Iterable[Alert],
) -> Placement:
    above = list(tree.above(alert.source_id))
    if not closed.isdisjoint((alert.source_id, *above)):
        return Placement("maintenance")
    if alert.state in ("acknowledged", "dispatched") or alert.kind not in settings.children:
        return SHOWN  # somebody works on it, or no death explains it
    explained = above if alert.kind in settings.parents else [alert.source_id, *above]
    roots = [dead[source] for source in explained if source in dead]
    if roots:
        return Placement("root", roots[-1].id)
    whole = next((feed for feed in feeds if _is_part(alert, feed, settings)), None)
    return Placement("root", whole.id) if whole else SHOWN


def _is_part(alert: Alert, feed: Alert, settings: Grouping) -> bool:
    """Whether the alert is a part of a whole that is silent."""
    if feed.kind in settings.wholes:
        return feed.cleared_at is None and alert.kind in settings.wholes[feed.kind]
    prefix = str(feed.details.get("prefix"))
    return alert.kind != FEED_SILENT and alert.kind.endswith("_silent") and alert.source_id.startswith(prefix)


def _of_flood(alerts: Sequence[Alert], places: Mapping[int, Placement], settings: Grouping) -> dict[int, Placement]:
    """Of each kind the oldest stands for the others that nobody has taken yet; what is dangerous is never hidden."""
    roots = {placement.root_id for placement in places.values()}
    kinds: dict[str, list[Alert]] = {}
    for alert in sorted(alerts, key=lambda row: row.id):
        hideable = alert.state == "open" and alert.kind not in settings.flood_spares and alert.id not in roots
        if places[alert.id] == SHOWN and hideable:
            kinds.setdefault(alert.kind, []).append(alert)
    groups = [rows for rows in kinds.values() if len(rows) >= LEAST_OF_A_KIND]
    return {alert.id: Placement("flood", first.id) for first, *others in groups for alert in others}
