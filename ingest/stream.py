"""A stream: a topic with the function that turns its messages into records."""

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, NamedTuple, Protocol, TypeVar

import msgspec
from msgspec import Meta

from config import City, Settings
from store.records import Incident, Record


class Undecodable(ValueError):
    """A message that is not what its stream carries; the text is the reason kept with the dead letter."""


class Message(Protocol):
    """What a stream needs of a consumed Kafka message; ``timestamp`` in ms since 1970."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


class Context(NamedTuple):
    """What a stream may know: the settings, the city, the clock, and which incidents of a camera last still."""

    settings: Settings
    city: City
    now: Callable[[], datetime]
    unended: Callable[[str], Sequence[Incident]]


class Stream(NamedTuple):
    """``decode`` turns one message into records or raises Undecodable; ``most_messages`` go into one transaction."""

    topic: str
    most_messages: int
    decode: Callable[[Message], Sequence[Record]]
    keeps_dead_letter: Callable[[Message, str], bool] = lambda _message, _reason: True


Wire = TypeVar("Wire", bound=msgspec.Struct)
Metric = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


def known_streams() -> list[str]:
    """The names of the files in ingest/streams: each is a stream."""
    package = importlib.import_module("ingest.streams")
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))


def open_stream(name: str, context: Context) -> Stream:
    """The stream of the file ``name``; raises ValueError with the names there are."""
    if name not in (known := known_streams()):
        raise ValueError(f"no stream {name!r}; there are: {', '.join(known)}")
    return importlib.import_module(f"ingest.streams.{name}").stream(context)


def decode_json(decoder: msgspec.json.Decoder[Wire], message: Message) -> Wire:
    """The message's value as the stream's wire schema, or Undecodable with the reason."""
    try:
        return decoder.decode(message.value or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Undecodable(str(error)) from error


class Gate:
    """Refuses what no stream may store: unknown sources and times from the future."""

    def __init__(self, known: frozenset[str], now: Callable[[], datetime], future_seconds: float) -> None:
        self._known, self._now, self._future = known, now, timedelta(seconds=future_seconds)

    def check(self, source_id: str, time: datetime) -> None:
        """Raise Undecodable when the source is not of this city or the time is too far ahead."""
        if source_id not in self._known:
            raise Undecodable(f"unknown source {source_id[:64]!r}")
        if time > self._now() + self._future:
            raise Undecodable(f"time {time.isoformat()} is more than {self._future.total_seconds():g} s in the future")


def utc_now() -> datetime:
    """The wall clock, aware."""
    return datetime.now(UTC)
