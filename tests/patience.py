"""Waits for a condition with a deadline: the only place where a test may sleep."""

import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def until(condition: Callable[[], Answer], seconds: float = 30.0, every: float = 0.05, why: str = "") -> Answer:
    """The first true answer of ``condition``; fails with ``why`` and the last answer when ``seconds`` are over."""
    end = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:g} s: {why or condition} (last answer: {answer!r})")
        time.sleep(every)
    return answer
