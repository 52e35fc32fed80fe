"""Measures the ways to the city's sources itself: who answers, how fast, and how often not."""

import asyncio
import logging
import random
import signal
import ssl
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from config import City, ConfigError, Settings, networked
from config.settings import Probe
from ingest.sources.delivery import BrokerAway, Delivery, Row
from ingest.stream import utc_now

log = logging.getLogger(__name__)
TOPIC = "network.telemetry"
JITTER = 0.1  # of the period, so that a thousand probes do not fall into step
WAITING, SENT_TOGETHER, SEND_SECONDS = 100_000, 5_000, 0.5
LONGEST_ANSWER = 16_384
PORTS = {"http": 80, "https": 443}
ANSWERS_ALL_THE_SAME = (401, 403)  # it wants to know who we are: it is there


class Target(NamedTuple):
    """What is asked of one source: a TCP port, or a page if ``path`` says which."""

    source_id: str
    host: str
    port: int
    path: str = ""
    secure: bool = False


class Result(NamedTuple):
    """One attempt: milliseconds to connect and, of a page, to the first line of the answer; None: it failed there."""

    rtt_ms: float | None
    http_ms: float | None
    good: bool


class Record:
    """The last attempts at one target, and what they come to."""

    def __init__(self, settings: Probe) -> None:
        self._attempts: deque[bool] = deque(maxlen=settings.attempts_counted)
        self._down_after, self._failures, self._answered = settings.down_after, 0, False

    def add(self, result: Result) -> dict[str, float]:
        """The metrics after one more attempt; whether it is up is not said before it is known."""
        self._attempts.append(result.good)
        self._failures = 0 if result.good else self._failures + 1
        self._answered = self._answered or result.good
        metrics = {"loss_percent": round(100 * self._attempts.count(False) / len(self._attempts), 2)}
        if self._failures >= self._down_after:
            metrics["up"] = 0.0
        elif self._answered:
            metrics["up"] = 1.0
        if result.rtt_ms is not None:
            metrics["rtt_ms"] = round(result.rtt_ms, 3)
        if result.http_ms is not None:
            metrics["http_ms"] = round(result.http_ms, 3)
        return metrics


class Prober:
    """All targets, each attempted at its own moment of the period, at most ``at_once`` at the same time."""

    def __init__(self, settings: Probe, rows: tuple[Target, ...], tell: Callable[[str, datetime, dict], None]) -> None:
        self._settings, self._targets, self._tell = settings, rows, tell
        self._turn = asyncio.Semaphore(settings.at_once)
        self._random = random.Random()  # noqa: S311 - spreads load, keeps no secret

    async def run(self) -> None:
        """For ever, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for place, target in enumerate(self._targets):
                wait = self._settings.period_seconds * place / len(self._targets)
                group.create_task(self._follow(target, wait))

    async def _follow(self, target: Target, wait: float) -> None:
        record, period = Record(self._settings), self._settings.period_seconds
        due = asyncio.get_running_loop().time() + wait
        while True:
            await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
            async with self._turn:  # waiting for a turn is not part of what is measured
                begun, result = utc_now(), await attempt(target, self._settings.timeout_seconds)
            self._tell(target.source_id, begun, record.add(result))
            due = max(due + period * self._random.uniform(1 - JITTER, 1 + JITTER), asyncio.get_running_loop().time())


async def attempt(target: Target, timeout_seconds: float) -> Result:
    """Connect and, where a page is named, ask for it; never raises for what the other side does."""
    begun, rtt_ms, writer = time.perf_counter(), None, None
    try:
        async with asyncio.timeout(timeout_seconds):
            reader, writer = await asyncio.open_connection(target.host, target.port, limit=LONGEST_ANSWER)
            rtt_ms = _milliseconds(begun)
            if not target.path:
                return Result(rtt_ms, None, True)
            if target.secure:
                await writer.start_tls(ssl.create_default_context(), server_hostname=target.host)
            good = await _page_is_good(reader, writer, target)
            return Result(rtt_ms, _milliseconds(begun), good)
    except (OSError, TimeoutError, ValueError, EOFError) as error:
        log.debug("%s: %s", target.source_id, error)
        return Result(rtt_ms, None, False)
    finally:
        if writer is not None:
            writer.transport.abort()  # nothing is owed to a socket that was only tried


async def _page_is_good(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: Target) -> bool:
    default = target.port == PORTS["https" if target.secure else "http"]
    name = f"[{target.host}]" if ":" in target.host else target.host
    host = name if default else f"{name}:{target.port}"
    lines = (
        f"GET {target.path} HTTP/1.1",
        f"Host: {host}",
        "User-Agent: ioc-probe",
        "Accept: */*",
        "Connection: close",
    )
    writer.write("".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii", "replace"))
    words = (await reader.readline()).split(None, 2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/") or not words[1].isdigit():
        raise ValueError("the answer is no HTTP")
    return int(words[1]) < 400 or int(words[1]) in ANSWERS_ALL_THE_SAME


def targets(city: City) -> tuple[Target, ...]:
    """Every source of the city that has one; raises ConfigError for a port there cannot be."""
    return tuple(_target(row.id, row.probe) for row in networked(city) if row.probe)


def serve(settings: Settings, city: City) -> None:
    """Probe and send until SIGTERM or SIGINT."""
    asyncio.run(_serve(settings, targets(city)))


async def _serve(settings: Settings, rows: tuple[Target, ...]) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    waiting: deque[Row] = deque(maxlen=WAITING)
    log.info("%d targets, each every %g s", len(rows), settings.probe.period_seconds)
    tasks = [
        asyncio.create_task(Prober(settings.probe, rows, lambda *said: waiting.extend(_messages(*said))).run()),
        asyncio.create_task(_send(settings, waiting)),
        asyncio.create_task(stop.wait()),
    ]
    done, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    for task in done:
        task.result()


async def _send(settings: Settings, waiting: deque[Row]) -> None:
    """Hand on what waits; while the broker is away the newest hundred thousand rows are kept."""
    delivery, away = Delivery(settings, "ioc-probe", 4.0), False
    try:
        while True:
            rows = [waiting.popleft() for _ in range(min(len(waiting), SENT_TOGETHER))]
            try:
                if rows:
                    await asyncio.to_thread(delivery.send, rows)
                    away = False
            except BrokerAway as error:
                if not away:
                    log.warning("the broker is away, readings wait: %s", error)
                away = True
                _put_back(waiting, [row for place, row in enumerate(rows) if place not in error.taken])
            await asyncio.sleep(0.0 if len(waiting) >= SENT_TOGETHER and not away else SEND_SECONDS)
    finally:
        delivery.close()


def _put_back(waiting: deque[Row], rows: list[Row]) -> None:
    """Before what came meanwhile; the oldest go where there is no room."""
    room = WAITING - len(waiting)
    waiting.extendleft(reversed(rows[-room:] if room > 0 else []))


def _messages(source_id: str, at: datetime, metrics: dict[str, float]) -> list[Row]:
    common = {"time": at, "source_id": source_id}
    bodies = [common | {"metric": metric, "value": value} for metric, value in metrics.items()]
    return [Row(TOPIC, source_id.encode(), msgspec.json.encode(body)) for body in bodies]


def _target(source_id: str, text: str) -> Target:
    url = urlsplit(text)
    secure = url.scheme == "https"
    try:
        port = url.port or PORTS.get(url.scheme, 0)
    except ValueError as error:
        raise ConfigError(f"the probe of {source_id!r}, {text!r}: {error}") from error
    path = "" if url.scheme == "tcp" else (url.path or "/") + (f"?{url.query}" if url.query else "")
    return Target(source_id, url.hostname or "", port, path, secure)


def _milliseconds(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000
