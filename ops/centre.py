"""A whole operations centre as processes: what is not configured is embedded, what ends is started again."""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from msgspec.structs import replace

from config import City, Settings, data_folder
from ingest.topics import BrokerUnusable, ensure_topics
from ops.broker import Broker, BrokerError
from ops.console import Console
from ops.guard import Pause
from ops.plan import Service, services, stop_order
from ops.postgres import Postgres
from ops.process import Child
from ops.recycling import Recycling
from ops.restart import Restart
from ops.running import announce, withdraw
from store.migrate import migrate
from store.policies import set_policies

CHILD_PATIENCE_SECONDS = 10.0
LOOK_SECONDS = 0.25
SETTLE = 2 / 3 / 1000  # of the session's milliseconds, in seconds: two heartbeats


class Centre:
    """``start`` it, ``watch`` it until something ends the watching, ``stop`` it; ``kill`` it when there is no time."""

    def __init__(self, settings: Settings, city: City, environment: Mapping[str, str], console: Console) -> None:
        self.settings, self._city, self._console = settings, city, console
        self._environment = dict(environment)
        self._rows = services(settings, city)
        self._children = {row.name: Child(row.name, console.log) for row in self._rows}
        self._postgres: Postgres | None = None
        self._broker: Broker | None = None
        self._restarts: list[Restart] = []
        self._recycling: Recycling | None = None

    def start(self) -> None:
        """PostgreSQL, broker, topics, migrations, then the children; each step is shown."""
        self._start_database()
        self._start_broker()
        with self._console.step("Bring the database to the newest schema") as note:
            applied = migrate(self.settings.database.url)
            set_policies(self.settings.database.url, self.settings.store, datetime.now(UTC))
            note(", ".join(applied) or "nothing to do")
        announce(self.settings)
        for row in self._rows:
            with self._console.step(f"Start {row.name}"):
                self._start_child(row)
            self._restarts.append(self._restart(row.name, self._children[row.name], self._starter(row)))

    def watch(self) -> None:
        """Look after everything once."""
        for restart in self._restarts:
            restart.check()
        if self._recycling and self._broker and self._broker.ended is None:
            with contextlib.suppress(BrokerUnusable, BrokerError):  # it ended meanwhile: its own restart is due
                self._recycling.check()

    def watch_until(self, done: Callable[[], bool], seconds: float = float("inf")) -> bool:
        """Look after everything until ``done``; False when the time is over first."""
        give_up = time.monotonic() + seconds
        while not done():
            if time.monotonic() > give_up:
                return False
            self.watch()
            time.sleep(LOOK_SECONDS)
        return True

    def stop(self) -> None:
        """In order: who produces, who consumes, who shows, the broker, the database."""
        if self._recycling:
            self._recycling.stop()
        withdraw(self.settings)
        for rows in stop_order(self._rows):
            self._stop_children([self._children[row.name] for row in rows if self._children[row.name].pid])
        if self._broker:
            self._broker.stop()
        if self._postgres and self._postgres.pid:
            with self._console.step("Stop the database"):
                self._postgres.stop()

    def kill(self) -> None:
        """At once; the database recovers at its next start."""
        for child in self._children.values():
            child.send_all(signal.SIGKILL)
        if self._broker:
            self._broker.kill()
        if self._postgres:
            self._postgres.kill()

    def _start_database(self) -> None:
        if self.settings.database.url:
            self._console.say("the database is the one of DATABASE_URL; it is migrated and otherwise left alone")
            return
        with self._console.step("Start the embedded PostgreSQL") as note:
            folder = data_folder(self.settings) / "postgres"
            self._postgres = Postgres(folder, self.settings.database.bin_folder, self._console.log)
            self._postgres.start()
            note(f"data in {self._postgres.data}")
        if self._postgres.place.moved and self._postgres.account:
            self._console.say(f"the account {self._postgres.account.name!r} cannot reach {folder}")
        self._use(DATABASE_URL=self._postgres.url)
        self.settings = replace(self.settings, database=replace(self.settings.database, url=self._postgres.url))
        self._restarts.append(self._restart("the database", self._postgres, self._postgres.start))

    def _start_broker(self) -> None:
        if servers := self.settings.broker.bootstrap_servers:
            with self._console.step(f"Make the topics that are missing on {servers}"):
                ensure_topics(self.settings)
            return
        with self._console.step("Start the embedded broker") as note:
            self._broker = Broker(self.settings, self._console.log)
            self._broker.start()
            note(f"{self._broker.servers}, all in memory: for trying out")
        self._use(KAFKA_BOOTSTRAP_SERVERS=self._broker.servers)
        self.settings = self._broker.settings
        self._restarts.append(self._restart("the broker", self._broker, self._broker.start))
        limit, settle_seconds = self.settings.broker.memory_limit_mb, self.settings.broker.session_timeout_ms * SETTLE
        self._recycling = Recycling(self._broker, limit, self._halt_producers, self._console.say, settle_seconds)

    def _use(self, **values: str) -> None:
        self._environment.update(values)

    def _start_child(self, row: Service) -> None:
        number = self.settings.metrics.port and self.settings.metrics.port + self._rows.index(row)
        environment = self._environment | {"IOC_METRICS__PORT": str(number)}
        self._children[row.name].start(command(row.arguments), environment)

    def _starter(self, row: Service) -> Callable[[], None]:
        return lambda: self._start_child(row)

    def _restart(self, name: str, process: Postgres | Broker | Child, start: Callable[[], None]) -> Restart:
        return Restart(name, start, lambda: process.ended, self._console.say)

    def _halt_producers(self) -> Callable[[], None]:
        children = [self._children[row.name] for row in self._rows if row.produces]
        return Pause([child.pid for child in children if child.pid and child.ended is None]).resume

    def _stop_children(self, children: Iterable[Child]) -> None:
        """Ask all, then wait for each."""
        rows = list(children)
        for child in rows:
            child.ask_to_end()
        for child in rows:
            with self._console.step(f"Stop {child.name}") as note:
                if not child.finish(CHILD_PATIENCE_SECONDS):
                    note("killed, it did not end by itself")


def command(arguments: Iterable[str]) -> list[str]:
    """How a child of ours is started: it watches for our death (-P: nothing is imported from the folder we are in)."""
    return [sys.executable, "-P", "-m", "ops", "--parent", str(os.getpid()), *arguments]
