"""`ioc watch`: time limits, silences, grouping and who is to be told, round after round, by one process at a time."""

import logging
import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from alerts import grouping, procedure, silence
from alerts.grouping import Window
from alerts.lifecycle import on_clock
from alerts.message import Composer
from alerts.office_days import is_working
from alerts.places import places
from alerts.silence import CENTRE, Finding, Heard
from alerts.tree import Tree
from alerts.uncovered import Uncovered
from config import City, Settings, source_ids
from config.canary import CANARY
from config.files import add_line
from dashboard.scope import scope_of, thing_of
from ingest.stream import known_streams
from ops.alerting import heads_file
from ops.rounds import through_outages, told_to_end
from store import accounts, maintenance, outbox, watch
from store.alert_changes import Flapping
from store.audit import head
from store.cases import Overtaken, apply_now
from store.incidents import end_of_removed
from store.pool import Connection
from store.records import Alert, Batch
from store.write import save

log = logging.getLogger(__name__)
SETTLING = timedelta(seconds=60)  # after a start or an outage the first figures need this long to come
HEAD_EVERY = timedelta(hours=1)
AGAIN = timedelta(seconds=60)  # what is still silent is said again so often; in between it is known


def serve(settings: Settings, city: City) -> None:
    """A round every ``alerts.watch_seconds`` until SIGTERM or SIGINT, through every outage of the database."""
    told, watching = told_to_end(), Watch(settings, city, datetime.now(UTC))
    through_outages(
        settings.database,
        "ioc watch",
        told,
        lambda connection: _rounds(watching, connection, settings.alerts.watch_seconds, told),
        lambda: watching.listen_anew(datetime.now(UTC)),
    )


def _rounds(watching: "Watch", connection: Connection, seconds: float, told: threading.Event) -> None:
    while not told.is_set():
        if watch.take_turn(connection):
            now = datetime.now(UTC)
            watching.round(connection, now)
            watching.write_head(connection, now)
        told.wait(seconds)


class Watch:
    """``round`` is a function of the store and the clock; what it remembers only saves saying things twice."""

    def __init__(self, settings: Settings, city: City, now: datetime) -> None:
        self._settings, self._city, self._limits = settings, city, settings.alerts
        self._places, self._severities = places(city), procedure.severities(city)
        self._tree, self._composer = Tree(city, self._places), Composer(settings, city)
        made = set() if settings.canary.enabled else {CANARY.id}  # what nobody sends is not missed
        self._sources, self._streams = sorted(source_ids(city) - made), _streams(city)
        self._cameras = [camera.id for camera in city.cameras]
        self._zone = ZoneInfo(settings.city.time_zone)
        self._flapping = Flapping(self._limits.grouping.flap_count, self._limits.grouping.flap_seconds)
        self._said: dict[str, datetime | None] = {}  # None: all is well
        self._listening, self._next_head = now + SETTLING, now

    def listen_anew(self, now: datetime) -> None:
        """Nobody could be heard until now."""
        self._listening, self._said = now + SETTLING, {}

    def round(self, connection: Connection, now: datetime) -> None:
        """1. who is silent 2. what stands for what 3. whose time ran out 4. who is to be told, also of an end."""
        self.listen(connection, now)
        end_of_removed(connection, self._cameras)
        watch.resolve_quiet(connection, now - timedelta(seconds=self._flapping.seconds), now)
        alerts = self.place(connection, watch.unresolved(connection), now)
        alerts = [self._timed(connection, alert, now) for alert in alerts]
        for alert in alerts:
            self._tell(connection, alert, now)
        for alert in watch.over_untold(connection):
            outbox.tell(connection, alert.id, watch.TOLD_OVER, self._composer.end(alert), now)

    def write_head(self, connection: Connection, now: datetime) -> None:
        """Every hour write down, outside of the database, how the chain of the audit ends."""
        if now < self._next_head:
            return
        end = head(connection)  # the next round asks again when the database goes here
        self._next_head = now + HEAD_EVERY
        try:
            add_line(heads_file(self._settings), f"{now.isoformat()} {end.number}:{end.sha256}")
        except OSError as error:
            log.warning("the end of the audit was not written down: %s", error)

    def listen(self, connection: Connection, now: datetime) -> None:
        """Open and clear the alerts of those who are silent; nobody is accused before we have listened for a while."""
        if now < self._listening:
            return
        heard = self._heard(connection, now)
        found = silence.of_pipeline(self._limits.pipeline, self._streams, heard, self._listening, now)
        deaf = silence.trouble(found)
        for rule in self._limits.silences:
            if rule.stream in deaf:
                continue
            if rule.office_hours and not is_working(self._limits.office_hours, self._zone, now):
                found += silence.nothing_silent(rule, self._sources)
            else:
                found += silence.of_sources(rule, self._sources, heard.sources, self._listening, now)
        batch = Batch()
        batch.add(silence.changes(self._news(found, now), now, self._places, self._severities))
        save(connection, batch, self._flapping)

    def place(self, connection: Connection, alerts: list[Alert], now: datetime) -> list[Alert]:
        """Say of each alert what stands for it, where that changed; returns those that somebody sees on their own."""
        limits = self._limits.grouping
        opened = watch.opened_since(connection, now - timedelta(seconds=limits.flood_seconds))
        flooded = grouping.is_flooded(watch.is_flood(connection), opened, limits)
        windows = [Window(row.sources, row.begins, row.ends) for row in maintenance.lasting(connection, now)]
        placed = grouping.placed(alerts, self._tree, limits, windows, flooded, now)
        hides = grouping.hides(alerts, placed, self._tree, Uncovered(*watch.uncovered(connection)))
        shown, desks = self._at_desks(connection, alerts, now) if flooded else ([], [])
        for alert in alerts:
            hidden, root_id = placed[alert.id]
            if (alert.hidden, alert.root_id, alert.hides) != (hidden, root_id, hides[alert.id]):
                watch.place(connection, alert.id, hidden, root_id, hides[alert.id], now)
            elif not hidden:
                shown.append(alert)  # one that only now came to light is dealt with in the next round
        held = sum(row.hidden == "flood" for row in placed.values())
        watch.set_flood(connection, flooded, opened, held, desks, now)
        return shown

    def _at_desks(self, connection: Connection, alerts: list[Alert], now: datetime) -> tuple[list[Alert], list[str]]:
        """Those that the city's flood holds back and that somebody sees who has no flood: their time runs; and the
        desks that have one.
        """
        limits, before = self._limits.grouping, watch.flooded_desks_now(connection)
        seen: dict[int, Alert] = {}
        floods: list[str] = []
        for desk in accounts.desks(connection):
            if (scope := scope_of(*desk)) is None:
                continue
            here = [row for row in alerts if scope.holds(thing_of(row))]
            if flooded := grouping.is_desk_flooded(scope.desk in before, here, limits, now):
                floods.append(scope.desk)
            shown = [row for row in grouping.at_a_desk(here, limits, flooded) if not row.hidden]
            seen |= {row.id: row for row in shown}
        return [seen[row.id] for row in alerts if row.hidden == "flood" and row.id in seen], sorted(floods)

    def _heard(self, connection: Connection, now: datetime) -> Heard:
        said = watch.of_centre(connection, CENTRE)
        beats = {stream: said[key][0] for stream in self._streams if (key := f"{stream}_messages_total") in said}
        lags = {stream: said[key][1] for stream in self._streams if (key := f"{stream}_lag_seconds") in said}
        since = now - timedelta(seconds=self._limits.pipeline.dead_letters_seconds)
        return Heard(watch.heard(connection), beats, lags, watch.dead_letters(connection, since))

    def _news(self, found: list[Finding], now: datetime) -> list[Finding]:
        """Those worth saying: new, over since the last round, or not said again for a while."""
        rows = []
        for finding in found:
            key = f"{finding.kind}/{finding.subject}"
            known, last = key in self._said, self._said.get(key)
            well = finding.since is None
            if not known or well != (last is None) or (last and now - last >= AGAIN):
                rows.append(finding)
                self._said[key] = None if well else now
        return rows

    def _timed(self, connection: Connection, alert: Alert, now: datetime) -> Alert:
        change = on_clock(alert, procedure.of(self._city, alert.kind), now)
        if change is None:
            return alert
        try:
            return apply_now(connection, change)
        except Overtaken:  # somebody acted just now: the next round sees it
            return alert

    def _tell(self, connection: Connection, alert: Alert, now: datetime) -> None:
        settle = timedelta(seconds=self._limits.grouping.settle_seconds)
        settled = alert.changed_at is not None and now - alert.changed_at >= settle
        known = alert.state == "open" or (alert.state == "dispatched" and alert.told >= 0)
        if known and alert.told < alert.escalated and (settled or alert.escalated):
            outbox.tell(connection, alert.id, alert.escalated, self._composer.news(alert), now)


def _streams(city: City) -> list[str]:
    """The streams that must live; a city without cameras needs nobody who looks at frames."""
    return [name for name in known_streams() if city.cameras or name != "camera_frames"]
