"""How far a file is read, shown while it is: a bar on a terminal, elsewhere a plain line now and then."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from config.rows import RowFile

PLAIN_SECONDS = 5.0


class Counts(NamedTuple):
    """What became of a file's lines."""

    taken: int
    refused: int


@contextmanager
def progress(path: Path, file: RowFile) -> Iterator[Callable[[Counts], None]]:
    """What to call with the counts whenever they have changed."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain(path, file, console)
        return
    words = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*words, TextColumn("{task.fields[said]}"), console=console) as bar:
        task = bar.add_task(path.name, total=file.size or 1, said="")
        yield lambda counts: bar.update(task, completed=file.read, said=_said(counts))


def _plain(path: Path, file: RowFile, console: Console) -> Callable[[Counts], None]:
    told = time.monotonic()

    def show(counts: Counts) -> None:
        nonlocal told
        if time.monotonic() - told >= PLAIN_SECONDS:
            told = time.monotonic()
            console.print(f"{path.name}: {file.read * 100 // max(file.size, 1)} %, {_said(counts)}", soft_wrap=True)

    return show


def _said(counts: Counts) -> str:
    return f"{counts.taken:,} taken, {counts.refused:,} refused"
