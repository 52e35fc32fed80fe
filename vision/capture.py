"""A child process that reads one camera (RTSP, HTTP or a video file) and writes its frames to stdout as JPEGs."""

# python -m vision.capture URL --rate-fps 5 --width 640 --quality 80 [--speed 1.0]
# Each record is HEADER (capture time in epoch seconds, length) and so many bytes of JPEG. It is a process of its own
# because a read can block for ever: whoever started it kills it.

import argparse
import ctypes
import os
import resource
import select
import signal
import struct
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO
from urllib.parse import urlsplit

import cv2
from cv2.typing import MatLike

HEADER = struct.Struct(">dI")
CANNOT_OPEN, ENDED, LIED_ABOUT_SIZE = 3, 4, 5

MAX_PIXELS = 50_000_000
MEMORY_BYTES = 4 << 30
BEHIND_SECONDS = 1.0
PR_SET_PDEATHSIG = 1


class GivenUp(Exception):
    """Why this camera is left, and the exit code that says so."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True)
class Options:
    """What the command line asks for."""

    url: str
    rate_fps: float
    width: int
    quality: int
    speed: float


def main(arguments: list[str] | None = None) -> int:
    """Write records until the camera ends or the reader goes away; the exit code says which."""
    options = parse(arguments)
    errors = _own_stderr()
    _die_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    cv2.setNumThreads(1)
    try:
        for when, jpeg in frames(options):
            _write(HEADER.pack(when, len(jpeg)) + jpeg)
    except GivenUp as end:
        errors.write(f"{printable(options.url)}: {end}\n")
        return end.code
    except (MemoryError, cv2.error) as error:
        errors.write(f"{printable(options.url)}: a frame that cannot be held: {' '.join(str(error).split())}\n")
        return LIED_ABOUT_SIZE
    except BrokenPipeError:
        return 0
    return ENDED


def parse(arguments: list[str] | None = None) -> Options:
    """Options of a command line; the URL "-" is read from stdin, so that its password is not in the process list."""
    parser = argparse.ArgumentParser(prog="python -m vision.capture", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--rate-fps", type=_positive, default=5.0)
    parser.add_argument("--width", type=int, default=640)
    parser.add_argument("--quality", type=int, default=80)
    parser.add_argument("--speed", type=_positive, default=1.0)
    found = parser.parse_args(arguments)
    if found.url == "-":
        found.url = sys.stdin.readline().strip()
    return Options(**vars(found))


def frames(options: Options) -> Iterator[tuple[float, bytes]]:
    """(capture time, JPEG) of each frame; raises GivenUp when there will be no more.

    A live camera's frame has the time at which it was taken from the stream. A file's frames keep the distances of its
    own timestamps from the moment it was opened: at a speed above 1 they run ahead of the clock.
    """
    for when, picture in _pictures(options):
        ok, jpeg = cv2.imencode(".jpg", _narrow(picture, options.width), [cv2.IMWRITE_JPEG_QUALITY, options.quality])
        if ok:
            yield when, jpeg.tobytes()


def printable(url: str) -> str:
    """The URL without a user's name and password."""
    parts = urlsplit(url)
    return url.replace(f"{parts.netloc.rpartition('@')[0]}@", "", 1) if "@" in parts.netloc else url


def _narrow(picture: MatLike, width: int) -> MatLike:
    height, was = picture.shape[:2]
    if was <= width:
        return picture
    return cv2.resize(picture, (width, max(1, round(height * width / was))), interpolation=cv2.INTER_AREA)


def _pictures(options: Options) -> Iterator[tuple[float, MatLike]]:
    capture = _open(options.url)
    is_file, any_came = _is_file(options.url, capture), False
    for when, picture in _file(capture, options, time.time()) if is_file else _live(capture, options.rate_fps):
        any_came = True
        yield when, picture
    if not any_came:
        raise GivenUp(CANNOT_OPEN, "opened, but without a frame that can be decoded")
    raise GivenUp(ENDED, "the file ended" if is_file else "the stream ended")


def _open(url: str) -> cv2.VideoCapture:
    capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
    if not capture.isOpened():
        raise GivenUp(CANNOT_OPEN, "cannot open")
    _check_size(capture.get(cv2.CAP_PROP_FRAME_WIDTH), capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
    return capture


def _is_file(url: str, capture: cv2.VideoCapture) -> bool:
    scheme = urlsplit(url).scheme if "://" in url else "file"
    return scheme == "file" or (scheme.startswith("http") and capture.get(cv2.CAP_PROP_FRAME_COUNT) > 0)


def _file(capture: cv2.VideoCapture, options: Options, start: float) -> Iterator[tuple[float, MatLike]]:
    opened, sent, first = time.monotonic() - (time.time() - start) * (options.speed <= 1), -1, None
    while capture.grab():
        position = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
        first = position if first is None else first
        slot = int((position - first) * options.rate_fps + 0.01)
        wait = opened + (position - first) / options.speed - time.monotonic()
        # a reader slower than the file loses frames, as it would of a camera, and never the time of day
        if slot <= sent or (wait < -BEHIND_SECONDS and options.speed <= 1):
            continue
        sent = slot
        time.sleep(max(0.0, wait))
        yield start + position - first, _retrieve(capture)


def _live(capture: cv2.VideoCapture, rate_fps: float) -> Iterator[tuple[float, MatLike]]:
    due = 0.0
    while capture.grab():
        now = time.time()
        if now >= due:
            due = max(due, now - 1 / rate_fps) + 1 / rate_fps
            yield now, _retrieve(capture)


def _retrieve(capture: cv2.VideoCapture) -> MatLike:
    # FFmpeg scales a frame of another size to the first one's, so that a change of size is not seen here
    ok, picture = capture.retrieve()
    if not ok:
        raise GivenUp(ENDED, "a frame cannot be decoded")
    _check_size(picture.shape[1], picture.shape[0])
    return picture


def _check_size(width: float, height: float) -> None:
    if width * height > MAX_PIXELS:
        raise GivenUp(LIED_ABOUT_SIZE, f"a picture of {width:.0f} x {height:.0f} pixels")


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def _write(record: bytes) -> None:
    # unbuffered, so that nothing is left to flush at exit when the reader is gone
    rest = memoryview(record)
    while rest:
        rest = rest[os.write(1, rest) :]


def _own_stderr() -> TextIO:
    """The stderr we were given; libraries get none, so that the one line said there is ours."""
    ours = sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    os.close(silence)
    return ours


def _die_with_parent() -> None:
    """End at once when the parent dies, even inside a read that blocks for ever."""
    if sys.platform == "linux":
        # Linux counts the death of the thread that started us as the parent's
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_die_with_reader, daemon=True).start()


def _die_with_reader() -> None:
    poll = select.poll()
    poll.register(1, select.POLLERR)
    poll.poll()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
