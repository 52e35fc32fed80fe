"""Run an embedded PostgreSQL on a data folder and print its address: DATA [BIN_FOLDER [USER_ID]]."""

import os
import signal
import sys
from pathlib import Path

from ops.postgres import Postgres


def main(data: str, bin_folder: str = "", user_id: str = "") -> None:
    """Until a signal comes."""
    if user_id:  # only now: the interpreter itself may be where that user cannot go
        os.setgroups([])
        os.setgid(int(user_id))
        os.setuid(int(user_id))
    server = Postgres(Path(data), bin_folder)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    server.start()
    try:
        sys.stdout.write(server.url + "\n")
        sys.stdout.flush()
        signal.pause()
    finally:
        server.stop()


main(*sys.argv[1:])
