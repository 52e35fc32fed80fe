"""The lines of a body that was sent over HTTP: one JSON object, a list of them, or one object a line."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

JSON = frozenset({"application/json", ""})
LINES = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"})


class Body(NamedTuple):
    """What was sent, and of which kind it is said to be."""

    kind: str
    data: bytes


class Unreadable(ValueError):
    """No lines can be told apart in it; ``status`` is HTTP's word for why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def lines_of(body: Body, most: int) -> Iterator[tuple[int, bytes]]:
    """(number from 1, JSON text) of each line or element; blank lines count and say nothing."""
    if body.kind in LINES:
        rows = body.data.split(b"\n", most + 1)
    elif body.kind in JSON:
        rows = _elements(body.data)
    else:
        raise Unreadable(415, f"{body.kind} is neither application/json nor application/x-ndjson")
    if len(rows) > most and any(row.strip() for row in rows[most:]):
        raise Unreadable(413, f"more than {most} lines: send them in parts")
    if not any(row.strip() for row in rows):
        raise Unreadable(400, "there is nothing in the body")
    for number, row in enumerate(rows, start=1):
        if line := row.strip():
            yield number, line


def _elements(data: bytes) -> list[bytes]:
    text = data.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        found = msgspec.json.decode(text, type=list[msgspec.Raw] if text.startswith(b"[") else msgspec.Raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(400, f"no JSON ({error}); one object a line is application/x-ndjson") from error
    return [bytes(row) for row in found] if isinstance(found, list) else [bytes(found)]
