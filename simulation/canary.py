"""`ioc canary`: a camera of the centre's own, before which one thing passes a minute, sent like any camera's frames."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import cv2
import numpy as np

from config import Settings
from config.canary import CANARY
from simulation.messages import JPEG_QUALITY, Message
from simulation.outbox import Outbox

log = logging.getLogger(__name__)
WIDTH, HEIGHT = 320, 180
PASSING_SECONDS = 9.0  # from one edge to the other
AHEAD_SECONDS = 2.0
MOVING, CALM = timedelta(seconds=0.2), timedelta(seconds=1)  # between two frames
NOISE = 5


def serve(settings: Settings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
    """Send frames until SIGTERM or SIGINT; while the broker is away frames are let go."""
    cv2.setNumThreads(1)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    outbox = Outbox(settings.broker.bootstrap_servers)
    sending = threading.Thread(target=outbox.run, args=(stop,), name="outbox")
    sending.start()
    period = settings.canary.period_seconds
    due = clock()
    while not stop.wait(max(0.0, (due - clock()).total_seconds())):
        due = max(due, clock() - CALM)  # a pause is not made up for
        outbox.put(frame(due, period))
        due += MOVING if is_near(due, period) else CALM
    sending.join(timeout=15)


def frame(time: datetime, period_seconds: float) -> Message:
    """The picture at ``time`` as it goes to the broker."""
    _, jpeg = cv2.imencode(".jpg", picture(time, period_seconds), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    sequence = str(int(time.timestamp() * 1000))
    headers = (("time", time.isoformat().encode()), ("sequence", sequence.encode()))
    return Message("camera.frames", CANARY.id.encode(), jpeg.tobytes(), headers)


def picture(time: datetime, period_seconds: float) -> np.ndarray:
    """A yard with a box that passes once in each period; a function of the time alone."""
    random = np.random.default_rng(int(time.timestamp() * 1000))
    yard = _yard() + random.normal(0, NOISE, (HEIGHT, WIDTH, 1))
    made = np.clip(yard, 0, 255).astype(np.uint8)
    passed = _seconds(time, period_seconds) / PASSING_SECONDS
    if passed < 1:
        left = int((1.3 * passed - 0.15) * WIDTH)
        cv2.rectangle(made, (left, 90), (left + 44, 128), (40, 60, 200), -1)
        cv2.rectangle(made, (left + 8, 78), (left + 34, 90), (60, 80, 170), -1)
    return made


def is_near(time: datetime, period_seconds: float) -> bool:
    """Whether something passes, or is about to: then frames are sent as often as a camera does."""
    seconds = _seconds(time, period_seconds)
    return seconds < PASSING_SECONDS + 2 * AHEAD_SECONDS or seconds > period_seconds - AHEAD_SECONDS


def _seconds(time: datetime, period_seconds: float) -> float:
    return time.timestamp() % period_seconds


def _yard() -> np.ndarray:
    random = np.random.default_rng(7)
    coarse = random.uniform(70, 150, (HEIGHT // 12, WIDTH // 12, 1)).astype(np.float32)
    ground = cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)[:, :, None]
    return np.repeat(ground, 3, axis=2)
