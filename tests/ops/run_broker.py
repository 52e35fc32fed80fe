"""Run an embedded broker and print its address."""

import signal
import sys

from config import load
from ops.broker import Broker


def main() -> None:
    """Until a signal comes."""
    broker = Broker(load({}))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    broker.start()
    try:
        sys.stdout.write(f"{broker.pid}\n")
        sys.stdout.flush()
        signal.pause()
    finally:
        broker.stop()


main()
