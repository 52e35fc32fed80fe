"""A day of the centre by a clock moved by hand: what time does to alerts that people take, forget, or never see."""

from datetime import timedelta

import pytest

from alerts.lifecycle import MOST_ESCALATIONS, Person, decide
from ops.watching import Watch
from store import audit, watch
from store.cases import apply_now
from store.pool import connect
from store.records import Alert, AlertRaised
from store.write import save
from tests.builders import NOON, batch, city, settings

AN = Person("An", "police")
STEP = 5  # minutes between two rounds
NAMES = ("nobody", "forgotten", "dispatched", "shelved", "resolved", "retaken")
# queue_long of the city's procedures: 15 minutes to take it, 60 to act, 240 to close it once a unit was sent
DONE = """
SELECT time, action FROM audit JOIN alerts ON alerts.id = alert_id
WHERE source_id = %s AND audit.role = 'centre' AND action <> 'open' ORDER BY number"""
TOLD = "SELECT source_id, count(*) FROM outbox JOIN alerts ON alerts.id = alert_id GROUP BY 1"
WORK = {
    5: [(name, "acknowledge", {}) for name in ("forgotten", "dispatched", "resolved")],
    10: [("dispatched", "dispatch", {}), ("shelved", "shelve", {"note": "chờ ca sau", "minutes": 240})],
    20: [("resolved", "resolve", {})],
}


class Day:
    """The centre's store and its watch; ``at`` goes on to a minute of the day."""

    def __init__(self, link, folder) -> None:
        file = folder / "own.toml"
        file.write_text('[alerts]\nsilences = []\n[notify.to.police]\nsecret_url = "json://127.0.0.1:9/x"\n')
        quiet = {"IOC_CANARY__ENABLED": "false", "IOC_ALERTS__PIPELINE__SILENT_SECONDS": "1000000000"}
        used = settings(IOC_CONFIG=str(file), IOC_DATA__FOLDER=str(folder / "data"), **quiet)
        save(link, batch(*(_raised(name) for name in NAMES)))
        self.link, self.begun = link, max(row.changed_at for row in watch.unresolved(link) if row.changed_at)
        self._watch = Watch(used, city(), self.begun)

    def one(self, name: str) -> Alert | None:
        """The alert of this name while somebody has to judge it."""
        return next((row for row in watch.unresolved(self.link) if row.source_id == name), None)

    def at(self, minute: int) -> None:
        """A round of the watch, whose letters are sent, and then what people do."""
        now = self.begun + timedelta(minutes=minute)
        self._watch.round(self.link, now)
        self.link.execute("UPDATE outbox SET sent_at = now() WHERE sent_at IS NULL")
        retaken = self.one("retaken")
        again = [("retaken", "acknowledge", {})] if minute and retaken and retaken.state == "open" else []
        for name, act, more in WORK.get(minute, []) + again:
            alert, length = self.one(name), timedelta(minutes=more.get("minutes", 0))
            assert alert
            apply_now(self.link, decide(alert, AN, act, now, more.get("note", ""), "", now + length))

    def done(self, name: str) -> list[tuple[int, str]]:
        """What the clock did to an alert, and in which minute of the day."""
        rows = self.link.execute(DONE, (name,))
        return [(round((time - self.begun).total_seconds() / 60), action) for time, action in rows]


def _raised(name: str) -> AlertRaised:
    return AlertRaised(f"queue_long/{name}", "queue_long", "moderate", name, NOON, NOON, None, None, "1", {})


@pytest.fixture
def day(database_url, tmp_path):
    """One whole day."""
    with connect(database_url, 5) as link:
        link.autocommit = True
        made = Day(link, tmp_path)
        for minute in range(0, 24 * 60 + 1, STEP):
            made.at(minute)
        yield made


def test_day_of_escalations_comes_to_the_minute_and_none_is_lost(day):
    assert day.done("nobody") == [(15, "escalate"), (30, "escalate"), (45, "escalate")]
    assert day.done("forgotten") == [(65, "expire"), (80, "escalate"), (95, "escalate")]
    assert day.done("dispatched") == [(250, "overdue"), (490, "overdue"), (730, "overdue")]
    assert day.done("shelved") == [(250, "unshelve"), (265, "escalate"), (280, "escalate"), (295, "escalate")]
    assert day.done("resolved") == []
    assert day.done("retaken") == [(minute, "expire") for minute in range(65, 24 * 60, 60)]
    left = {row.source_id: (row.state, row.escalated) for row in watch.unresolved(day.link)}
    assert left.pop("dispatched") == ("dispatched", MOST_ESCALATIONS)
    assert left.pop("retaken") == ("acknowledged", MOST_ESCALATIONS)
    assert left == dict.fromkeys(("nobody", "forgotten", "shelved"), ("open", MOST_ESCALATIONS))
    told = dict(day.link.execute(TOLD).fetchall())
    assert told == {name: 2 if name == "resolved" else 1 + MOST_ESCALATIONS for name in NAMES}
    assert list(audit.verify(day.link)) == []
