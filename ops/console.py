"""What a person at the terminal sees: the steps of the start, log lines under their name, the address to open."""

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TextIO

from rich.console import Console as Rich
from rich.panel import Panel
from rich.text import Text

NAME_WIDTH = 18
COLOURS = ("cyan", "green", "magenta", "yellow", "blue", "bright_cyan", "bright_green", "bright_magenta")


class Console:
    """Plain text where the output is no terminal; one line at a time from any thread."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._rich = Rich(file=out or sys.stdout, highlight=False, soft_wrap=True)
        self._lock = threading.Lock()
        self._colours: dict[str, str] = {}

    def log(self, name: str, line: str) -> None:
        """A line of a child's log, under its name."""
        colour = self._colours.setdefault(name, COLOURS[len(self._colours) % len(COLOURS)])
        self._print(Text.assemble((f"{name:<{NAME_WIDTH}} │ ", colour), line))

    def say(self, line: str) -> None:
        """A line of our own."""
        self.log("ioc", line)

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[Callable[[str], None]]:
        """A step of the start: said when it begins and, with how long it took and what came of it, when it is done."""
        begun, notes = time.monotonic(), list[str]()
        self._print(Text(f"  … {title}", "dim"))
        try:
            yield notes.append
        except Exception:
            self._print(Text(f"  ✗ {title}", "bold red"))
            raise
        seconds = time.monotonic() - begun
        note = f": {', '.join(notes)}" if notes else ""
        self._print(Text.assemble(("  ✓ ", "bold green"), f"{title}{note}", (f"  {seconds:.1f} s", "dim")))

    def box(self, title: str, lines: list[str]) -> None:
        """What nobody may miss."""
        self._print(Panel.fit(Text("\n".join(lines), "bold"), title=title, padding=(1, 4), border_style="bold green"))

    def _print(self, what: Text | Panel) -> None:
        with self._lock, contextlib.suppress(OSError, ValueError):  # nobody reads any more: go on without
            self._rich.print(what)
