"""Checks what comes in without Kafka as the consumer would, so that its sender hears of a fault at once."""

from collections.abc import Sequence

import msgspec

from config import City, ConfigError, Settings
from ingest.sources.delivery import Row
from ingest.stream import Context, Message, Undecodable, contract, known_streams, open_stream, utc_now
from ingest.topics import FRAME_BYTES

ROOM_FOR_HEADERS = 4096


class Incoming(msgspec.Struct):
    """A line as a stream's ``decode`` wants its messages."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()
    partition: int = -1
    offset: int = -1
    timestamp: int = 0


class Intake:
    """One stream's way in; ``sources`` are the beginnings of the keys a sender may send, none: any."""

    def __init__(self, settings: Settings, city: City, name: str) -> None:
        self.contract = contract(name)
        self._stream = open_stream(name, Context(settings, city, utc_now, lambda _camera: []))
        self._decoder = msgspec.json.Decoder(self.contract.wire) if self.contract.wire else None
        self._most_bytes = settings.ingest.line_kb * 1024

    def row(self, line: bytes, sources: Sequence[str] = ()) -> Row:
        """One JSON object as a row for its topic; raises Undecodable with the reason."""
        if self._decoder is None:
            raise Undecodable(f"{self.contract.topic} carries pictures, not lines")
        if len(line) > self._most_bytes:
            raise Undecodable(f"the line has {len(line)} bytes, more than {self._most_bytes}")
        self._stream.refuse(Incoming(self.contract.topic, None, line))
        key = self._key(self._decoder.decode(line))
        _check_source(key, sources)
        return Row(self.contract.topic, key.encode(), line)

    def encoded(self, cells: dict[str, str]) -> bytes:
        """The cells of a table's row, by field, as the JSON object that they mean; raises Undecodable with the reason.

        An empty cell says nothing of its field; "null" says that it is known to be missing.
        """
        if self.contract.wire is None:
            raise Undecodable(f"{self.contract.topic} carries pictures, not lines")
        said = {name: text for name, text in cells.items() if text}
        try:
            return msgspec.json.encode(msgspec.convert(said, self.contract.wire, strict=False))
        except msgspec.ValidationError as error:
            raise Undecodable(str(error)) from error

    def picture(self, camera_id: str, jpeg: bytes, headers: dict[str, str], sources: Sequence[str] = ()) -> Row:
        """One picture as a row for its topic; raises Undecodable with the reason."""
        if self._decoder is not None:
            raise Undecodable(f"{self.contract.topic} carries lines, not pictures")
        if len(jpeg) > FRAME_BYTES - ROOM_FOR_HEADERS:
            raise Undecodable(f"the picture has {len(jpeg)} bytes, more than {FRAME_BYTES - ROOM_FOR_HEADERS}")
        pairs = tuple((name, text.encode()) for name, text in headers.items())
        message: Message = Incoming(self.contract.topic, camera_id.encode(), jpeg, pairs)
        self._stream.refuse(message)
        _check_source(camera_id, sources)
        return Row(self.contract.topic, camera_id.encode(), jpeg, pairs)

    def _key(self, row: msgspec.Struct) -> str:
        return "/".join(getattr(row, field) for field in self.contract.key.split("/"))


def stream_name(text: str) -> str:
    """The stream's name, whether it or its topic was named; raises ConfigError with those there are."""
    name = text.replace(".", "_")
    if name not in known_streams():
        raise ConfigError(f"there is no stream {text!r}; there are: {', '.join(known_streams())}")
    return name


def _check_source(key: str, sources: Sequence[str]) -> None:
    if sources and not key.startswith(tuple(sources)):
        raise Undecodable(f"this key may not send for {key!r}, only for what starts with {', '.join(sources)}")
