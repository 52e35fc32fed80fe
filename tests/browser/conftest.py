"""A real Chromium, a real server process, a real database; and a record of every request."""

import multiprocessing
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg
import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from dashboard.sessions import token_of
from ops.postgres import Postgres
from store.records import Batch
from tests import accounts
from tests.browser import screen_server
from tests.dashboard import scenes
from tests.patience import until

# Servers are forked from one process that has the libraries loaded: to load them takes longer than most tests.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([screen_server.__name__])
# What can be used or looked at, but has no name that a screen reader could say.
NAMELESS = """() => [...document.querySelectorAll('button, a[href], input, select, textarea, [role=img], img')]
  .filter(e => e.checkVisibility() && !(e.innerText || '').trim() && !e.ariaLabel && !e.title)
  .filter(e => !(e.labels || []).length && !e.getAttribute('aria-labelledby') && !e.hasAttribute('alt'))
  .map(e => e.outerHTML.slice(0, 120))"""
NO_OUTSIDE = "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", f"--host-resolver-rules={NO_OUTSIDE}",
]  # fmt: skip


class Server:
    """The dashboard as a process that can be stopped and started again on the same port."""

    def __init__(self, database_url: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.database_url = database_url
        self.city = scenes.city(scenes.settings(database_url, self.port))
        self.address = f"http://127.0.0.1:{self.port}"
        SERVERS[self.address] = self
        self.process: BaseProcess | None = None

    def start(self, *overrides: str) -> None:
        """Start it and wait until it answers."""
        pairs = dict(pair.split("=", 1) for pair in overrides)
        self.process = FORKS.Process(target=screen_server.run, args=(self.database_url, self.port, pairs), daemon=True)
        self.process.start()
        until(self.answers, 60, why="the dashboard answers")

    def answers(self) -> bool:
        """Whether /healthz says ok."""
        assert self.process is not None and self.process.is_alive(), "the dashboard ended by itself"
        try:
            return urlopen(f"{self.address}/healthz", timeout=2).read() == b"ok"  # noqa: S310 (our own address)
        except OSError:
            return False

    def stop(self) -> int | None:
        """SIGTERM; the exit code, None when it did not end."""
        if self.process is None:
            return 0
        self.process.terminate()
        self.process.join(20)
        code, self.process = self.process.exitcode, None
        return code

    def cookies(self, name: str = "An", role: str = "administrator") -> list[dict]:
        """What a browser of somebody has who is logged in here."""
        made = accounts.cookie(self.database_url, name, role)
        pairs = {f"session_{self.port}": made, f"csrf_{self.port}": token_of(made)}
        return [{"name": key, "value": value, "url": self.address} for key, value in pairs.items()]


SERVERS: dict[str, Server] = {}


class Log:
    """What a page asked for and complained of."""

    def __init__(self, page: Page) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(text)

    def strangers(self) -> list[str]:
        """Requests to anything but this machine."""
        local = {"localhost", "127.0.0.1"}
        parts = [(url, urlsplit(url)) for url in self.requests]
        return [url for url, part in parts if part.scheme not in ("data", "blob") and part.hostname not in local]


def is_live(page: Page) -> bool:
    """Whether a live frame came since the page was loaded; not while it is being loaded."""
    try:
        return bool(page.evaluate("window.iocLive && window.iocLive.frames > 0"))
    except Error:
        return False


def browser_path() -> str | None:
    """Debian's chromium; its headless shell before all, which costs half of the processor and draws the same."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's chromium; where it is missing the tests are skipped, but never in CI.

    Of a module and not of the session: while Playwright runs, no other test could run an event loop of its own.
    """
    path = browser_path()
    if path is None:
        reason = "chromium is not installed (Debian: apt-get install chromium-headless-shell)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def busy_server(postgres: Postgres, template_database: str) -> Iterator[Server]:
    """One dashboard for all tests that only look; its city had an ordinary day."""
    with psycopg.connect(postgres.url, autocommit=True) as link:
        link.execute(f"CREATE DATABASE screens TEMPLATE {template_database} STRATEGY FILE_COPY".encode())
    running = Server(postgres.url.replace("/postgres?", "/screens?"))
    running.start()
    scenes.write(running.database_url, scenes.day(running.city, datetime.now(UTC)))
    yield running
    running.stop()


@pytest.fixture
def day(busy_server: Server) -> Server:
    """The busy server, its sources heard just now."""
    refresh(busy_server)
    return busy_server


def refresh(server: Server) -> None:
    """Every source speaks again, but for the camera that is silent."""
    now = datetime.now(UTC)
    rows = Batch(readings=scenes.telemetry(server.city, now), stills=scenes.stills(server.city, now))
    scenes.write(server.database_url, rows)


@pytest.fixture
def server(database_url: str) -> Iterator[Server]:
    """A dashboard on a database of its own, running."""
    running = Server(database_url)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., tuple[Page, Log]]]:
    """Opens a page at an address, in a browser profile of its own, as somebody who is logged in, with its log."""
    contexts = []

    def opening(
        address: str, width: int = 1920, height: int = 1080, name: str = "An", role: str = "administrator"
    ) -> tuple[Page, Log]:
        contexts.append(chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce"))
        server = SERVERS["/".join(address.split("/")[:3])]
        contexts[-1].add_cookies(server.cookies(name, role))
        page = contexts[-1].new_page()
        log = Log(page)
        page.goto(address)
        until(lambda: is_live(page), 60, why="a live frame came")
        return page, log

    yield opening
    for context in contexts:
        context.close()
