"""What of the city somebody sees: the cameras and alerts of some communes, some cameras by name, or everything."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from alerts.grouping import at_a_desk
from config.alerting import Grouping
from config.kinds import rank
from dashboard.picture import Picture
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


def scope_of(communes: Collection[str] | None, cameras: Collection[str] | None) -> Scope | None:
    """The scope as an account has it."""
    return None if communes is None else Scope(frozenset(communes), frozenset(cameras or ()))


def thing_of(alert: Alert) -> Thing:
    """An alert as a thing that is seen or not."""
    return Thing(alert.source_id, alert.commune_code)


def of_desk(alerts: Sequence[Alert], grouping: Grouping, now: datetime | None) -> tuple[Alert, ...]:
    """The alerts of somebody who sees a part of the city, in the order of the store: hidden ones last."""
    if now is None or not any(alert.hidden == "flood" for alert in alerts):
        return tuple(alerts)
    return tuple(sorted(at_a_desk(alerts, grouping, now), key=_turn))


def _turn(alert: Alert) -> tuple[bool, int, float, int]:
    return alert.hidden != "", rank(alert.severity), -alert.opened_at.timestamp(), -alert.id


def within(picture: Picture, scope: Scope | None, cameras: Mapping[str, str], grouping: Grouping) -> Picture:
    """What of the picture the scope holds; ``cameras``: the commune of every camera.

    A flood elsewhere holds nothing back that somebody sees here. Figures of networks and offices stay whole: they are
    no secret, and half of them would be wrong.
    """
    if scope is None:
        return picture
    shut = {id for id, commune in cameras.items() if not scope.holds(Thing(id, commune))}
    alerts = of_desk([alert for alert in picture.alerts if scope.holds(thing_of(alert))], grouping, picture.read_at)
    named = {alert.details.get("incident_id", "") for alert in alerts}
    return msgspec.structs.replace(
        picture,
        alerts=alerts,
        readings={key: row for key, row in picture.readings.items() if key[0] not in shut},
        stills={id: row for id, row in picture.stills.items() if id in cameras and id not in shut},
        incidents={id: row for id, row in picture.incidents.items() if id in cameras and id not in shut},
        evidence={id: kinds for id, kinds in picture.evidence.items() if id in named},
    )
