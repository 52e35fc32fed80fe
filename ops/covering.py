"""`ioc coverage`: who is reached by which radio site, kept up to date while sites go down and come back."""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import psutil

from config import City, Settings
from config.radio import TECHNOLOGIES
from geo.coverage import Coverage
from geo.measured import Cell, cells
from ops.coverage_figures import Downs, commune_rows, failure_rows, gap_rows, layers
from ops.rounds import through_outages, told_to_end
from store import coverage_changes as changes
from store.coverage import Origin, State
from store.coverage_model import load_coverage, origins
from store.imports import INPUTS, MEASURED
from store.listen import begin, wait
from store.measurements import replace_cells, samples
from store.pool import Connection
from store.units import part_of, take_from_folder

log = logging.getLogger(__name__)
ALERTS = "alerts"  # a site that goes down or comes back opens or clears an alert
TURN_SECONDS = 1.0  # a second process asks so often whether it is its turn; and so soon a signal is heard


def serve(settings: Settings, city: City) -> None:
    """Listen until SIGTERM or SIGINT, through every outage of the database; one process at a time computes."""
    told, covering = told_to_end(), Covering(settings, city)
    through_outages(
        settings.database, "ioc coverage", told, lambda connection: _rounds(covering, connection, settings, told)
    )


def _rounds(covering: "Covering", connection: Connection, settings: Settings, told: threading.Event) -> None:
    while not changes.take_turn(connection):
        if told.wait(TURN_SECONDS):
            return
    begin(connection)
    heard = {INPUTS}  # what was told while nobody listened
    while not told.is_set():
        covering.round(connection, heard, datetime.now(UTC))
        heard = _hear(connection, settings.coverage.look_seconds, told)


def _hear(connection: Connection, seconds: float, told: threading.Event) -> set[str]:
    """What there is to do; nothing in particular when the time is over."""
    end = time.monotonic() + seconds
    while not told.is_set() and (left := end - time.monotonic()) > 0:
        if heard := wait(connection, min(left, TURN_SECONDS)) & {ALERTS, INPUTS, MEASURED}:
            return heard
    return set()


@dataclass
class Computed:
    """Coverage with what is known around it; ``unsaved``: communes whose newest figures are not in the store yet."""

    coverage: Coverage
    downs: Downs
    unsaved: set[str]
    cells: Sequence[Cell] = ()
    origins: dict[str, Origin] = field(default_factory=dict)
    since: dict[str, datetime] = field(default_factory=dict)
    gaps_saved: bool = False


class Covering:
    """``round`` makes the store say what is so now; what is remembered can all be computed anew."""

    def __init__(self, settings: Settings, city: City) -> None:
        self._city, self._limits = city, settings.coverage
        self._zone = ZoneInfo(settings.city.time_zone)
        self._computed: Computed | None = None

    def round(self, connection: Connection, heard: set[str], now: datetime) -> None:
        """1. build anew what was imported anew 2. set measurements beside it 3. take out sites that are down, bring
        back those that are up 4. keep the day's result.
        """
        if INPUTS in heard:
            self._computed = self._built(connection)
        if (computed := self._computed) is None:
            return
        if heard & {INPUTS, MEASURED}:
            self._compare(connection, computed, now)
        state = self._follow(connection, computed, now)
        today = now.astimezone(self._zone).date()
        if not changes.has_day(connection, today):
            changes.save_day(connection, today, layers(computed.coverage, computed.cells), state)
            log.info("the result of %s is kept", today)

    def _built(self, connection: Connection) -> Computed | None:
        begun = time.monotonic()
        try:
            coverage = load_coverage(connection, self._city, self._limits)
        except ValueError as error:
            log.error("coverage cannot be computed: %s", error)  # until something else is imported
            return None
        take_from_folder(connection, [part_of(row) for row in self._city.old_units])
        if coverage is None:
            log.info("no antennas are known: nothing to compute until `ioc import-sites` brings some")
            return None
        log.info(
            "%d sites, %d points: built in %.1f s, %d MB of memory",
            len(coverage.sites), len(coverage.points), time.monotonic() - begun,
            psutil.Process().memory_info().rss / 1e6,
        )  # fmt: skip
        return Computed(coverage, Downs(coverage), set(coverage.points.communes))

    def _compare(self, connection: Connection, computed: Computed, now: datetime) -> None:
        """Set measured ground beside the model."""
        since, limits = now - timedelta(days=self._limits.measured_days), self._limits
        computed.cells = [
            cell
            for name in TECHNOLOGIES
            for cell in cells(
                computed.coverage,
                name,
                samples(connection, name, since),
                limits.measured_samples,
                limits.threshold_dbm[name],
            )
        ]
        with connection.transaction():
            replace_cells(connection, computed.cells)
        computed.origins = origins(connection, self._city)
        computed.unsaved.update(computed.coverage.points.communes[:1])  # the state says where measurements are from

    def _follow(self, connection: Connection, computed: Computed, now: datetime) -> State:
        begun, coverage = time.monotonic(), computed.coverage
        states = changes.site_states(connection, coverage.sites)
        down = {site: time for site, (time, up) in states.items() if not up}
        changed = sorted(down.keys() ^ coverage.down)
        for site in changed:
            computed.unsaved.update(coverage.switch(site, up=site not in down).communes)
        computed.downs.changed(changed)
        computed.since = down | {site: computed.since[site] for site in down.keys() & computed.since.keys()}
        silent = now - timedelta(seconds=self._limits.silent_seconds)
        unheard = len(coverage.sites) - sum(time >= silent for time, _ in states.values())
        as_of = max((time for time, _ in states.values()), default=now)
        state = State(as_of, now, len(coverage.sites), len(down), unheard, computed.origins)
        if changed or computed.unsaved:
            self._save(connection, computed, state, changed, begun)
        else:
            changes.touch(connection, as_of, unheard)
        return state

    def _save(self, connection: Connection, computed: Computed, state: State, changed: list[str], begun: float) -> None:
        coverage = computed.coverage
        since = computed.since | changes.down_since(connection, coverage.down)
        rows = commune_rows(coverage, sorted(computed.unsaved))
        downs, lost = computed.downs.rows(since)
        changes.save_now(connection, changes.Result(state, list(coverage.points.communes), rows, downs, lost))
        computed.unsaved.clear()
        log.info(
            "%s: %d of %d sites down, %.0f people without any signal because of it (%.0f ms)",
            ", ".join(changed[:5]) + f" and {len(changed) - 5} more" * (len(changed) > 5) or "computed",
            state.sites_down, state.sites, coverage.lost("any").people, (time.monotonic() - begun) * 1000,
        )  # fmt: skip
        changes.save_failures(connection, failure_rows(coverage, self._limits.failures))
        if not computed.gaps_saved:
            changes.save_gaps(connection, gap_rows(coverage, self._city.boundaries, self._limits.gaps))
            computed.gaps_saved = True
