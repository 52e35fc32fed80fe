"""Cameras read from outside: what comes, what hangs, what lies, what ends, and that none of them slows another."""

import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest
from kafka import KafkaConsumer

from config import Camera
from ingest.sources.capture import HEADER, Capture, Frame, Pace
from ingest.sources.rtsp import run
from tests.builders import settings
from tests.patience import until

SOURCES = settings(
    IOC_SOURCES__READ_SECONDS="1.0",
    IOC_SOURCES__RETRY_SECONDS="0.1",
    IOC_SOURCES__RETRY_MAX_SECONDS="0.4",
    IOC_SOURCES__LOOP_PAUSE_SECONDS="0.5",
).sources
ONCE = Pace(speed=1.0, loop=False, ahead_seconds=30.0)
AGAIN = Pace(speed=1.0, loop=True, ahead_seconds=30.0)
TWO_CAMERAS = """
import sys
from config import Camera
from ingest.sources.rtsp import serve
from tests.builders import settings

cameras = [Camera(id=f"cam-0{n}", name="", lon=105.6, lat=18.6, url=url) for n, url in enumerate(sys.argv[3:], 1)]
serve(settings(KAFKA_BOOTSTRAP_SERVERS=sys.argv[1]), cameras, loop=sys.argv[2] == "loop")
"""


def video(path: Path, seconds: float = 2.0, fps: float = 10.0) -> str:
    """A film of grey pictures, each a little lighter."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, (160, 90))
    for number in range(round(fps * seconds)):
        writer.write(np.full((90, 160, 3), number * 5 % 255, np.uint8))
    writer.release()
    return str(path)


def capture(url: str, key: str = "cam-01", pace: Pace = ONCE, **options) -> Capture:
    return Capture(Camera(id=key, name="", lon=105.6, lat=18.6, url=url), SOURCES, pace, **options)


@contextlib.contextmanager
def running(*captures: Capture) -> Iterator[list[Frame]]:
    """The frames that come from them while the block runs."""
    frames: list[Frame] = []
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(captures, frames.append, stop.is_set))
    thread.start()
    try:
        yield frames
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def of(frames: list[Frame], key: str) -> list[Frame]:
    return [frame for frame in frames if frame.camera_id == key]


@contextlib.contextmanager
def silent() -> Iterator[tuple[str, list[socket.socket]]]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken: list[socket.socket] = []

        def take() -> None:
            with contextlib.suppress(OSError):
                while True:
                    taken.append(server.accept()[0])

        threading.Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", taken
        server.shutdown(socket.SHUT_RDWR)
    for connection in taken:
        connection.close()


class TenPictures(BaseHTTPRequestHandler):
    """A camera that ends its stream after ten pictures and can be asked again."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace;boundary=frame")
        self.end_headers()
        picture = cv2.imencode(".jpg", np.full((90, 160, 3), 90, np.uint8))[1].tobytes()
        head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n".encode()
        self.server.asked.append(time.monotonic())
        with contextlib.suppress(OSError):
            for _ in range(10):
                self.wfile.write(head + picture + b"\r\n")
                self.server.closing.wait(0.05)

    def log_message(self, *_):
        pass


def program(text: str) -> list[str]:
    """A stand-in for the capture process that misbehaves in a way no real source can be made to."""
    return [sys.executable, "-c", f"import signal, sys, time\nfrom struct import pack\nout = sys.stdout.buffer\n{text}"]


def test_file_is_read_once_in_order_as_if_it_happened_now(tmp_path):
    frames: list[Frame] = []
    before = time.time()
    run([capture(video(tmp_path / "a.avi"))], frames.append, lambda: False)
    assert len(frames) == 10
    assert all(frame.jpeg.startswith(b"\xff\xd8") for frame in frames)
    assert [frame.sequence for frame in frames] == sorted({frame.sequence for frame in frames})
    assert before <= frames[0].time.timestamp() <= frames[-1].time.timestamp() <= time.time()


def test_file_that_ended_and_is_opened_by_a_new_process_goes_on_with_higher_sequences(tmp_path):
    path, frames = video(tmp_path / "a.avi", seconds=1), []
    for _ in range(2):
        run([capture(path)], frames.append, lambda: False)
    assert [frame.sequence for frame in frames] == sorted({frame.sequence for frame in frames})


@pytest.mark.parametrize("speed", [1.0, 20.0])
def test_file_in_a_loop_begins_again_after_a_pause_and_never_goes_back(tmp_path, speed):
    again = Pace(speed, loop=True, ahead_seconds=30.0)
    with running(capture(video(tmp_path / "a.avi", seconds=1), pace=again)) as frames:
        until(lambda: len(frames) > 12)
    steps = [later.time - earlier.time for earlier, later in itertools.pairwise(frames)]
    assert min(steps).total_seconds() > 0
    assert len([step for step in steps if step.total_seconds() >= 0.5]) == (len(frames) - 1) // 5


def test_file_read_fast_loses_no_frame_and_stays_near_the_clock(tmp_path):
    frames: list[tuple[Frame, float]] = []
    fast = capture(video(tmp_path / "a.avi", seconds=4), pace=Pace(speed=50.0, loop=False, ahead_seconds=1.0))
    run([fast], lambda frame: frames.append((frame, time.time())), lambda: False)
    assert len(frames) == 20
    assert all(frame.time.timestamp() <= came + 1.0 for frame, came in frames)


def test_file_that_is_not_there_is_given_up_with_the_reason(tmp_path):
    missing = capture(str(tmp_path / "none.avi"))
    run([missing], lambda _frame: None, lambda: False)
    assert missing.done
    assert "none.avi: cannot open" in missing.problem


def test_camera_that_hangs_is_opened_anew_and_slows_no_other(tmp_path):
    with silent() as (url, taken):
        dead, good = capture(url, "dead"), capture(video(tmp_path / "a.avi", seconds=120), "good")
        with running(dead, good) as frames:
            until(lambda: of(frames, "good"))
            begun, had = time.monotonic(), len(frames)
            until(lambda: len(taken) >= 2, 60, why="the silent camera was not opened anew")
            came = len(frames) - had
            assert came > 0.7 * SOURCES.rate_fps * (time.monotonic() - begun)
        assert of(frames, "dead") == []


def test_pipe_that_nobody_writes_to_is_given_up(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    hung = capture(str(tmp_path / "pipe"))
    with running(hung):
        first = until(lambda: hung.pid)
        until(lambda: hung.pid not in (None, first), 60)
    assert not psutil.pid_exists(first)


def test_stream_that_ends_and_comes_back_goes_on():
    with ThreadingHTTPServer(("127.0.0.1", 0), TenPictures) as server:
        server.asked, server.closing = [], threading.Event()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with running(capture(f"http://127.0.0.1:{server.server_port}/")) as frames:
            until(lambda: len(server.asked) >= 2 and frames)
            had = len(frames)
            until(lambda: len(frames) > had)
        assert [frame.sequence for frame in frames] == sorted({frame.sequence for frame in frames})
        server.shutdown()


def test_source_that_refuses_is_tried_at_longer_and_longer_intervals():
    refused, now, starts = capture("http://127.0.0.1:1/", program=program("sys.exit(3)")), 0.0, []
    while len(starts) < 6:
        starts.append(now)
        refused.tend(now)
        until(lambda: refused.fill(now) or refused.tend(now) or refused.pid is None)  # noqa: B023
        now = refused.due
    waits = np.diff(starts)
    longest = [0.1, 0.2, 0.4, 0.4, 0.4]
    assert all(most / 2 <= wait <= most for wait, most in zip(waits, longest, strict=True))


@pytest.mark.parametrize(
    "header",
    [HEADER.pack(time.time(), 2**31), HEADER.pack(time.time(), 0), HEADER.pack(float("nan"), 9), b"\xff" * 12],
    ids=["too-large", "empty", "no-time", "noise"],
)
def test_source_that_lies_about_its_size_is_given_up_and_the_others_go_on(tmp_path, header):
    liar = capture("x://", "liar", program=program(f"out.write({header!r} + bytes(10_000_000)); signal.pause()"))
    with running(liar, capture(video(tmp_path / "a.avi"), "good", AGAIN)) as frames:
        first = until(lambda: liar.pid)
        until(lambda: liar.pid not in (None, first))
        until(lambda: of(frames, "good"))
    assert of(frames, "liar") == []


def test_source_that_dies_within_a_frame_sends_no_half_frame():
    half = "out.write(pack('>dI', time.time(), 4) + b'full' + pack('>dI', time.time(), 1000) + b'half')"
    with running(capture("x://", program=program(half))) as frames:
        until(lambda: len(frames) >= 3)
    assert {frame.jpeg for frame in frames} == {b"full"}


def test_program_that_cannot_be_started_is_tried_again():
    nothing = capture("x://", program=["/nonexistent"])
    nothing.tend(5.0)
    assert nothing.due > 5.0


def test_password_in_a_url_is_not_in_the_list_of_processes():
    secret = capture("http://user:hunter2@127.0.0.1:1/", program=program("signal.pause()"))
    secret.tend(1.0)
    try:
        assert "hunter2" not in " ".join(psutil.Process(secret.pid).cmdline())
    finally:
        secret.stop()


def served(broker, mode: str, *urls: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", TWO_CAMERAS, broker.servers, mode, *urls])


def messages(broker, topic: str, number: int) -> list:
    """The first so many messages of a topic."""
    consumer = KafkaConsumer(topic, bootstrap_servers=broker.servers, auto_offset_reset="earliest", group_id=None)
    found: list = []

    def enough() -> bool:
        for rows in consumer.poll(timeout_ms=200).values():
            found.extend(rows)
        return len(found) >= number

    try:
        until(enough)
    finally:
        consumer.close()
    return found


def alive(process: psutil.Process) -> bool:
    """Whether it runs; one that only waits to be buried by init does not."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_frames_come_out_of_the_broker_with_key_time_and_sequence(tmp_path, broker):
    process = served(broker, "once", video(tmp_path / "a.avi"), video(tmp_path / "b.avi"))
    assert process.wait(60) == 0
    came = messages(broker, "camera.frames", 20)
    assert {message.key for message in came} == {b"cam-01", b"cam-02"}
    assert all(message.value.startswith(b"\xff\xd8") for message in came)
    assert all(dict(message.headers).keys() == {"time", "sequence", "time-source"} for message in came)
    assert all(dict(message.headers)["time"].endswith(b"+00:00") for message in came)


def test_replay_says_that_it_is_one(tmp_path, broker):
    assert served(broker, "once", video(tmp_path / "a.avi")).wait(60) == 0
    reading = json.loads(messages(broker, "network.telemetry", 1)[0].value)
    assert (reading["source_id"], reading["metric"], reading["value"]) == ("centre.replay", "running", 1.0)


def test_serve_that_is_terminated_leaves_no_process(tmp_path, broker):
    with silent() as (url, _):
        process = served(broker, "loop", video(tmp_path / "a.avi"), url)
        messages(broker, "camera.frames", 1)
        children = until(lambda: len(found := psutil.Process(process.pid).children()) == 2 and found)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert [child for child in children if alive(child)] == []


def test_serve_that_is_killed_leaves_no_process(tmp_path, broker):
    with silent() as (url, _):
        process = served(broker, "loop", video(tmp_path / "a.avi"), url)
        messages(broker, "camera.frames", 1)
        children = until(lambda: len(found := psutil.Process(process.pid).children()) == 2 and found)
        process.kill()
        process.wait()
        until(lambda: not any(alive(child) for child in children))


def test_missing_file_ends_serve_with_an_error(tmp_path, broker):
    assert served(broker, "once", str(tmp_path / "none.avi")).wait(60) != 0
