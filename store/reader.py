"""Asks the store from an event loop: one connection, every question with a deadline, a lost connection opened anew."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, TypeVar

import psycopg

from store.pool import AsyncConnection, async_connect

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class DatabaseDown(ConnectionError):
    """The store did not answer; the message says why."""


class Reader:
    """One connection that questions share in turn; a pool would back off for as long as the outage already lasted."""

    def __init__(self, url: str, deadline_seconds: float, name: str = "ioc reader") -> None:
        self._url, self._deadline, self._name = url, deadline_seconds, name
        self._connection: AsyncConnection | None = None
        self._asked: asyncio.Future | None = None
        self._turn = asyncio.Lock()

    async def ask(
        self,
        question: Callable[Concatenate[AsyncConnection, Given], Awaitable[Answer]],
        *args: Given.args,
        **more: Given.kwargs,
    ) -> Answer:
        """The answer to ``question(connection, …)``; raises DatabaseDown within the deadline."""
        async with self._turn:
            task = self._asked = asyncio.ensure_future(self._answer(question, *args, **more))
            try:
                await asyncio.wait({task}, timeout=self._deadline)
            finally:
                if not task.done():
                    self._abandon(task)
            if not task.done():
                raise DatabaseDown(f"no answer within {self._deadline:g} s")
            try:
                return task.result()
            except psycopg.Error as error:
                self.drop()
                raise DatabaseDown(str(error).strip() or type(error).__name__) from error

    async def _answer(
        self,
        question: Callable[Concatenate[AsyncConnection, Given], Awaitable[Answer]],
        *args: Given.args,
        **more: Given.kwargs,
    ) -> Answer:
        if self._connection is None or self._connection.closed:
            self._connection = None
            self._connection = await async_connect(self._url, self._deadline, self._name)
        return await question(self._connection, *args, **more)

    def _abandon(self, task: asyncio.Future) -> None:
        """Nobody waits for it: it ends at its dead line. Cancelled, it would first ask the dead server to stop."""
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        if self._connection is None:
            task.cancel()
        self.drop()

    def drop(self) -> None:
        """Let go of the connection at once; the next question opens another."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if self._asked is None or self._asked.done():
            connection.pgconn.finish()
            return
        self._asked.add_done_callback(lambda _: connection.pgconn.finish())
        _hang_up(connection)


def _hang_up(connection: AsyncConnection) -> None:
    """End the talk, but leave the socket open: a loop that waits for one that is closed under it aborts the process."""
    with contextlib.suppress(OSError, psycopg.Error):
        line = socket.socket(fileno=connection.pgconn.socket)
        try:
            line.shutdown(socket.SHUT_RDWR)
        finally:
            line.detach()


async def alive(connection: AsyncConnection) -> None:
    """The cheapest question there is."""
    await connection.execute("SELECT 1")
