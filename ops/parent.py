"""What a child of ours does by itself: it watches for its parent's death and ends, with all it started."""

import contextlib
import os
import signal
import threading
import time

WATCH_SECONDS = 0.5
PATIENCE_SECONDS = 5.0  # database and broker end with the parent: there is little left to do in order


def end_with_parent(parent: int) -> None:
    """From now on, when ``parent`` is no longer our parent: SIGTERM to ourselves, then SIGKILL to our whole session.

    On Linux the kernel sends the SIGTERM sooner; elsewhere there is no such signal, and
    nowhere does it reach grandchildren.
    """
    threading.Thread(target=_watch, args=(parent,), name="parent", daemon=True).start()


def end_what_is_left(parent: int) -> None:
    """At our own end, when the parent is gone and cannot do it: what is left of our session."""
    if os.getppid() != parent:
        _end_session()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    _keep_writing_harmless()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE_SECONDS)
    _end_session()
    os._exit(1)


def _end_session() -> None:
    """All of it, ourselves included; not when it is somebody else's."""
    with contextlib.suppress(PermissionError):
        if os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)


def _keep_writing_harmless() -> None:
    """Nobody reads our output any more: a log line must not break the orderly end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)
