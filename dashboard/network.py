"""How the network stands: each source's state, and which dead ones explain the others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from config.city import networked
from dashboard.centre import Centre
from dashboard.figures import counted_at
from dashboard.freshness import newest, usable
from dashboard.picture import Picture
from store.records import Alert, Reading

State = Literal["good", "warn", "bad", "cut", "silent"]
Said = Mapping[tuple[str, str], Reading]
SORTS = ("links", "sites", "bridges", "portals", "uplinks", "exchanges")
# What the page shows besides "up", which every screen reads.
METRICS = (
    "rtt_ms", "loss_percent", "throughput_mbps", "jitter_ms", "in_meeting", "http_ms", "certificate_days",
    "sync_lag_seconds", "errors_today", "items_today", "on_battery", "incidents_critical_open", "incidents_open",
    "attacks_blocked_today", "machines_infected", "machines_watched",
)  # fmt: skip


class Network(NamedTuple):
    """Every networked source's state at ``at``, which is now, or the last word when all are silent."""

    states: Mapping[str, State]
    kinds: Mapping[str, str]
    as_of: datetime | None
    at: datetime


class Root(NamedTuple):
    """A source that is dead or silent of itself, and what hangs on it."""

    source_id: str
    state: State
    alert: Alert | None
    blast: Mapping[str, object]


def standing(centre: Centre, picture: Picture, said: Said, now: datetime) -> Network:
    """The state of all that is networked; what hangs on a dead one is cut off, and no cause."""
    rows = networked(centre.city)
    as_of = newest(picture.time(row.id, "up") for row in rows)
    at = counted_at(as_of, now, centre.settings.dashboard.stale_seconds)
    states: dict[str, State] = {row.id: _alone(centre, picture, said, row.id, at) for row in rows}
    dead = {source for source, state in states.items() if state == "bad"}
    for source, state in list(states.items()):
        if state in ("bad", "silent") and any(above in dead for above in centre.tree.above(source)):
            states[source] = "cut"
    kinds = {row.id: kind for kind in SORTS for row in getattr(centre.city, kind)}
    return Network(states, kinds, as_of, at)


def roots(centre: Centre, picture: Picture, network: Network) -> list[Root]:
    """The causes, farthest reach first; what is cut off is not among them."""
    of_source: dict[str, Alert] = {}
    for alert in picture.alerts:
        if alert.kind.endswith(("_down", "_silent")):
            of_source.setdefault(alert.source_id, alert)
    rows = [
        Root(source, state, of_source.get(source), centre.tree.blast(source))
        for source, state in network.states.items()
        if state in ("bad", "silent")
    ]
    return sorted(rows, key=lambda row: (row.state != "bad", -reach(row), row.source_id))


def reach(root: Root) -> int:
    """How many sources hang on it."""
    cut = root.blast.get("cut_off")
    return sum(cut.values()) if isinstance(cut, dict) else 0


def whole_kinds_silent(network: Network) -> dict[str, int]:
    """Kinds of which nobody at all is heard, each with how many they are: it is the feed, and no source is accused."""
    states: dict[str, list[State]] = {}
    for source, kind in network.kinds.items():
        states.setdefault(kind, []).append(network.states[source])
    return {kind: len(rows) for kind, rows in states.items() if all(state == "silent" for state in rows)}


def usable_value(said: Said, source: str, metric: str, network: Network, limit: float) -> float | None:
    """What a source says of a metric as far as it still holds; None is not known."""
    row = said.get((source, metric))
    return row.value if row is not None and usable(row.time, network.at, limit) else None


def _alone(centre: Centre, picture: Picture, said: Said, source: str, at: datetime) -> State:
    limit = centre.settings.dashboard.stale_seconds
    up = picture.readings.get((source, "up"))
    if up is None or not usable(up.time, at, limit):
        return "silent"
    if up.value < 0.5:
        return "bad"
    return "warn" if any(_crosses(centre, said, source, at, rule) for rule in _rules(centre, source)) else "good"


def _rules(centre: Centre, source: str) -> list[tuple[str, float]]:
    """Upper bounds of what this source says, as alerts have them."""
    rules = centre.settings.alerts.thresholds
    return [(rule.metric, rule.above) for rule in rules if rule.above is not None and source.startswith(rule.prefix)]


def _crosses(centre: Centre, said: Said, source: str, at: datetime, rule: tuple[str, float]) -> bool:
    row = said.get((source, rule[0]))
    return row is not None and usable(row.time, at, centre.settings.dashboard.stale_seconds) and row.value > rule[1]
