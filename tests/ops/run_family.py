"""Run a child through ops.process that starts a child of its own: CHILD_SCRIPT [halt | elsewhere]."""

import signal
import sys

from ops import process
from ops.guard import Pause
from ops.process import Child


def main(code: str, how: str = "") -> None:
    """Until a signal comes; ``elsewhere``: as on a system whose kernel tells no child of its parent's death."""
    process.KERNEL_TELLS = how != "elsewhere"
    child = Child("child", lambda name, line: sys.stdout.write(f"{name}: {line}\n") and sys.stdout.flush())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    child.start([sys.executable, "-c", code])
    try:
        if how == "halt":
            Pause([child.pid or 0])
            sys.stdout.write("halted\n")
            sys.stdout.flush()
        signal.pause()
    finally:
        child.stop(signal.SIGTERM, 1.0)


main(*sys.argv[1:])
