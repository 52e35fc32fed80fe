"""What the store said last, whole: screens are drawn from this and never wait for the database."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

import msgspec

from store import alerts, casebook, incidents, readings, reports, stills, watch
from store.alerts import Rest
from store.casebook import Deed
from store.incidents import IncidentCount
from store.pool import AsyncConnection
from store.records import Alert, Reading
from store.reports import Standing
from store.stills import StillHead
from vision.health.bill import ACCEPTED, AILMENTS, metric

STREAMS = ("camera_frames", "network_telemetry", "service_queue", "indicators", "citizen_reports")
CENTRE, CANARY = "centre.ingest", "centre.canary"
METRICS = (
    "up",
    "running",
    "people_waiting",
    "wait_seconds",
    "counters_open",
    "dossiers_received_today",
    "dossiers_resolved_today",
    "dossiers_overdue",
    "frame_lag_seconds",
    *(metric(ailment) for ailment in AILMENTS),
    ACCEPTED,
    *(f"{stream}_messages_total" for stream in STREAMS),
    *(f"{stream}_lag_seconds" for stream in STREAMS),
    "incident_seconds",
)


class Picture(msgspec.Struct, frozen=True):
    """The state of the city as last read at ``read_at``; ``down_since`` says since when the store gives no answer.

    ``rest`` counts the alerts for which ``alerts`` has no room; some of them stand in ``beyond``, for desks that see a
    part of the city. ``flooded`` are the desks, by key, with a flood of their own. ``canary_seconds``: from the
    beginning of the newest made incident until it was read here.
    """

    read_at: datetime | None = None
    down_since: datetime | None = None
    alerts: tuple[Alert, ...] = ()
    beyond: tuple[Alert, ...] = ()
    rest: tuple[Rest, ...] = ()
    flooded: frozenset[str] = frozenset()
    readings: Mapping[tuple[str, str], Reading] = {}
    stills: Mapping[str, StillHead] = {}
    incidents: Mapping[str, IncidentCount] = {}
    evidence: Mapping[str, list[str]] = {}
    touched: Mapping[int, int] = {}
    deeds: tuple[Deed, ...] = ()
    reports: Standing = Standing()
    canary_seconds: float | None = None

    def left(self, severity: str = "", state: str = "", late: bool = False) -> int:
        """How many that stand for themselves there are beside ``alerts``, of this severity, state or lateness."""
        return sum(
            row.alerts
            for row in self.rest
            if not row.hidden and severity in ("", row.severity) and state in ("", row.state) and late <= row.late
        )

    def hidden(self) -> Counter[str]:
        """How many alerts others stand for, by why."""
        listed = Counter(alert.hidden for alert in self.alerts if alert.hidden)
        return sum((Counter({row.hidden: row.alerts}) for row in self.rest if row.hidden), listed)

    def value(self, source_id: str, metric: str) -> float | None:
        """The newest value of a source's metric, however old; None when it never said any."""
        found = self.readings.get((source_id, metric))
        return found.value if found else None

    def time(self, source_id: str, metric: str) -> datetime | None:
        """When the newest value was true."""
        found = self.readings.get((source_id, metric))
        return found.time if found else None


async def look(connection: AsyncConnection, now: datetime, midnight: datetime) -> Picture:
    """Read all that screens show, in one visit."""
    open_alerts = await alerts.unresolved(connection)
    beyond = await alerts.of_desks(connection, open_alerts)
    both = [*open_alerts, *beyond]
    named = [alert.details["incident_id"] for alert in both if "incident_id" in alert.details]
    held = any(alert.hidden == "flood" for alert in both)
    return Picture(
        read_at=now,
        alerts=tuple(open_alerts),
        beyond=tuple(beyond),
        rest=tuple(await alerts.rest(connection, open_alerts)),
        flooded=await watch.flooded_desks(connection) if held else frozenset(),
        readings={(row.source_id, row.metric): row for row in await readings.latest(connection, list(METRICS))},
        stills={row.camera_id: row for row in await stills.heads(connection)},
        incidents={row.camera_id: row for row in await incidents.counts(connection, midnight)},
        evidence=await incidents.evidence_kinds(connection, named) if named else {},
        touched=await casebook.touched(connection),
        deeds=tuple(await casebook.deeds(connection)),
        reports=await reports.standing(connection),
    )
