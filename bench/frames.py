"""How fast one consumer moves camera frames from the embedded broker to the function that looks at them, in MB/s."""

import argparse
import os
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from kafka import KafkaConsumer, KafkaProducer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from config import load
from ingest import consumer as loop
from ingest.meters import Meters
from ingest.serve import consumer_options
from ingest.stream import Message
from ops.broker import Broker

TOPIC, FRAME_KB = "camera.frames", 60


def main() -> None:
    """Fill a topic with frames, consume them with our loop, print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--frames", type=int, default=20_000)
    asked = options.parse_args()
    broker = Broker(load({}))
    broker.start()
    try:
        fill(broker.servers, asked.frames)
        seconds = consume(broker.servers, asked.frames)
    finally:
        broker.stop()
    drawn = Table(title=f"frames of {FRAME_KB} kB, one consumer, {datetime.now(UTC):%Y-%m-%d}")
    for column in ("frames", "seconds", "MB/s", "frames/s"):
        drawn.add_column(column, justify="right")
    megabytes = asked.frames * FRAME_KB * 1024 / 1e6
    drawn.add_row(
        f"{asked.frames:,}", f"{seconds:.1f}", f"{megabytes / seconds:,.0f}", f"{asked.frames / seconds:,.0f}"
    )
    Console().print(drawn)


def fill(servers: str, frames: int) -> None:
    """So many frames of random bytes, of eight cameras."""
    producer = KafkaProducer(bootstrap_servers=servers, acks=1, enable_idempotence=False, max_request_size=2 << 20)
    picture = os.urandom(FRAME_KB * 1024)
    for number in track(range(frames), "filling the topic"):
        producer.send(TOPIC, picture, key=b"cam-0%d" % (number % 8))
    producer.flush()
    producer.close()


def consume(servers: str, frames: int) -> float:
    """Seconds from the first batch to the last frame."""
    taken, times = [0], []
    stop = threading.Event()

    def process(messages: Sequence[Message]) -> None:
        if not messages:  # only asks whether the database is there, also before the group has joined
            return
        taken[0] += len(messages)
        times.append((time.perf_counter(), len(messages)))
        if taken[0] >= frames:
            stop.set()

    settings = load({"KAFKA_BOOTSTRAP_SERVERS": servers})
    consumer = KafkaConsumer(**consumer_options(settings, "bench", settings.ingest.batch_frames))
    try:
        loop.run(consumer, TOPIC, process, settings.ingest.poll_ms, stop.is_set, Meters("bench"))
    finally:
        consumer.close(autocommit=False)
    return (times[-1][0] - times[0][0]) * frames / (frames - times[0][1])


if __name__ == "__main__":
    main()
