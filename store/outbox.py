"""What people are to be told: written with the alert it is about, sent by another process, kept until it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString, NamedTuple

from store.pool import AsyncConnection, Connection


class News(NamedTuple):
    """What one target is to be told of an alert."""

    target: str
    title: str
    body: str


class Letter(NamedTuple):
    """What waits to be sent; ``merged`` older news it stands for, ``attempts`` so many times in vain."""

    id: int
    target: str
    title: str
    body: str
    made_at: datetime
    attempts: int
    merged: int


# The alert remembers up to which escalation it was told, in the same statement: told once, whatever dies when.
TELL: LiteralString = """
WITH told AS (
    UPDATE alerts SET told = %(level)s WHERE id = %(alert_id)s AND told < %(level)s RETURNING id
), news AS (
    SELECT * FROM unnest(%(targets)s::text[], %(titles)s::text[], %(bodies)s::text[]) AS row (target, title, body)
)
INSERT INTO outbox AS old (key, target, alert_id, title, body, made_at, due_at)
SELECT 'alert/' || told.id, news.target, told.id, news.title, news.body, %(now)s, %(now)s FROM told, news
ON CONFLICT (target, key) WHERE sent_at IS NULL AND given_up_at IS NULL DO UPDATE
SET title = excluded.title, body = excluded.body, merged = old.merged + 1"""


def tell(connection: Connection, alert_id: int, level: int, news: Sequence[News], now: datetime) -> None:
    """Have this told of an alert's escalation ``level``, once; what waits of the same alert is replaced by it."""
    columns = {"targets": [n.target for n in news], "titles": [n.title for n in news], "bodies": [n.body for n in news]}
    connection.execute(TELL, columns | {"alert_id": alert_id, "level": level, "now": now})


# Whoever sends a letter has it for a time: another sender takes the next one, and when a sender dies it is due again.
# No row stays locked while a letter is under way, for the alert's own row would wait for it, and ingest with it.
CLAIM: LiteralString = """
UPDATE outbox SET due_at = %(until)s WHERE id = (
    SELECT id FROM outbox WHERE sent_at IS NULL AND given_up_at IS NULL AND due_at <= %(now)s
    ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, target, title, body, made_at, attempts, merged"""


def claim(connection: Connection, now: datetime, until: datetime) -> Letter | None:
    """The letter that has been due longest, ours until then."""
    row = connection.execute(CLAIM, {"now": now, "until": until}).fetchone()
    return Letter(*row) if row else None


# Newer news that came while it was under way is due at once.
SENT: LiteralString = """
UPDATE outbox SET attempts = attempts + 1, problem = '', due_at = %(now)s,
    sent_at = CASE WHEN merged = %(merged)s THEN %(now)s END
WHERE id = %(id)s AND sent_at IS NULL"""
FAILED: LiteralString = """
UPDATE outbox SET attempts = attempts + 1, problem = %(problem)s, due_at = %(due)s,
    given_up_at = CASE WHEN %(give_up)s THEN %(now)s END
WHERE id = %(id)s AND sent_at IS NULL"""


def sent(connection: Connection, letter: Letter, now: datetime) -> None:
    """The target took it."""
    connection.execute(SENT, {"id": letter.id, "merged": letter.merged, "now": now})


def failed(
    connection: Connection, letter: Letter, problem: str, due_again: datetime, give_up: bool, now: datetime
) -> None:
    """The target did not take it: it is tried again then, or never."""
    row = {"id": letter.id, "problem": problem[:500], "due": due_again, "give_up": give_up, "now": now}
    connection.execute(FAILED, row)


class Post(NamedTuple):
    """How the outbox stands: waiting, of these failed at least once, given up for good."""

    waiting: int
    failing: int
    given_up: int


STANDS: LiteralString = """
SELECT count(*) FILTER (WHERE sent_at IS NULL AND given_up_at IS NULL),
       count(*) FILTER (WHERE sent_at IS NULL AND given_up_at IS NULL AND attempts > 0),
       count(*) FILTER (WHERE given_up_at IS NOT NULL)
FROM outbox"""


async def post(connection: AsyncConnection) -> Post:
    """How the outbox stands, for screens."""
    row = await (await connection.execute(STANDS)).fetchone()
    return Post(*row) if row else Post(0, 0, 0)
