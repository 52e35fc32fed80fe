"""Runs clips through the eyes of the centre in two processes, and writes what came of it: table, JSON, a page."""

import math
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from config import ConfigError, Settings
from config.files import replace_text
from config.labels import labels_of
from config.language import catalogue
from simulation.clips import CONDITIONS, HEALTH, QUIET, RULES, Recipe, matrix, quiet
from vision.contact_sheet import Sheet
from vision.evaluate import Outcome, evaluate, one_thread
from vision.report import HEADINGS, cells, clips_said, name, page, table

PROCESSES = 2
Words = Callable[[str], str]


@dataclass(frozen=True)
class Asked:
    """What is to be evaluated: video files, rendered clips of rules, minutes without incident."""

    files: tuple[Path, ...]
    rendered: tuple[str, ...] | None
    conditions: tuple[str, ...]
    minutes: float
    clips: int
    seed: int
    rate_fps: float
    within_minutes: float = math.inf


@dataclass(frozen=True)
class Trial:
    """One clip that was judged, with its contact sheets."""

    outcome: Outcome
    sheets: tuple[Sheet, ...]


def jobs(asked: Asked) -> list[Path | Recipe]:
    """All clips; raises ConfigError for a file nobody can read or label, and for a rule there is not."""
    for path in asked.files:
        labels_of(path)
    known = (*RULES, *HEALTH, QUIET)
    if wrong := [name for name in asked.rendered or () if name not in known]:
        raise ConfigError(f"no clip of {wrong[0]!r} can be rendered; there are: {', '.join(known)}")
    if wrong := [name for name in asked.conditions if name not in CONDITIONS]:
        raise ConfigError(f"there is no condition {wrong[0]!r}; there are: {', '.join(CONDITIONS)}")
    found: list[Path | Recipe] = [*asked.files]
    if asked.rendered is not None:
        subjects = [name for name in asked.rendered or (*RULES, *HEALTH) if name != QUIET]
        found += matrix(subjects, asked.seed, asked.clips, asked.conditions or CONDITIONS)
        found += [row for row in quiet(asked.minutes, asked.seed) if row.condition in (asked.conditions or CONDITIONS)]
    if not found:
        raise ConfigError("nothing to evaluate: name video files, or say --rendered")
    return found


def run(asked: Asked, settings: Settings, out: Path | None, html: Path | None) -> None:
    """Judge every clip, print the table, and write the files that are asked for."""
    begun, work = datetime.now(UTC), jobs(asked)
    trials = sorted(_judged(work, settings, asked), key=lambda trial: trial.outcome.clip.name)
    outcomes = [trial.outcome for trial in trials]
    words = catalogue(settings.city.language)
    say: Words = lambda text: words.get(text, text)  # noqa: E731
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200)
    console.print(_printed(outcomes, say))
    if len(trials) < len(work):
        console.print(f"{len(trials)} / {len(work)}")
    if out is not None:
        replace_text(out, msgspec.json.format(msgspec.json.encode(_document(outcomes, begun, asked))).decode() + "\n")
    if html is not None:
        sheets = [sheet for trial in trials for sheet in trial.sheets]
        note = clips_said(outcomes, say, begun)
        replace_text(html, page(outcomes, sheets, say, settings.city.language, note))


def _judged(work: Sequence[Path | Recipe], settings: Settings, asked: Asked) -> Iterator[Trial]:
    """In the order in which they are done; the bar goes to stderr, so that the table can be piped."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
               TimeRemainingColumn())  # fmt: skip
    context = multiprocessing.get_context("spawn")
    until = time.monotonic() + asked.within_minutes * 60
    with (
        Progress(*columns, console=Console(file=sys.stderr)) as progress,
        ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=one_thread) as pool,
    ):
        task, left, running = progress.add_task("", total=len(work)), list(work), dict[Future[Trial], str]()
        while left or running:
            # no more than are worked on, so that an end comes at once
            while left and len(running) < PROCESSES:
                job = left.pop(0)
                running[pool.submit(judge, job, settings, asked.rate_fps)] = job.name
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                progress.update(task, advance=1, description=running.pop(future))
                yield future.result()
            if time.monotonic() > until:
                left.clear()


def judge(job: Path | Recipe, settings: Settings, rate_fps: float) -> Trial:
    """One clip, from first frame to contact sheets; in a process of its own."""
    from simulation import film
    from vision import contact_sheet, footage

    clip = film.clip(job) if isinstance(job, Recipe) else footage.clip(job, labels_of(job), rate_fps)
    outcome = evaluate(clip, settings.vision, keep_stills=True)
    sheets = contact_sheet.sheets(outcome)
    return Trial(replace(outcome, stills=()), tuple(sheets))


def _printed(outcomes: Sequence[Outcome], say: Words) -> Table:
    shown = Table(header_style="bold", show_edge=False)
    for number, heading in enumerate(HEADINGS.values()):
        shown.add_column(say(heading), justify="left" if number < 2 else "right")
    for rule, condition, one in table(outcomes):
        shown.add_row(name(rule, say), name(condition, say), *cells(one), style="" if condition else "bold")
    return shown


def _document(outcomes: Sequence[Outcome], begun: datetime, asked: Asked) -> dict[str, Any]:
    """Every figure with its interval, and every clip with what was found, missed and false in it."""
    figures = [
        {
            "rule": rule, "condition": condition or None, "events": one.events, "found": one.found,
            "false": one.false, "hours": one.hours, "doubled": one.doubled, "unverifiable": one.unverifiable,
            "unjudged_events": one.unjudged, "detection_rate": one.rate, "false_per_hour": one.false_rate,
            "mean_seconds": one.mean, "p95_seconds": one.p95, "median_seconds_after_due": one.median_due,
            "detect_seconds": one.detect_seconds,
        }
        for rule, condition, one in table(outcomes)
    ]  # fmt: skip
    return {"time": begun, "seed": asked.seed, "figures": figures, "clips": [_row(outcome) for outcome in outcomes]}


def _row(outcome: Outcome) -> dict[str, Any]:
    told = [
        {"rule": one.incident.rule, "time": one.time, "box": one.incident.box, "confidence": one.incident.confidence}
        for one in outcome.false
    ]
    found = [
        {"rule": event.rule, "start": event.start, "told": [one.time for one in rows]} for event, rows in outcome.found
    ]
    clip = outcome.clip
    return {"name": clip.name, "condition": clip.condition, "seconds": outcome.seconds, "events": found, "false": told,
            "unverifiable": len(outcome.unverifiable)}  # fmt: skip
