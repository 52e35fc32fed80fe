"""The probe against real servers of this test: one that answers, refuses, says nothing, is slow, and five hundred."""

import asyncio
import threading
import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import msgspec
import pytest

from config import ConfigError, load, load_city
from ingest.sources.probe import Prober, Record, Result, Target, attempt, targets
from tests import builders
from tests.journeys.processes import free_port

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
PROBE = msgspec.structs.replace(load({}).probe, period_seconds=0.4, timeout_seconds=5.0)


def _answering(line: bytes, first: float = 0.0) -> Handler:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(first)
        writer.write(line)
        await writer.drain()
        writer.close()

    return answer


async def _silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


@asynccontextmanager
async def _server(handler: Handler) -> AsyncIterator[int]:
    server = await asyncio.start_server(handler, "127.0.0.1", 0, backlog=1000)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def _tried(handler: Handler, path: str = "/", timeout_seconds: float = 20.0) -> Result:
    async def trying() -> Result:
        async with _server(handler) as port:
            return await attempt(Target("portal-1", "127.0.0.1", port, path), timeout_seconds)

    return asyncio.run(trying())


@pytest.mark.parametrize("path", ["", "/health?x=1"])
def test_server_that_answers_is_good_and_timed(path):
    found = _tried(_answering(b"HTTP/1.1 200 OK\r\n\r\n"), path)
    assert found.good and found.rtt_ms is not None
    assert (found.http_ms is None) == (not path) and (found.http_ms or 1e9) >= found.rtt_ms


@pytest.mark.parametrize(
    ("line", "good"),
    [
        (b"HTTP/1.1 302 Found\r\n", True),
        (b"HTTP/1.1 401 Unauthorized\r\n", True),
        (b"HTTP/1.1 404 Not Found\r\n", False),
        (b"HTTP/1.0 503\r\n", False),
        (b"SSH-2.0-OpenSSH\r\n", False),
        (b"HTTP/1.1\r\n", False),
        (b"", False),
        (b"x" * 100_000, False),
    ],
)
def test_page_is_good_only_when_its_answer_is(line, good):
    found = _tried(_answering(line))
    assert found.good is good and found.rtt_ms is not None


def test_server_that_refuses_is_bad_at_once():
    found = asyncio.run(attempt(Target("link-1", "127.0.0.1", free_port()), 20.0))
    assert found == Result(None, None, False)


def test_server_that_takes_and_says_nothing_is_bad_after_the_timeout():
    found = _tried(_silent, timeout_seconds=0.3)
    assert not found.good and found.rtt_ms is not None and found.http_ms is None
    assert _tried(_silent, path="", timeout_seconds=20.0).good  # that much a TCP target asks and no more


def test_server_that_is_slow_shows_in_the_page_and_not_in_the_way():
    found = _tried(_answering(b"HTTP/1.1 200 OK\r\n", 0.3))
    assert found.good and (found.http_ms or 0) - (found.rtt_ms or 0) >= 250


def test_page_that_speaks_no_tls_is_bad():
    async def trying() -> Result:
        async with _server(_answering(b"HTTP/1.1 200 OK\r\n")) as port:
            return await attempt(Target("portal-1", "127.0.0.1", port, "/", secure=True), 5.0)

    assert not asyncio.run(trying()).good


def test_loss_is_the_share_of_the_last_attempts_and_down_needs_several():
    record = Record(msgspec.structs.replace(PROBE, attempts_counted=4, down_after=2))
    said = [record.add(Result(1.0, None, good)) for good in (False, True, False, False, True, True, True, True)]
    assert [row.get("up") for row in said] == [None, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0]
    assert [row["loss_percent"] for row in said] == [100.0, 50.0, 66.67, 75.0, 50.0, 50.0, 25.0, 0.0]


def test_five_hundred_targets_at_once_need_no_thread_each_and_little_memory():
    told: Counter[str] = Counter()

    def tell(source_id: str, _at: datetime, metrics: dict[str, float]) -> None:
        told[source_id] += metrics["loss_percent"] == 0

    async def probing() -> None:
        async with _server(_silent) as port:
            rows = tuple(Target(f"link-{n}", "127.0.0.1", port) for n in range(500))
            running = asyncio.create_task(Prober(PROBE, rows, tell).run())
            async with asyncio.timeout(120):
                while len(told) < 500 or min(told.values()) < 3:
                    await asyncio.sleep(0.05)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    threads = threading.active_count()
    tracemalloc.start()
    asyncio.run(probing())
    peak_mb = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    assert threading.active_count() <= threads + 1 and peak_mb < 50


def test_no_more_than_at_once_are_under_way():
    under_way, most = set[asyncio.StreamWriter](), 0

    async def counting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal most
        under_way.add(writer)
        most = max(most, len(under_way))
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.02)
        under_way.discard(writer)
        writer.write(b"HTTP/1.1 200 OK\r\n")
        await reader.read()
        writer.close()

    async def probing() -> None:
        told: set[str] = set()
        async with _server(counting) as port:
            rows = tuple(Target(f"link-{n}", "127.0.0.1", port, "/") for n in range(40))
            settings = msgspec.structs.replace(PROBE, at_once=3, period_seconds=0.1)
            running = asyncio.create_task(Prober(settings, rows, lambda source, *_: told.add(source)).run())
            async with asyncio.timeout(60):
                while len(told) < 40:
                    await asyncio.sleep(0.02)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    asyncio.run(probing())
    assert 1 <= most <= 4  # one more: the server may hear of an end after the next begin


def test_targets_are_those_of_the_city_that_have_one():
    link = {"id": "link-1", "name": "L1", "parent": "", "commune_code": "1"}
    kinds = ["tcp://10.0.0.1:443", "http://a.vn/x?y=1", "https://a.vn", "tcp://[fd00::1]:22", ""]
    links = [link | {"id": f"link-{n}", "probe": text} for n, text in enumerate(kinds)]
    assert targets(builders.city(links=links)) == (
        Target("link-0", "10.0.0.1", 443),
        Target("link-1", "a.vn", 80, "/x?y=1"),
        Target("link-2", "a.vn", 443, "/", secure=True),
        Target("link-3", "fd00::1", 22),
    )


@pytest.mark.parametrize("text", ["10.0.0.1:443", "tcp://10.0.0.1", "ftp://a.vn", "tcp://a b:1", "http://"])
def test_target_that_is_none_stops_the_start(text):
    link = {"id": "link-1", "name": "L1", "parent": "", "commune_code": "1", "probe": text}
    with pytest.raises(msgspec.ValidationError, match="probe"):
        builders.city(links=[link])


def test_city_that_ships_probes_nothing_of_others():
    assert targets(load_city(load({}), {})) == ()


def test_port_that_there_cannot_be_is_named_with_its_source():
    link = {"id": "link-1", "name": "L1", "parent": "", "commune_code": "1", "probe": "tcp://a:99999"}
    with pytest.raises(ConfigError, match="'link-1'"):
        targets(builders.city(links=[link]))
