"""Ways to take something from the centre without killing it."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

DISK = "400m"
CAN_MOUNT = os.name == "posix" and os.uname().sysname == "Linux" and os.geteuid() == 0


def read_only(url: str, on: bool) -> None:
    """For every transaction that begins from now on, as on a standby or after an administrator's order."""
    with psycopg.connect(url, autocommit=True) as link:
        link.execute("SET default_transaction_read_only = off")
        link.execute(f"ALTER SYSTEM SET default_transaction_read_only = {'on' if on else 'off'}".encode())
        link.execute("SELECT pg_reload_conf()")


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of its own that is soon full; needs root."""
    subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["/bin/umount", "--lazy", folder], check=True)


def fill(folder: Path) -> Path:
    """Take all the room that is left on its disk; the file that took it."""
    path = folder / "fill"
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(1 << 16)):
            pass
    return path
