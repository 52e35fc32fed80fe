"""What of the city somebody sees: the cameras and alerts of some communes, some cameras by name, or everything."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from alerts.grouping import at_a_desk, is_desk_flooded
from config.alerting import Grouping
from config.kinds import rank
from dashboard.picture import Picture
from store.alerts import Rest
from store.records import Alert


class Thing(NamedTuple):
    """What can be seen or not: by the source it is about and the commune it is in."""

    source_id: str
    commune_code: str = ""


class Scope(NamedTuple):
    """Communes by code and cameras by id. There is no scope (None) for who sees everything."""

    communes: frozenset[str] = frozenset()
    cameras: frozenset[str] = frozenset()

    def holds(self, thing: Thing) -> bool:
        """Whether the thing is in it. What lies in no commune is nobody's who sees only some."""
        return thing.source_id in self.cameras or thing.commune_code in self.communes

    @property
    def desk(self) -> str:
        """Those who see the same work at one desk: the key of it."""
        return f"{','.join(sorted(self.communes))}|{','.join(sorted(self.cameras))}"


def scope_of(communes: Collection[str] | None, cameras: Collection[str] | None) -> Scope | None:
    """The scope as an account has it."""
    return None if communes is None else Scope(frozenset(communes), frozenset(cameras or ()))


def thing_of(alert: Alert) -> Thing:
    """An alert as a thing that is seen or not."""
    return Thing(alert.source_id, alert.commune_code)


def of_desk(
    alerts: Sequence[Alert], grouping: Grouping, was: bool, now: datetime | None
) -> tuple[tuple[Alert, ...], bool]:
    """The alerts of somebody who sees a part of the city, in the order of the store: hidden ones last; and whether they
    have a flood of their own. ``was``: they had one when `ioc watch` looked last.
    """
    if now is None or not any(alert.hidden == "flood" for alert in alerts):
        return tuple(sorted(alerts, key=_turn)), False
    flooded = is_desk_flooded(was, alerts, grouping, now)
    return tuple(sorted(at_a_desk(alerts, grouping, flooded), key=_turn)), flooded


def _turn(alert: Alert) -> tuple[bool, int, float, int]:
    return alert.hidden != "", rank(alert.severity), -alert.opened_at.timestamp(), -alert.id


def rest_within(rest: Sequence[Rest], beyond: Sequence[Alert], scope: Scope, flooded: bool) -> tuple[Rest, ...]:
    """The counted ones that the scope holds, without those that its desk lists; where there is no flood, none is held
    back by one.
    """
    listed = Counter((a.commune_code, a.kind, a.severity, a.hidden, a.state, a.escalated > 0) for a in beyond)
    seen = [
        row._replace(alerts=row.alerts - listed[row[:-1]]) for row in rest if scope.holds(Thing("", row.commune_code))
    ]
    left = [row for row in seen if row.alerts > 0]
    return tuple(row if flooded or row.hidden != "flood" else row._replace(hidden="") for row in left)


def within(picture: Picture, scope: Scope | None, cameras: Mapping[str, str], grouping: Grouping) -> Picture:
    """What of the picture the scope holds; ``cameras``: the commune of every camera.

    A flood elsewhere holds nothing back that somebody sees here. Figures of networks and offices stay whole: they are
    no secret, and half of them would be wrong.
    """
    if scope is None:
        return picture
    shut = {id for id, commune in cameras.items() if not scope.holds(Thing(id, commune))}
    mine = [alert for alert in (*picture.alerts, *picture.beyond) if scope.holds(thing_of(alert))]
    alerts, flooded = of_desk(mine, grouping, scope.desk in picture.flooded, picture.read_at)
    named = {alert.details.get("incident_id", "") for alert in alerts}
    return msgspec.structs.replace(
        picture,
        alerts=alerts,
        beyond=(),
        rest=rest_within(picture.rest, picture.beyond, scope, flooded),
        deeds=tuple(row for row in picture.deeds if scope.holds(Thing(row.source_id, row.commune_code))),
        readings={key: row for key, row in picture.readings.items() if key[0] not in shut},
        stills={id: row for id, row in picture.stills.items() if id in cameras and id not in shut},
        incidents={id: row for id, row in picture.incidents.items() if id in cameras and id not in shut},
        evidence={id: kinds for id, kinds in picture.evidence.items() if id in named},
    )
