"""`ioc dead-letters`: list what could not be read, look at one, and send it to its topic again."""

import argparse
import base64
import json
import re
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from config import ConfigError, Settings, load
from ingest.sources.delivery import Delivery, Row
from ops.commands import with_broker, with_database
from ops.options import UNASKED
from store.dead_letters import Letter, Wanted, count, dead_letters, taken_for_resending
from store.pool import Connection, connect

SENT_TOGETHER = 500
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def run(asked: argparse.Namespace) -> None:
    """List, show or resend."""
    settings = with_database(load())
    wanted = _wanted(asked)
    with closing(connect(settings.database.url, settings.database.connect_seconds, "ioc dead-letters")) as connection:
        connection.autocommit = True
        if asked.action == "resend":
            _resend(connection, with_broker(settings), wanted, asked.yes)
        elif asked.action == "show":
            _show(connection, wanted)
        else:
            _list(connection, wanted, asked.limit, asked.json)


def _wanted(asked: argparse.Namespace) -> Wanted:
    """What is meant; what would mean everything by accident is refused."""
    if len(asked.place) not in (0, 3) or not all(re.fullmatch(r"\d{1,18}", number) for number in asked.place[1:]):
        raise ConfigError(f"{' '.join(asked.place)!r}: a place is TOPIC PARTITION OFFSET, as the list shows them")
    if asked.action == "show" and not asked.place:
        raise ConfigError("show which one? TOPIC PARTITION OFFSET")
    topic, partition, offset = (
        (asked.place[0], int(asked.place[1]), int(asked.place[2])) if asked.place else (None,) * 3
    )
    wanted = Wanted(topic or asked.topic, partition, offset, _since(asked.since), asked.reason)
    if asked.action == "resend" and wanted == Wanted() and not asked.all:
        raise ConfigError("resend which ones? TOPIC PARTITION OFFSET, --topic, --since, --reason, or --all")
    return wanted


def _since(text: str | None) -> datetime | None:
    """A moment, or a time before now such as 30m, 2h or 3d."""
    if not text:
        return None
    if found := re.fullmatch(r"(\d{1,6})([smhd])", text):
        return datetime.now(UTC) - timedelta(**{UNITS[found[2]]: int(found[1])})
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"--since {text!r}: 30m, 2h, 3d, or a moment as 2026-11-21T05:00:00+07:00") from error
    return moment if moment.tzinfo else moment.astimezone()


def _list(connection: Connection, wanted: Wanted, limit: int, as_json: bool) -> None:
    letters, all_of_them = dead_letters(connection, wanted, limit), sum(count(connection, wanted))
    if as_json:
        sys.stdout.writelines(json.dumps(_fields(letter), ensure_ascii=False) + "\n" for letter in letters)
        return
    table = Table("topic", "part.", "offset", "sent", "key", "reason", "", box=None, pad_edge=False)
    for letter in letters:
        place = (letter.topic, str(letter.partition), str(letter.offset), f"{letter.time:%Y-%m-%d %H:%M:%SZ}")
        table.add_row(*place, _text(letter.key or b"")[:24], letter.reason, _state(letter))
    out = Console(width=None if sys.stdout.isatty() else 200, markup=False, highlight=False)
    if letters:
        out.print(table)
    out.print(f"{len(letters):,} of {all_of_them:,} dead letters" if letters else "no dead letters")


def _show(connection: Connection, wanted: Wanted) -> None:
    letters = dead_letters(connection, wanted, 10)
    if not letters:
        raise ConfigError(f"there is no dead letter {wanted.topic} {wanted.partition} {wanted.offset}")
    for letter in letters:  # several, when the broker was made anew and counted from 0 again
        for name, value in _fields(letter).items():
            sys.stdout.write(f"{name:<11}{value}\n")


def _fields(letter: Letter) -> dict[str, object]:
    """All of it; what is no text is given in base64."""
    row = letter._asdict() | {"time": letter.time.isoformat(), "key": _text(letter.key) if letter.key else None}
    row["resent_at"] = letter.resent_at.isoformat() if letter.resent_at else None
    try:
        row["value"] = letter.value.decode()
    except UnicodeDecodeError:
        del row["value"]
        row["base64"] = base64.b64encode(letter.value).decode()
    return row


def _text(value: bytes) -> str:
    return value.decode(errors="backslashreplace")


def _state(letter: Letter) -> str:
    if letter.resent_at:
        return f"sent again {letter.resent_at:%Y-%m-%d %H:%M:%SZ}"
    return "" if letter.whole else "not whole"


def _resend(connection: Connection, settings: Settings, wanted: Wanted, yes: bool) -> None:
    """Each one once: those that were sent again are left out, and those of which only a part was kept."""
    counts = count(connection, wanted)
    if counts.cut:
        sys.stderr.write(f"{counts.cut:,} cannot be sent again: not all of them was kept (pictures never are)\n")
    if counts.resent:
        sys.stderr.write(f"{counts.resent:,} were sent again before and are left out\n")
    if counts.waiting > UNASKED and not yes and not _agreed(counts.waiting):
        raise ConfigError("nothing was sent; --yes sends without asking")
    delivery, sent = Delivery(settings, "ioc-dead-letters"), 0
    try:
        with _bar(counts.waiting) as advance:
            while done := _some(connection, delivery, wanted, min(SENT_TOGETHER, counts.waiting - sent)):
                sent += done
                advance(done)
    finally:
        delivery.close()
        sys.stderr.write(f"{sent:,} sent again\n")


def _some(connection: Connection, delivery: Delivery, wanted: Wanted, most: int) -> int:
    """Send so many again. They are marked only when the broker has them all: at worst one is sent twice, none never."""
    with taken_for_resending(connection, wanted, most) as letters:
        delivery.send([Row(letter.topic, letter.key, letter.value) for letter in letters])
    return len(letters)


def _agreed(number: int) -> bool:
    if not sys.stdin.isatty():
        return False
    sys.stderr.write(f"Send {number:,} messages again? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


@contextmanager
def _bar(total: int) -> Iterator:
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("sending again", total=total)
        yield lambda done: progress.advance(task, done)
