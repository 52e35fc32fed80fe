"""What a frame of a camera costs beside the least it could, how many cameras a core carries, and what each keeps."""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import cv2
import numpy as np
import psutil
from rich.console import Console
from rich.progress import track
from rich.table import Table

from config.load import load
from simulation.clips import recipe
from simulation.film import clip
from vision.background import CELL
from vision.frame import decode
from vision.pipeline import Pipeline

RATE_FPS = 5.0
MOST_MEDIAN, MOST_P99, MOST_MEGABYTES, LEAST_CAMERAS = 2.5, 6.0, 25.0, 40


def main() -> None:
    """Play one rendered clip over and over through one pipeline; print the figures beside what they may be."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--hours", type=float, default=0.1, help="of the camera's time, at full speed")
    options.add_argument("--condition", default="day")
    asked = options.parse_args()
    cv2.setNumThreads(1)
    film = clip(recipe("quiet", asked.condition, 1))
    jpegs = [jpeg for _, jpeg in zip(range(600), (row[1] for row in film.frames()), strict=False)]
    pipeline, floor, ours, kept = Pipeline(film.camera, load({}).vision), [], [], []
    least = _least(load({}).vision.width_px, load({}).vision.max_megapixels)
    process, start = psutil.Process(), datetime(2026, 3, 1, tzinfo=UTC)
    before = process.memory_info().rss
    for number in track(range(round(asked.hours * 3600 * RATE_FPS)), "looking"):
        jpeg, moment = jpegs[number % len(jpegs)], start + timedelta(seconds=number / RATE_FPS)
        floor.append(_spent(lambda jpeg=jpeg: least(jpeg)))
        ours.append(_spent(lambda jpeg=jpeg, at=moment, number=number: pipeline.step(jpeg, at, number)))
        kept.append((process.memory_info().rss - before) / 1e6)
    Console().print(_table(np.array(floor), np.array(ours), np.array(kept), asked.condition))


def _least(width_px: int, megapixels: float) -> Callable[[bytes], None]:
    """One decode at working scale and one background model at the resolution in which ours works."""
    model = cv2.createBackgroundSubtractorMOG2()

    def step(jpeg: bytes) -> None:
        picture = decode(jpeg, width_px, megapixels)
        size = picture.shape[1] // CELL, picture.shape[0] // CELL
        model.apply(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))

    return step


def _spent(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def _table(floor: np.ndarray, ours: np.ndarray, kept: np.ndarray, condition: str) -> Table:
    least, half = float(np.median(floor)), len(ours) // 2
    median, p99 = (float(np.percentile(ours, share)) for share in (50, 99))
    cameras = int(1 / (float(ours.mean()) * RATE_FPS))
    later = float(np.median(ours[half:])) / float(np.median(ours[:half]))
    drawn = Table(title=f"vision, 640 x 360 at {RATE_FPS:g} frames/s, {condition}, {len(ours):,} frames")
    for column in ("figure", "measured", "may be"):
        drawn.add_column(column, justify="left" if column == "figure" else "right")
    drawn.add_row("floor, ms", f"{1e3 * least:.2f}", "")
    drawn.add_row("a frame, median, ms", f"{1e3 * median:.2f}", "")
    drawn.add_row("median over floor", f"{median / least:.2f}", f"{MOST_MEDIAN:g}")
    drawn.add_row("p99 over floor", f"{p99 / least:.2f}", f"{MOST_P99:g}")
    drawn.add_row("cameras a core", f"{cameras}", f"{LEAST_CAMERAS} at least")
    drawn.add_row("memory, MB, most", f"{kept.max():.0f}", f"{MOST_MEGABYTES:g}")
    drawn.add_row("memory, second half over first, MB", f"{kept[half:].mean() - kept[:half].mean():+.1f}", "about 0")
    drawn.add_row("time, second half over first", f"{later:.2f}", "about 1")
    return drawn


if __name__ == "__main__":
    main()
