"""What was sent and what became of it: the account that every fault must leave in balance."""

import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg

from tests.patience import until

ROWS: list["Account"] = []


@dataclass
class Account:
    """One fault's figures; ``sent``, ``acknowledged`` and ``stored`` hold the numbers of messages."""

    fault: str
    sent: set[int] = field(default_factory=set)
    acknowledged: set[int] = field(default_factory=set)
    stored: set[int] = field(default_factory=set)
    repeated: int = 0
    dead: int = 0
    seconds: float = 0.0

    @property
    def lost(self) -> set[int]:
        """Acknowledged by the broker and not in the store."""
        return self.acknowledged - self.stored

    def settle(self, url: str, dead: int = 0) -> None:
        """Wait until all that was acknowledged is stored, once each, and nothing else is; then keep the row."""
        ROWS.append(self)
        until(lambda: self.acknowledged <= set(stored(url)) and self._letters(url) >= dead, seconds=60, every=0.2)
        rows = stored(url)
        self.stored, self.dead = set(rows), self._letters(url)
        assert len(rows) == len(self.stored)
        assert self.stored <= self.sent
        assert (self.lost, self.dead) == (set(), dead)

    def recover(self, url: str, since: float) -> None:
        """Note how long after ``since`` the newest message acknowledged by now is stored."""
        newest = max(self.acknowledged)
        until(lambda: newest in set(stored(url)), seconds=90, every=0.1, why="nothing new is stored")
        self.seconds = time.monotonic() - since

    def _letters(self, url: str) -> int:
        with psycopg.connect(url) as link:
            return link.execute("SELECT count(*) FROM dead_letters").fetchone()[0]


def stored(url: str) -> list[int]:
    """The number of every reading there is; each carries its number as its value."""
    with psycopg.connect(url, connect_timeout=5) as link:
        rows = link.execute("SELECT value FROM readings WHERE metric = 'rtt_ms'").fetchall()
    return [int(value) for (value,) in rows]


def figures(port: int) -> dict[str, float]:
    """What a process tells on its port: the sum of each figure over its labels; nothing when it does not answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=2) as answer:
            lines = answer.read().decode().splitlines()
    except OSError:
        return {}
    sums: dict[str, float] = {}
    for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#")):
        sums[name.partition("{")[0]] = sums.get(name.partition("{")[0], 0) + float(value)
    return sums


def headings() -> str:
    """What stands above the accounts as a person reads them."""
    names = ("sent", "acknowledged", "stored", "repeated", "dead", "lost", "s to recover")
    return f"{'fault':<44}" + "".join(f"{name:>14}" for name in names)


def told() -> Iterator[str]:
    """The accounts since the last time this was asked, a line each."""
    while ROWS:
        row = ROWS.pop(0)
        sizes = (len(row.sent), len(row.acknowledged), len(row.stored), row.repeated, row.dead, len(row.lost))
        yield f"{row.fault:<44}" + "".join(f"{size:>14}" for size in sizes) + f"{row.seconds:>14.1f}"
