"""The child process that reads a camera, run as ingest runs it."""

import contextlib
import select
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import pytest

from vision import capture


def video(path, sizes=((160, 90),), fps=10.0, seconds=2.0):
    """An AVI of Motion JPEG; its frames may differ in size from what its header says."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, sizes[0])
    assert writer.isOpened()
    for number in range(round(fps * seconds)):
        writer.write(np.full((sizes[0][1], sizes[0][0], 3), number * 5 % 255, np.uint8))
    writer.release()
    return path


def jpeg_of(width, height):
    return cv2.imencode(".jpg", np.full((height, width, 3), 90, np.uint8))[1].tobytes()


def declaring(jpeg, width, height):
    """The JPEG with another size in its header."""
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + jpeg[at + 4 :]


class MotionJpeg(BaseHTTPRequestHandler):
    """A camera on loopback that sends a picture every 20 ms."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace;boundary=frame")
        self.end_headers()
        picture = jpeg_of(160, 90)
        with contextlib.suppress(OSError):
            due = time.monotonic()
            while True:
                due += 0.02
                select.select([], [], [], max(0.0, due - time.monotonic()))
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
                self.wfile.write(head.encode() + picture + b"\r\n")

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served(handler):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/stream"
    server.shutdown()
    server.server_close()


def started(url, *arguments):
    command = [sys.executable, "-m", "vision.capture", str(url), *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def records(stream):
    while len(header := stream.read(capture.HEADER.size)) == capture.HEADER.size:
        when, size = capture.HEADER.unpack(header)
        yield when, stream.read(size)


def test_capture_file_gives_frames_at_the_asked_rate_and_ends_with_its_code(tmp_path):
    process = started(video(tmp_path / "a.avi"), "--rate-fps", "5", "--speed", "50", "--width", "80")
    rows = list(records(process.stdout))
    assert process.wait(20) == capture.ENDED
    assert [round(when - rows[0][0], 3) for when, _ in rows] == pytest.approx([n / 5 for n in range(10)], abs=0.02)
    assert {cv2.imdecode(np.frombuffer(jpeg, np.uint8), 1).shape for _, jpeg in rows} == {(45, 80, 3)}
    assert len(process.stderr.read().splitlines()) == 1


def test_capture_at_live_pace_keeps_the_file_s_distances(tmp_path):
    before = time.monotonic()
    process = started(video(tmp_path / "a.avi", seconds=1))
    assert sum(1 for _ in records(process.stdout)) == 5
    assert process.wait(20) == capture.ENDED
    assert time.monotonic() - before >= 0.7


@pytest.mark.parametrize("url", ["missing.mp4", "rtsp://someone:secret@127.0.0.1:1/x", __file__])
def test_capture_what_cannot_be_opened_exits_three_without_the_password(url):
    process = started(url)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == capture.CANNOT_OPEN
    assert b"cannot open" in errors and b"secret" not in errors and len(errors.splitlines()) == 1


@pytest.mark.parametrize(("width", "height"), [(9000, 7000), (60000, 60000)])
def test_capture_absurd_size_is_never_decoded(tmp_path, width, height):
    path = tmp_path / "a.mjpeg"
    path.write_bytes(declaring(jpeg_of(160, 90), width, height) * 5)
    process = started(path)
    assert list(records(process.stdout)) == []
    assert process.wait(30) in (capture.LIED_ABOUT_SIZE, capture.CANNOT_OPEN)


def test_capture_size_that_jumps_ends_or_keeps_the_first_size(tmp_path):
    path = tmp_path / "a.mjpeg"
    path.write_bytes(jpeg_of(160, 90) * 20 + jpeg_of(1600, 900) * 5 + declaring(jpeg_of(160, 90), 60000, 60000) * 5)
    process = started(path, "--speed", "50", "--rate-fps", "25")
    sizes = {cv2.imdecode(np.frombuffer(jpeg, np.uint8), 1).shape for _, jpeg in records(process.stdout)}
    assert process.wait(30) in (capture.ENDED, capture.LIED_ABOUT_SIZE)
    assert sizes == {(90, 160, 3)}


def test_capture_motion_jpeg_over_http_is_read_live():
    with served(MotionJpeg) as url:
        process = started(url, "--rate-fps", "10")
        rows = [row for row, _ in zip(records(process.stdout), range(6), strict=False)]
        now = time.time()
        process.kill()
        process.communicate(timeout=20)
    assert all(now - 10 < when <= now for when, _ in rows)
    assert 0.3 < rows[-1][0] - rows[0][0] < 5


def test_capture_url_dash_is_read_from_stdin(tmp_path):
    process = started("-", "--speed", "50")
    out, _ = process.communicate(f"{video(tmp_path / 'a.avi')}\n".encode(), timeout=30)
    assert process.returncode == capture.ENDED and out


def test_capture_reader_gone_ends_without_a_word(tmp_path):
    process = started(video(tmp_path / "a.avi", seconds=30))
    process.stdout.read(1)
    process.stdout.close()
    assert process.wait(10) == 0
    assert process.stderr.read() == b""


@pytest.mark.skipif(sys.platform != "linux", reason="the death signal is Linux's own")
def test_capture_parent_killed_dies_with_it(tmp_path):
    path = video(tmp_path / "a.avi", seconds=60)
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-m', 'vision.capture', {str(path)!r}])"
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True)
    assert len(parent.stdout.read(100)) == 100
    parent.kill()
    # the child holds the pipe's other end: only its death lets the reading end
    assert parent.wait(10) == -9
    ended = threading.Thread(target=parent.stdout.read, daemon=True)
    ended.start()
    ended.join(10)
    assert not ended.is_alive()


def test_printable_url_keeps_everything_but_name_and_password():
    assert capture.printable("rtsp://a:b@host:554/x?y=1") == "rtsp://host:554/x?y=1"
    assert capture.printable("clips/a@b.mp4") == "clips/a@b.mp4"
