"""A camera's health as its frames tell it: what the pictures show, and whether its clock is right."""

from datetime import UTC, datetime

from ingest.stream import Message
from store.records import Reading, TimeSource
from vision.health import clock_drift
from vision.health.bill import ACCEPTED, AILMENTS, Ailment, Bill, Ledger, lasted, metric
from vision.health.persistence import Persistence

PICTURED: tuple[Ailment, ...] = tuple(ailment for ailment in AILMENTS if ailment not in ("offline", "clock_drift"))


class Health:
    """Of one camera. Its readings carry the time of arrival: that of capture may be what is wrong."""

    def __init__(self, camera_id: str) -> None:
        self._ledger = Ledger(camera_id)
        self._drift = clock_drift.ClockDrift()
        self._drifting = Persistence(clock_drift.AFTER_SECONDS, clock_drift.OVER_SECONDS)

    def arrived(self, message: Message, time: datetime, source: TimeSource) -> list[Reading]:
        """What a frame tells by when it comes, also one that is too late to be looked at."""
        if source == "arrival" or message.timestamp <= 0:
            return []
        arrival = _arrival(message)
        began = self._drifting.step(self._drift.seen(time, arrival), arrival)
        return self._ledger.readings({metric("clock_drift"): lasted(began, arrival)}, arrival)

    def shown(self, message: Message, time: datetime, bill: Bill) -> list[Reading]:
        """What its picture shows."""
        values = {metric(ailment): lasted(bill.since.get(ailment), time) for ailment in PICTURED}
        values[ACCEPTED] = float(bill.accepted)
        return self._ledger.readings(values, _arrival(message) if message.timestamp > 0 else time)


def _arrival(message: Message) -> datetime:
    return datetime.fromtimestamp(message.timestamp / 1000, UTC)
