"""What a batch becomes in the store, whatever is wrong with one of its messages."""

import psycopg
import pytest

from alerts.engine import Engine
from ingest.database import Abandoned, Database
from ingest.dead_letter import bury
from ingest.meters import Meters
from ingest.pulse import Pulse
from ingest.save import Writer
from ingest.stream import Message, Stream, Undecodable, utc_now
from tests.builders import message, reading, settings_for

FAULTS = {b"bad": Undecodable("it is bad"), b"bug": KeyError("nobody thought of it"), b"stop": Abandoned()}


def _decode(one: Message):
    if error := FAULTS.get(one.value or b""):
        raise error
    return [reading(one.offset)]


def _process(url: str, *values: bytes) -> list[tuple[int, str]]:
    """Process these values as one batch; the dead letters that came of it."""
    settings, meters = settings_for(url, "127.0.0.1:1"), Meters("test")
    with Database(settings.database, lambda: False, meters) as database:
        writer = Writer(
            Stream("t", 100, _decode), Engine(settings.alerts, {}), database, 64, meters, Pulse("t", utc_now)
        )
        writer.process([message(value, "t", offset=number) for number, value in enumerate(values)])
    with psycopg.connect(url) as link:
        return link.execute("SELECT message_offset, reason FROM dead_letters ORDER BY 1").fetchall()


def _readings(url: str) -> int:
    with psycopg.connect(url) as link:
        return link.execute("SELECT count(*) FROM readings WHERE source_id <> 'centre.ingest'").fetchone()[0]


def test_bad_message_is_a_dead_letter_and_its_neighbours_are_stored(database_url):
    assert _process(database_url, b"", b"bad", b"") == [(1, "it is bad")]
    assert _readings(database_url) == 2


def test_fault_of_the_program_holds_nothing_up(database_url):
    [(offset, reason)] = _process(database_url, b"", b"bug", b"")
    assert (offset, reason) == (1, "the program failed at it: KeyError: 'nobody thought of it'")
    assert _readings(database_url) == 2


@pytest.mark.parametrize(("timestamp", "year"), [(-1, 1970), (2**62, 2100)])
def test_message_with_a_timestamp_that_no_calendar_has_is_kept_all_the_same(timestamp, year):
    letter = bury(message(b"bad")._replace(timestamp=timestamp), "it is bad", 64)
    assert letter.time.year == year


def test_row_that_only_the_database_refuses_is_found_among_its_batch(database_url):
    with psycopg.connect(database_url) as link:
        link.execute("ALTER TABLE readings ADD CHECK (time <> '2026-11-21T05:00:01Z')")
    [(offset, reason)] = _process(database_url, b"", b"", b"")
    assert offset == 1 and reason.startswith("the store refuses it: ")
    assert _readings(database_url) == 2


def test_order_to_stop_is_no_fault_of_a_message(database_url):
    with pytest.raises(Abandoned):
        _process(database_url, b"", b"stop")
    assert _readings(database_url) == 0
