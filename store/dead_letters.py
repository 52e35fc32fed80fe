"""Questions about dead letters, and the mark that one was sent again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import LiteralString, NamedTuple

from store.pool import AsyncConnection, Connection


class Wanted(NamedTuple):
    """Which dead letters are meant; what is None does not matter."""

    topic: str | None = None
    partition: int | None = None
    offset: int | None = None
    since: datetime | None = None
    reason: str | None = None


class Letter(NamedTuple):
    """A dead letter with what became of it; ``whole`` is False when only the beginning of its value was kept."""

    topic: str
    partition: int
    offset: int
    time: datetime
    key: bytes | None
    value: bytes
    reason: str
    whole: bool
    resent_at: datetime | None


MEANT: LiteralString = """
    (%(topic)s::text IS NULL OR topic = %(topic)s)
    AND (%(partition)s::integer IS NULL OR partition = %(partition)s)
    AND (%(offset)s::bigint IS NULL OR message_offset = %(offset)s)
    AND (%(since)s::timestamptz IS NULL OR time >= %(since)s)
    AND (%(reason)s::text IS NULL OR strpos(lower(reason), lower(%(reason)s)) > 0)"""

COLUMNS: LiteralString = "topic, partition, message_offset, time, key, value, reason, whole, resent_at"

NEWEST: LiteralString = f"""
SELECT {COLUMNS} FROM dead_letters WHERE {MEANT}
ORDER BY time DESC, message_offset DESC LIMIT %(limit)s"""  # noqa: S608 - made of constants


def dead_letters(connection: Connection, wanted: Wanted, limit: int) -> list[Letter]:
    """The newest ones first."""
    rows = connection.execute(NEWEST, wanted._asdict() | {"limit": limit}, binary=True).fetchall()
    return [Letter(*row) for row in rows]


COUNT: LiteralString = f"""
SELECT count(*) FILTER (WHERE whole AND resent_at IS NULL),
       count(*) FILTER (WHERE NOT whole AND resent_at IS NULL),
       count(*) FILTER (WHERE resent_at IS NOT NULL)
FROM dead_letters WHERE {MEANT}"""  # noqa: S608 - made of constants


class Counts(NamedTuple):
    """How many can be sent again, cannot since they were cut, and were sent again already."""

    waiting: int
    cut: int
    resent: int


def count(connection: Connection, wanted: Wanted) -> Counts:
    """How many there are of each kind."""
    return Counts(*(connection.execute(COUNT, wanted._asdict()).fetchone() or (0, 0, 0)))


# Letters that another person sends again at this moment are theirs.
TAKE: LiteralString = f"""
SELECT {COLUMNS} FROM dead_letters WHERE {MEANT} AND whole AND resent_at IS NULL
ORDER BY time, message_offset LIMIT %(limit)s FOR UPDATE SKIP LOCKED"""  # noqa: S608 - made of constants

MARK: LiteralString = """
UPDATE dead_letters SET resent_at = now()
WHERE topic = %s AND partition = %s AND message_offset = %s AND time = %s"""


@contextmanager
def taken_for_resending(connection: Connection, wanted: Wanted, limit: int) -> Iterator[Sequence[Letter]]:
    """The oldest that were never sent again; marked as sent when the block ends well, and left as they were if not."""
    with connection.transaction(), connection.cursor(binary=True) as cursor:
        letters = [Letter(*row) for row in cursor.execute(TAKE, wanted._asdict() | {"limit": limit})]
        yield letters
        cursor.executemany(MARK, [(row.topic, row.partition, row.offset, row.time) for row in letters])


class Heap(NamedTuple):
    """The dead letters of one topic that were not sent again: how many, the newest, and why that one is dead."""

    topic: str
    letters: int
    newest: datetime
    reason: str


HEAPS: LiteralString = """
SELECT topic, count(*), max(time), (array_agg(reason ORDER BY time DESC, message_offset DESC))[1]
FROM dead_letters WHERE time >= %(since)s AND resent_at IS NULL GROUP BY topic ORDER BY topic"""


async def heaps(connection: AsyncConnection, since: datetime) -> list[Heap]:
    """Those of messages of ``since`` or later, by topic."""
    cursor = await connection.execute(HEAPS, {"since": since})
    return [Heap(*row) for row in await cursor.fetchall()]
