"""Where the services of a centre that runs on this machine are, for the other commands beside it."""

import os
from pathlib import Path

import msgspec
import psutil
from msgspec.structs import replace

from config import Settings, data_folder


class Running(msgspec.Struct, frozen=True):
    """A running centre: its process, when that began (seconds since 1970), and what it has embedded."""

    pid: int
    began: float
    database_url: str
    bootstrap_servers: str


def announce(settings: Settings) -> None:
    """Write down where this centre's services are; for whoever runs it alone, since the way to a database is in it."""
    running = Running(
        os.getpid(),
        psutil.Process().create_time(),
        settings.database.url,
        settings.broker.bootstrap_servers,
    )
    path = _path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(msgspec.json.encode(running))
    fresh.replace(path)


def withdraw(settings: Settings) -> None:
    """Take back what this process announced, and nothing that another did."""
    if (found := _read(settings)) and found.pid == os.getpid():
        _path(settings).unlink(missing_ok=True)


def beside(settings: Settings) -> Settings:
    """The settings with the services of the centre that runs on the same data folder, where they name none."""
    found = _read(settings)
    if not found or not _lives(found):
        return settings
    url = settings.database.url or found.database_url
    servers = settings.broker.bootstrap_servers or found.bootstrap_servers
    return replace(
        settings,
        database=replace(settings.database, url=url),
        broker=replace(settings.broker, bootstrap_servers=servers),
    )


def _path(settings: Settings) -> Path:
    return data_folder(settings) / "running.json"


def _read(settings: Settings) -> Running | None:
    try:
        return msgspec.json.decode(_path(settings).read_bytes(), type=Running)
    except (OSError, msgspec.DecodeError):
        return None


def _lives(running: Running) -> bool:
    """A process of that number may be another one by now."""
    try:
        return abs(psutil.Process(running.pid).create_time() - running.began) < 1
    except psutil.Error:
        return False
