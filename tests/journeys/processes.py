"""Starts `ioc` commands as real processes on a test's own database and broker, and ends them."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.patience import until

WAITS = {"IOC_DATABASE__RETRY_SECONDS": "0.2", "IOC_DATABASE__CONNECT_SECONDS": "2.0"}


def environment(database_url: str, servers: str, **changes: str) -> dict[str, str]:
    """This process's environment without settings of its own, with these services."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("IOC_", "CAMERAS"))}
    return clean | {"DATABASE_URL": database_url, "KAFKA_BOOTSTRAP_SERVERS": servers} | WAITS | changes


@contextmanager
def running(env: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """`ioc …` for as long as the block lasts; it must end by itself when asked."""
    process = subprocess.Popen([sys.executable, "-m", "ops", *arguments], env=env)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


@contextmanager
def all_running(env: dict[str, str], *commands: str) -> Iterator[None]:
    """Several commands at once, each a line as it would be typed after `ioc`."""
    with ExitStack() as stack:
        for command in commands:
            stack.enter_context(running(env, *command.split()))
        yield


def free_port() -> int:
    """A loopback port that nobody has now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@contextmanager
def dashboard(env: dict[str, str]) -> Iterator[str]:
    """The dashboard's address, once it answers."""
    port = free_port()
    with running(env | {"IOC_DASHBOARD__PORT": str(port)}, "dashboard"):
        address = f"http://127.0.0.1:{port}"
        until(lambda: _answers(f"{address}/healthz"), seconds=60)
        yield address


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - a loopback address of ours
            return answer.status == 200
    except OSError:
        return False
