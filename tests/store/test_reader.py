"""Whoever asks the store from an event loop outlives every question that comes to nothing."""

import subprocess
import sys

ASKER = """
import asyncio, faulthandler, sys, time
import uvloop
from store.reader import DatabaseDown, Reader

faulthandler.enable()

async def slow(connection):
    # held up for so long that its own timer and the deadline come in one round of the loop
    asyncio.get_running_loop().call_soon(time.sleep, 1.1)
    await connection.execute("SELECT pg_sleep(30)")

async def quick(connection):
    return await (await connection.execute("SELECT 1")).fetchone()

async def asks(reader, question):
    try:
        return await reader.ask(question)
    except DatabaseDown as error:
        return str(error)

async def main():
    reader = Reader(sys.argv[1], 1.0)
    await reader.ask(quick)
    print(await asks(reader, slow), await reader.ask(quick))

async def dropped():
    reader = Reader(sys.argv[1], 20.0)
    await reader.ask(quick)
    asking = asyncio.create_task(asks(reader, slow))
    asyncio.get_running_loop().call_later(0.3, reader.drop)
    print("connection" in await asking, await reader.ask(quick))

uvloop.run(dropped() if sys.argv[2] == "dropped" else main())
"""


def asked(url: str, how: str) -> tuple[int, str, str]:
    command = [sys.executable, "-c", ASKER, url, how]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout.strip(), done.stderr


def test_question_over_its_deadline_does_not_abort_the_process(empty_database_url):
    assert asked(empty_database_url, "late") == (0, "no answer within 1 s (1,)", "")


def test_connection_dropped_under_a_question_ends_the_question_alone(empty_database_url):
    assert asked(empty_database_url, "dropped") == (0, "True (1,)", "")
