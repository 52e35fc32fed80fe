"""All that is known of one case, read in one visit: the alert, its proof, what was done, and who stands for whom."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from config.procedures import Procedure
from dashboard.authority import visitor
from dashboard.centre import Centre
from dashboard.scope import Scope
from store import alerts, audit, cases, incidents
from store.handling import Audited
from store.pool import AsyncConnection
from store.records import Alert, Incident


class CaseFile(msgspec.Struct, frozen=True):
    """A case; ``ticks``: the lines of the checklist that are done, by whom and when."""

    alert: Alert
    incident: Incident | None
    heads: Mapping[str, incidents.EvidenceHead]
    timeline: list[Audited]
    ticks: Mapping[str, tuple[str, datetime]]
    root: Alert | None = None

    def procedure(self, centre: Centre) -> Procedure | None:
        """What is to be done about it; None for a kind that no procedure names any more."""
        return centre.city.procedures.get(self.alert.kind)

    def reviewer(self) -> Audited | None:
        """Who looked at it and decided last: the newest change of state by a person."""
        changes = [row for row in self.timeline if row.role != "centre" and row.action not in ("note", "tick")]
        return changes[-1] if changes else None

    @property
    def number(self) -> int:
        """The newest row of the audit about it."""
        return self.timeline[-1].number if self.timeline else 0


async def read(connection: AsyncConnection, alert_id: int) -> CaseFile | None:
    """The case of an alert; None when there is no such alert."""
    found = await alerts.one(connection, alert_id)
    if found is None:
        return None
    alert = as_seen(found, visitor().scope)
    incident_id = alert.details.get("incident_id", "")
    incident = await incidents.one(connection, incident_id) if incident_id else None
    heads = (await incidents.evidence_heads(connection, [incident_id])).get(incident_id, {}) if incident else {}
    return CaseFile(
        alert,
        incident,
        heads,
        await audit.timeline(connection, alert_id),
        await cases.ticked(connection, alert_id),
        await alerts.one(connection, alert.root_id) if alert.hidden and alert.root_id else None,
    )


def as_seen(alert: Alert, scope: Scope | None) -> Alert:
    """Who sees a part of the city is not kept from it by the city's flood: it is in their queue, and its time runs."""
    elsewhere = scope is not None and alert.hidden == "flood"
    return msgspec.structs.replace(alert, hidden="", root_id=None) if elsewhere else alert
