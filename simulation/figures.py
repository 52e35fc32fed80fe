"""Everything the simulated city says but its pictures: all parts of it, second by second."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from config import Settings
from config.city import City
from simulation import messages
from simulation.messages import Message
from simulation.queues import Offices
from simulation.reports import Reports
from simulation.services import Services
from simulation.statements import Statements
from simulation.systems import Systems
from simulation.telemetry import Network

# Slow things are told of from before the start too: a map without any report would look like a map that fails.
STATED_BEFORE, REPORTED_BEFORE = timedelta(days=1), timedelta(hours=48)


class Figures:
    """One city from one seed; what it said before is said again after a restart, and is the same."""

    def __init__(self, settings: Settings, city: City, start: datetime) -> None:
        seed, zone, self._every = settings.simulation.seed, settings.city.time_zone, settings.simulation
        self._network, self._systems = Network(city, seed, start, zone), Systems(city, seed, zone)
        self._offices, self._services = Offices(city.offices, seed, zone), Services(city, seed, zone)
        self._statements, self._reports = Statements(city, seed, zone), Reports(city, seed, zone)

    def before(self, start: datetime) -> Iterator[Message]:
        """The newest statement of each indicator, and what has become of the reports of the last days."""
        first = start - timedelta(seconds=1)
        yield from messages.statements(self._statements, first - STATED_BEFORE, first)
        yield from messages.citizen_reports(self._reports, first - REPORTED_BEFORE, first)

    def of(self, second: datetime) -> Iterator[Message]:
        """All that is said in one second."""
        yield from messages.telemetry(self._network, second, self._every.telemetry_seconds, self._systems)
        yield from messages.queues(self._offices, second, self._every.queue_seconds, self._services)
        last = second - timedelta(seconds=1)
        yield from messages.statements(self._statements, last, second)
        yield from messages.citizen_reports(self._reports, last, second)
