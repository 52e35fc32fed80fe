"""Processes a batch of messages: decode, judge, save in one transaction."""

import logging
from collections.abc import Sequence
from itertools import chain

from alerts.engine import Engine
from ingest.database import Abandoned, Database
from ingest.dead_letter import bury
from ingest.meters import Meters
from ingest.pulse import Pulse
from ingest.stream import Message, Stream, Undecodable
from store.pool import REFUSED
from store.records import Batch, DeadLetter, Record
from store.write import save

log = logging.getLogger(__name__)


class Writer:
    """``process`` returns only when all that a batch causes is stored."""

    def __init__(
        self, stream: Stream, engine: Engine, database: Database, keep_kb: int, meters: Meters, pulse: Pulse
    ) -> None:
        self._stream, self._engine, self._database, self._keep_kb = stream, engine, database, keep_kb
        self._meters, self._pulse = meters, pulse

    def process(self, messages: Sequence[Message]) -> None:
        """Decode, judge and save; raises Abandoned when told to stop while the database is down."""
        if not messages:
            self._save([self._beat()])
            return
        with self._meters.batch_seconds.time():
            decode = self._decode
            found = [decode(message) for message in messages]
            try:
                self._save([*found, self._beat()])
            except REFUSED:
                for message, records in zip(messages, found, strict=True):  # find the one that the database refuses
                    self._save_alone(message, records)
        self._meters.messages.inc(len(messages))
        self._pulse.count(messages=len(messages))

    def bury(self, letters: Sequence[DeadLetter]) -> None:
        """Keep what the broker has and nobody can read."""
        self._save([letters])

    def _beat(self) -> Sequence[Record]:
        return self._pulse.beat(self._meters.lag_now())

    def _save(self, found: Sequence[Sequence[Record]]) -> None:
        batch = self._batch(found)
        saved = self._database.ask(lambda connection: save(connection, batch, self._engine.flapping))
        self._meters.saved.inc(saved.readings)
        self._meters.repeated.inc(saved.repeated)
        self._meters.alerts_opened.inc(saved.alerts_opened)
        if letters := batch.dead_letters:
            self._meters.dead_letters.inc(len(letters))
            self._pulse.count(letters=len(letters))
            log.warning("%d dead letters, the first: %s", len(letters), _words(letters[0]))

    def _decode(self, message: Message) -> Sequence[Record]:
        try:
            return self._stream.decode(message)
        except Undecodable as error:
            return self._dead(message, str(error))
        except Abandoned:
            raise
        except Exception as error:  # a fault of ours must not hold the stream at this message for ever
            letters = self._dead(message, f"the program failed at it: {type(error).__name__}: {error}")
            if letters:
                log.exception("%s/%d@%d", message.topic, message.partition, message.offset)
            return letters

    def _dead(self, message: Message, reason: str) -> Sequence[Record]:
        if not self._stream.keeps_dead_letter(message, reason):
            return []
        return [bury(message, reason, self._keep_kb)]

    def _batch(self, found: Sequence[Sequence[Record]]) -> Batch:
        batch = Batch()
        records = list(chain.from_iterable(found))
        batch.add(records)
        batch.add(self._engine.judge(records))
        return batch

    def _save_alone(self, message: Message, records: Sequence[Record]) -> None:
        try:
            self._save([records])
        except REFUSED as error:
            self._save([self._dead(message, f"the store refuses it: {error}")])


def _words(letter: DeadLetter) -> str:
    return f"{letter.topic}/{letter.partition}@{letter.offset}: {letter.reason}"
