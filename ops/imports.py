"""Sends the rows of a file to their topic: checked as the consumer would, shown as they go, bad ones put aside."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec

from config import City, ConfigError, Settings
from config.rows import Line, Rejected, RowFile, open_rows
from ingest.sources.delivery import BrokerAway, Delivery, Row
from ingest.sources.intake import Intake
from ingest.stream import Undecodable
from ops.progress import Counts, progress

SENT_TOGETHER = 2000
Tell = Callable[[bytes], None]


def import_rows(settings: Settings, city: City, name: str, path: Path, encoding: str, dry_run: bool) -> Counts:
    """Send every good row; a bad one goes to FILE.rejected.ndjson, or with ``dry_run``, which sends none, to stdout.

    Raises BrokerAway when the broker does not take them all: the same file may be imported again, whole.
    """
    intake = Intake(settings, city, name)
    if intake.contract.wire is None:
        raise ConfigError(f"{intake.contract.topic} carries pictures: play them with `ioc replay`")
    with ExitStack() as stack:
        file = stack.enter_context(open_rows(path, encoding))
        delivery = None if dry_run else Delivery(settings, "ioc-import", 60.0)
        if delivery:
            stack.callback(delivery.close)
        refuse = _to_stdout if dry_run else _beside(path, stack)
        show = stack.enter_context(progress(path, file))
        return _all(file, intake, delivery, refuse, show)


def _all(
    file: RowFile, intake: Intake, delivery: Delivery | None, refuse: Tell, show: Callable[[Counts], None]
) -> Counts:
    taken = refused = 0
    rows: list[Row] = []
    for line in file.lines():
        try:
            rows.append(_row(line, intake))
        except Undecodable as error:
            refused += 1
            refuse(_rejection(line, str(error)))
        if len(rows) >= SENT_TOGETHER:
            taken += _sent(rows, delivery, taken, line.number)
            show(Counts(taken, refused))
    taken += _sent(rows, delivery, taken, None)
    show(Counts(taken, refused))
    return Counts(taken, refused)


def _sent(rows: list[Row], delivery: Delivery | None, before: int, line: int | None) -> int:
    """How many rows were sent; ``rows`` is empty after it."""
    try:
        if delivery and rows:
            delivery.send(rows)
    except BrokerAway as error:
        where = f"near line {line}" if line else "near the end"
        text = f"the broker does not take more {where} ({error}); {before + len(error.taken)} rows taken"
        raise BrokerAway(error.taken, f"{text}: import the same file again, nothing is stored twice") from error
    number = len(rows)
    rows.clear()
    return number


def _row(line: Line, intake: Intake) -> Row:
    if line.reason:
        raise Undecodable(line.reason)
    return intake.row((line.data or b"") if line.cells is None else intake.encoded(line.cells))


def _rejection(line: Line, reason: str) -> bytes:
    said: dict[str, Any] = {"line": line.number, "reason": reason}
    if line.cells is not None:
        said["row"] = line.cells
    elif line.data is not None:
        said["row"] = line.data[:4096].decode()
    return msgspec.json.encode(said)


def _to_stdout(line: bytes) -> None:
    sys.stdout.write(line.decode() + "\n")


def _beside(path: Path, stack: ExitStack) -> Tell:
    rejected = Rejected(path)
    stack.callback(rejected.close)
    return rejected.add
