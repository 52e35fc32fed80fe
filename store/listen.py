"""Waits for the store's word that a table changed (LISTEN 'ioc'), for ever, through every outage."""

import asyncio
from collections.abc import Callable

from store.pool import DATABASE_DOWN, Connection, async_connect


async def listen(url: str, connect_seconds: float, retry_seconds: float, changed: Callable[[str], None]) -> None:
    """Call ``changed`` with the table's name at each notice, and with "" after each new connection; never returns.

    What happened while there was no connection was not heard: "" says that everything may have changed.
    """
    while True:
        try:
            await _hear(url, connect_seconds, changed)
        except DATABASE_DOWN:
            await asyncio.sleep(retry_seconds)


async def _hear(url: str, connect_seconds: float, changed: Callable[[str], None]) -> None:
    async with await async_connect(url, connect_seconds, "ioc listen") as connection:
        await connection.execute("LISTEN ioc")
        changed("")
        async for notice in connection.notifies():
            changed(notice.payload)


def begin(connection: Connection) -> None:
    """Hear from now on, on a connection in autocommit."""
    connection.execute("LISTEN ioc")


def wait(connection: Connection, seconds: float) -> set[str]:
    """The names of the tables that changed; returns at the first, or with nothing when the time is over."""
    return {notice.payload for notice in connection.notifies(timeout=seconds, stop_after=1)}
