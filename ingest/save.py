"""Processes a batch of messages: decode, judge, save in one transaction."""

import logging
from collections.abc import Sequence
from typing import NamedTuple

from alerts.engine import Engine
from ingest.database import Abandoned, Database
from ingest.dead_letter import bury
from ingest.meters import Meters
from ingest.stream import Message, Stream, Undecodable
from store.pool import REFUSED
from store.records import Batch, DeadLetter, Record
from store.write import save

log = logging.getLogger(__name__)


class Decoded(NamedTuple):
    """A message with what became of it."""

    message: Message
    records: Sequence[Record]


class Writer:
    """``process`` returns only when all that a batch causes is stored."""

    def __init__(self, stream: Stream, engine: Engine, database: Database, keep_kb: int, meters: Meters) -> None:
        self._stream, self._engine, self._database, self._keep_kb = stream, engine, database, keep_kb
        self._meters = meters

    def process(self, messages: Sequence[Message]) -> None:
        """Decode, judge and save; raises Abandoned when told to stop while the database is down."""
        if not messages:
            self._save([])
            return
        with self._meters.batch_seconds.time():
            decoded = [self._decode(message) for message in messages]
            try:
                self._save(decoded)
            except REFUSED:
                for one in decoded:  # find the one that the database refuses; the rest is stored
                    self._save_alone(one)
        self._meters.messages.inc(len(messages))

    def _save(self, decoded: Sequence[Decoded]) -> None:
        batch = self._batch(decoded)
        saved = self._database.ask(lambda connection: save(connection, batch))
        self._meters.saved.inc(saved.readings)
        self._meters.repeated.inc(saved.repeated)
        self._meters.alerts_opened.inc(saved.alerts_opened)
        if letters := batch.dead_letters:
            self._meters.dead_letters.inc(len(letters))
            log.warning("%d dead letters, the first: %s", len(letters), _words(letters[0]))

    def _decode(self, message: Message) -> Decoded:
        try:
            return Decoded(message, self._stream.decode(message))
        except Undecodable as error:
            return Decoded(message, self._dead(message, str(error)))
        except Abandoned:
            raise
        except Exception as error:  # a fault of ours must not hold the stream at this message for ever
            letters = self._dead(message, f"the program failed at it: {type(error).__name__}: {error}")
            if letters:
                log.exception("%s/%d@%d", message.topic, message.partition, message.offset)
            return Decoded(message, letters)

    def _dead(self, message: Message, reason: str) -> Sequence[Record]:
        if not self._stream.keeps_dead_letter(message, reason):
            return []
        return [bury(message, reason, self._keep_kb)]

    def _batch(self, decoded: Sequence[Decoded]) -> Batch:
        batch = Batch()
        records = [record for one in decoded for record in one.records]
        batch.add(*records, *self._engine.judge(records))
        return batch

    def _save_alone(self, one: Decoded) -> None:
        try:
            self._save([one])
        except REFUSED as error:
            self._save([Decoded(one.message, self._dead(one.message, f"the store refuses it: {error}"))])


def _words(letter: DeadLetter) -> str:
    return f"{letter.topic}/{letter.partition}@{letter.offset}: {letter.reason}"
