"""The audit: nothing is changed, nothing goes, nothing is put in without being found."""

import asyncio
from datetime import timedelta

import psycopg
import pytest

from store import audit
from store.audit import Entry, Head, append, head, verify
from store.pool import async_connect, connect
from tests.builders import NOON

NAMES = ("An", "Bình", "Châu", "Dũng", "Én")


def entry(number: int) -> Entry:
    time = NOON + timedelta(seconds=number, microseconds=number)
    return Entry(time, NAMES[number % 5], "police", "note", number, "open", None, "Đã xem, 5:an,", {"b": 1.5, "a": "ê"})


@pytest.fixture
def link(any_engine_url):
    with connect(any_engine_url, 5) as connection:
        append(connection.cursor(), map(entry, range(5)))
        connection.commit()
        yield connection
        connection.rollback()


def tampered(link, *statements: str) -> list[str]:
    """What is found after somebody who may do anything did this."""
    link.execute("SET LOCAL session_replication_role = replica")
    for statement in statements:
        link.execute(statement.encode())
    link.commit()
    return list(verify(link))


def test_chain_that_nobody_touched_is_whole(link):
    assert list(verify(link)) == []
    assert list(verify(link, [Head(0, audit.FIRST.hex()), head(link)])) == []
    assert head(link).number == 5


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET note = ''", "DELETE FROM audit", "TRUNCATE audit", "TRUNCATE audit_head",
                  "DELETE FROM audit_head", "UPDATE audit_head SET number = 9"]
)  # fmt: skip
def test_what_was_done_cannot_be_changed_or_removed(link, statement):
    with pytest.raises(psycopg.errors.RaiseException, match="stays written"):
        link.execute(statement.encode())


FIELDS = ("time = time + '1 us'", "actor = 'X'", "role = 'leader'", "action = 'x'", "alert_id = NULL", "was = NULL",
          "state = 'open'", "note = ''", "details = '{}'")  # fmt: skip


@pytest.mark.parametrize("change", FIELDS)
def test_any_changed_field_is_found_at_its_row(link, change):
    assert tampered(link, "UPDATE audit SET " + change + " WHERE number = 3") == ["row 3: it was changed"]  # noqa: S608


def test_row_that_was_removed_is_found(link):
    [found] = [fault for fault in tampered(link, "DELETE FROM audit WHERE number = 3") if "row 4" in fault]
    assert "rows are gone" in found


@pytest.mark.parametrize("left", ["0", "3", "4"])
def test_last_rows_that_were_removed_are_found(link, left):
    [found] = tampered(link, "DELETE FROM audit WHERE number > " + left)  # noqa: S608
    assert f"the chain ends with row {left}" in found


def test_row_that_was_put_in_is_found(link):
    copy = "INSERT INTO audit SELECT {}, time, actor, role, action, alert_id, was, state, note, details, {}, hash"
    assert tampered(link, copy.format(0, "'x'::bytea") + " FROM audit WHERE number = 3")
    assert tampered(link, "DELETE FROM audit WHERE number = 0", copy.format(6, "hash") + " FROM audit WHERE number = 5")


def test_chain_that_was_made_anew_whole_is_found_by_a_head_written_down_elsewhere(link):
    written = head(link)
    tampered(link, "DELETE FROM audit", "DELETE FROM audit_head", "INSERT INTO audit_head DEFAULT VALUES")
    append(link.cursor(), map(entry, (0, 1, 3, 2, 4)))
    link.commit()
    assert list(verify(link)) == []
    [found] = verify(link, [written])
    assert "row 5" in found
    assert "gone" in next(iter(verify(link, [Head(7, "ab")])))


def test_writers_at_once_make_one_chain(any_engine_url, link):
    async def write(number: int) -> None:
        async with await async_connect(any_engine_url, 5.0) as one:
            for _ in range(5):
                await audit.record(one, entry(number))

    async def all_at_once() -> None:
        await asyncio.gather(*(write(n) for n in range(4)))

    asyncio.run(all_at_once())
    assert head(link).number == 25
    assert list(verify(link)) == []


def test_row_that_is_rolled_back_leaves_no_gap(link):
    append(link.cursor(), [entry(9)])
    link.rollback()
    append(link.cursor(), [entry(6)])
    link.commit()
    assert list(verify(link)) == []
