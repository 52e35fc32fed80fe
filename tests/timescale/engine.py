"""TimescaleDB's own code for tests: the WebAssembly build that npm brings, behind a small server on loopback."""

import re
import shutil
import signal
import subprocess
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql

from ops.broker import free_port
from ops.process import Child
from tests.patience import until

HERE = Path(__file__).parent
TABLES = """
SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('migrations', 'keeping')
UNION ALL SELECT view_name FROM timescaledb_information.continuous_aggregates"""


@cache
def missing() -> str:
    """Why it cannot run here, or nothing; fetches it at the first call."""
    if not (node := shutil.which("node")) or not shutil.which("npm"):
        return "no Node.js or no npm on this machine"
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    if not (found := re.match(r"v(\d+)", said)) or int(found[1]) < 20:
        return "Node.js is older than 20"
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False, timeout=600)
    return f"npm did not bring it: {done.stderr[-500:]}" if done.returncode else ""


class Timescale:
    """One server of one database, which clients take in turns."""

    def __init__(self) -> None:
        self._port = free_port()
        self._child = Child("timescaledb", lambda _name, _line: None, signal.SIGKILL)

    @property
    def url(self) -> str:
        """How clients connect."""
        return f"postgresql://postgres@127.0.0.1:{self._port}/postgres?sslmode=disable"

    def start(self) -> None:
        """Start and wait until it takes connections."""
        self._child.start([shutil.which("node") or "node", str(HERE / "server.mjs"), str(self._port)])
        until(self._ready, seconds=120, every=0.1)

    def stop(self) -> None:
        """All it held is gone."""
        self._child.stop(signal.SIGTERM, 10)

    def wipe(self) -> None:
        """Empty every table, for the next test."""
        with psycopg.connect(self.url) as link:
            link.execute("SET LOCAL session_replication_role = replica")  # the audit lets nobody empty it
            names = [sql.Identifier(name) for (name,) in link.execute(TABLES)]
            link.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(sql.SQL(", ").join(names)))
            link.execute("INSERT INTO audit_head DEFAULT VALUES")
            link.execute("INSERT INTO flood DEFAULT VALUES")

    def _ready(self) -> bool:
        assert self._child.ended is None, list(self._child.last_lines)
        return any(line.startswith("READY") for line in self._child.last_lines)
