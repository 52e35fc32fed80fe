"""What a process answers to those who watch it from outside: its figures, whether it lives, whether it is ready."""

import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Gauge, generate_latest

from config import Settings

log = logging.getLogger(__name__)
TEXT = "text/plain; charset=utf-8"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
NEEDED = {
    "ioc_broker_connected": "no connection to the broker",
    "ioc_database_connected": "no answer from the database",
}
PROCESS = Gauge("ioc_process_info", "1, and which command of ioc this process runs", ("command",))


def watch_from_outside(settings: Settings, command: str) -> int:
    """Answer on ``metrics.port`` in a thread; returns the port, or 0: a taken port is no reason not to work."""
    PROCESS.labels(command).set(1)
    if not settings.metrics.port:
        return 0
    try:
        server = ThreadingHTTPServer((settings.metrics.host, settings.metrics.port), Answers)
    except OSError as error:
        log.warning("no figures on port %d (%s): set IOC_METRICS__PORT", settings.metrics.port, error.strerror)
        return 0
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="outside", daemon=True).start()
    log.info("figures on http://%s:%d/metrics", settings.metrics.host, server.server_port)
    return server.server_port


def not_ready() -> list[str]:
    """What this process waits for, read off its own figures."""
    samples = [sample for family in REGISTRY.collect() for sample in family.samples]
    needed = [sample for sample in samples if sample.name in NEEDED]
    commands = [sample.labels["command"] for sample in samples if sample.name == "ioc_process_info"]
    if not needed and any(command.startswith("ingest") for command in commands):
        return ["all: not started yet"]
    away = [sample for sample in needed if sample.value != 1]
    return [f"{sample.labels['stream']}: {NEEDED[sample.name]}" for sample in away]


class Answers(BaseHTTPRequestHandler):
    """GET /metrics, /healthz and /readyz."""

    timeout = 5.0

    def do_GET(self) -> None:
        """Answer, unless a web page of another name asks a server that is meant for this machine alone."""
        if self.connection.getsockname()[0] in LOOPBACK and not _local(self.headers.get("Host", "")):
            self._answer(403, TEXT, b"refused\n")
        elif self.path == "/metrics":
            self._answer(200, CONTENT_TYPE_LATEST, generate_latest(REGISTRY))
        elif self.path == "/healthz":
            self._answer(200, TEXT, b"ok\n")
        elif self.path == "/readyz":
            reasons = not_ready()
            self._answer(503 if reasons else 200, TEXT, "".join(f"{row}\n" for row in reasons or ["ready"]).encode())
        else:
            self._answer(404, TEXT, b"there are /metrics, /healthz and /readyz\n")

    def _answer(self, code: int, kind: str, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        """Nobody needs to know what answers."""
        return "ioc"

    def log_message(self, format: str, *args: object) -> None:
        """One line every few seconds would hide what matters."""


def _local(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in LOOPBACK
    except ValueError:
        return False
