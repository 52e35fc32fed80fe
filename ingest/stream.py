"""A stream: a topic with the function that turns its messages into records."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from time import monotonic
from types import ModuleType
from typing import Annotated, Any, NamedTuple, Protocol, TypeVar

import msgspec
from msgspec import Meta

from config import City, Settings
from ingest.setups import Ask
from store.records import Incident, Record, Time


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
    """What a stream may know: the settings, the city, the clock, which incidents of a camera last still, and what else
    it may ``ask`` the store; None where there is no store to ask.
    """

    settings: Settings
    city: City
    now: Callable[[], datetime]
    unended: Callable[[str], Sequence[Incident]]
    ask: Ask | None = None


class Stream(NamedTuple):
    """``decode`` turns one message into records or raises Undecodable; ``most_messages`` go into one transaction.

    ``check`` refuses what ``decode`` would refuse, where decoding is more than reading.
    """

    topic: str
    most_messages: int
    decode: Callable[[Message], Sequence[Record]]
    keeps_dead_letter: Callable[[Message, str], bool] = lambda _message, _reason: True
    check: Callable[[Message], object] | None = None

    def refuse(self, message: Message) -> None:
        """Raise Undecodable with the consumer's own reason when the consumer would not take the message."""
        (self.check or self.decode)(message)


class Contract(NamedTuple):
    """What a stream's file says to senders, and docs/messages.md to their authors.

    ``wire`` is the schema of one message, None when the value is a picture; ``key`` the field, or the words, that the
    message's key is; ``source`` the field of it that a sender may be limited by.
    """

    topic: str
    about: str
    key: str
    wire: type[msgspec.Struct] | None
    examples: tuple[dict[str, Any], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


Wire = TypeVar("Wire", bound=msgspec.Struct)
METRIC = r"^[a-z][a-z0-9_]{0,63}$"
# The pattern is told to senders here and held by ``check_metric``: a decoder would search it anew in every message.
Metric = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        description="What is measured; its unit is its end.",
        extra_json_schema={"pattern": METRIC},
    ),
]


def said(description: str, unit: str = "", ge: float | None = None, le: float | None = None) -> Meta:
    """A field's meaning and unit, for docs/messages.md, and its bounds, for everyone."""
    return Meta(description=description, extra_json_schema={"unit": unit} if unit else None, ge=ge, le=le)


When = Annotated[Time, Meta(description="When it was so, in ISO 8601 with a time zone.")]


def known_streams() -> list[str]:
    """The names of the files in ingest/streams: each is a stream."""
    package = importlib.import_module("ingest.streams")
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))


def contract(name: str) -> Contract:
    """What the stream of the file ``name`` asks of senders; raises ValueError with the names there are."""
    return _file(name).CONTRACT


def open_stream(name: str, context: Context) -> Stream:
    """The stream of the file ``name``; raises ValueError with the names there are."""
    return _file(name).stream(context)


def _file(name: str) -> ModuleType:
    if name not in (known := known_streams()):
        raise ValueError(f"no stream {name!r}; there are: {', '.join(known)}")
    return importlib.import_module(f"ingest.streams.{name}")


def decode_json(decoder: msgspec.json.Decoder[Wire], message: Message) -> Wire:
    """The message's value as the stream's wire schema, or Undecodable with the reason."""
    try:
        return decoder.decode(message.value or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Undecodable(str(error)) from error


@lru_cache(maxsize=4096)
def _is_metric(name: str) -> bool:
    return re.fullmatch(METRIC[1:-1], name) is not None


def check_metric(name: str) -> None:
    """Raise Undecodable when a metric's name is not made as names are."""
    if not _is_metric(name):
        raise Undecodable(f"Expected `str` matching regex {METRIC!r} - at `$.metric`")


ASKED_EVERY_SECONDS = 0.01
# No clock stands before it, and a time before the year 1 in UTC would end every process that stores or shows it.
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class Gate:
    """Refuses what no stream may store: unknown sources, times from the future and times before there were clocks."""

    def __init__(
        self, known: frozenset[str] | None, now: Callable[[], datetime], future_seconds: float, noun: str = "source"
    ) -> None:
        """``known`` None: any is; ``noun`` is what they are called."""
        self._known, self._now, self._future, self._noun = known, now, timedelta(seconds=future_seconds), noun
        self._latest, self._renew_at = EARLIEST, 0.0

    def check(self, source_id: str, time: datetime) -> None:
        """Raise Undecodable when the source is not of this city or the time is too far ahead, or before 1970."""
        if self._known is not None and source_id not in self._known:
            raise Undecodable(f"unknown {self._noun} {source_id[:64]!r}")
        if (time > self._latest or monotonic() > self._renew_at) and time > self._renewed():
            raise Undecodable(f"time {time.isoformat()} is more than {self._future.total_seconds():g} s in the future")
        if time < EARLIEST:
            raise Undecodable(f"time {time.isoformat()} is before {EARLIEST:%Y}")

    def _renewed(self) -> datetime:
        """What is not too far ahead now; the clock is asked when in doubt, and often, for it may be set back."""
        self._latest, self._renew_at = self._now() + self._future, monotonic() + ASKED_EVERY_SECONDS
        return self._latest


def utc_now() -> datetime:
    """The wall clock, aware."""
    return datetime.now(UTC)
