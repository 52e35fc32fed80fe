"""Dead letters are found by what is asked for, and each is sent again at most once; on both engines."""

from contextlib import closing
from datetime import timedelta

import pytest

from store.dead_letters import Counts, Wanted, count, dead_letters, taken_for_resending
from store.pool import connect
from store.records import DeadLetter
from store.write import save
from tests.builders import NOON, batch

ALL = Wanted()


def _letter(offset: int, reason: str = "no JSON", topic: str = "t", whole: bool = True) -> DeadLetter:
    return DeadLetter(topic, 0, offset, NOON + timedelta(seconds=offset), b"k", b"{\x00", reason, whole)


@pytest.fixture
def link(any_engine_url):
    with closing(connect(any_engine_url, 5)) as connection:
        connection.autocommit = True
        save(
            connection,
            batch(*(_letter(n) for n in range(5)), _letter(5, "Unknown source", "u"), _letter(6, whole=False)),
        )
        yield connection


def test_letters_come_newest_first_as_they_were_kept(link):
    rows = dead_letters(link, ALL, 3)
    assert [row.offset for row in rows] == [6, 5, 4]
    assert (rows[0].key, rows[0].value, rows[0].whole, rows[0].resent_at) == (b"k", b"{\x00", False, None)


@pytest.mark.parametrize(
    ("wanted", "offsets"),
    [
        (Wanted(topic="u"), [5]),
        (Wanted(reason="unknown SOURCE"), [5]),
        (Wanted(reason="%"), []),
        (Wanted(since=NOON + timedelta(seconds=5)), [6, 5]),
        (Wanted("t", 0, 2), [2]),
        (Wanted("t", 1), []),
    ],
)
def test_letters_are_found_by_what_is_asked_for(link, wanted, offsets):
    assert [row.offset for row in dead_letters(link, wanted, 100)] == offsets


def test_letters_taken_are_marked_and_never_taken_again(link):
    with taken_for_resending(link, ALL, 4) as first:
        assert [row.offset for row in first] == [0, 1, 2, 3]
    with taken_for_resending(link, ALL, 4) as second:
        assert [row.offset for row in second] == [4, 5]
    assert count(link, ALL) == Counts(waiting=0, cut=1, resent=6)


def test_letters_whose_sending_fails_stay_to_be_sent(link):
    with pytest.raises(OSError), taken_for_resending(link, ALL, 10):
        raise OSError
    assert count(link, ALL) == Counts(waiting=6, cut=1, resent=0)
