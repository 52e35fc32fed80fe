"""A child of ours: it says who speaks, obeys in time, and never outlives us, whatever it started itself."""

import os
import signal
import sys
import threading

import psutil
import pytest

from ops.guard import Pause
from ops.process import Child
from tests.patience import until

SLEEPER = "import signal; signal.pause()"
WATCHED = "from ops.parent import end_with_parent as e; import os; e(os.getppid()); "
PARENT_OF_ONE = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]); "
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def child():
    """A child whose lines are kept in ``said``."""
    said: list[tuple[str, str]] = []
    made = Child("radio", lambda name, line: said.append((name, line)))
    made.said = said
    yield made
    made.stop(signal.SIGKILL, 5)


def test_each_line_of_a_child_carries_its_name(child):
    child.start(python("import sys; print('one'); print('hai ✓', file=sys.stderr)"))
    until(lambda: len(child.said) == 2)
    assert sorted(child.said) == [("radio", "hai ✓"), ("radio", "one")]
    until(lambda: child.ended == 0)


def test_child_that_cannot_be_executed_is_an_error(child):
    with pytest.raises(FileNotFoundError):
        child.start(["/no/such/program"])
    assert child.pid is None


def test_child_that_does_not_heed_is_killed_after_the_patience(child):
    child.start(python(DEAF + "print('deaf', flush=True); " + SLEEPER))
    until(lambda: child.said)
    assert child.stop(signal.SIGTERM, 0.3) is False
    assert child.ended == -signal.SIGKILL


def test_stopped_child_leaves_none_of_what_it_started(child):
    child.start(python(PARENT_OF_ONE + "print('up', flush=True); " + SLEEPER))
    until(lambda: child.said)
    grandchild = psutil.Process(child.pid).children()[0]
    child.stop(signal.SIGTERM, 5)
    until(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE)


def test_child_survives_the_thread_that_asked_for_it(child):
    asker = threading.Thread(target=child.start, args=(python(SLEEPER),))
    asker.start()
    asker.join()
    assert not child.wait(0.5)


def test_child_goes_on_when_nobody_can_take_its_lines():
    deaf = Child("radio", lambda *_: os.write(-1, b""))
    deaf.start(python(f"print('x', flush=True); {SLEEPER}"))
    until(lambda: deaf.last_lines)
    assert not deaf.wait(0.5)
    deaf.stop(signal.SIGTERM, 5)


def test_child_of_a_killed_application_is_gone_where_the_kernel_does_not_tell(start):
    application = start("run_family.py", "print('up', flush=True); " + SLEEPER, "elsewhere")
    assert application.line() == "child: up"
    application.end_by(signal.SIGKILL)
    application.wait_until_nothing_is_left()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_family_of_a_killed_application_is_gone(start, number):
    code = WATCHED + PARENT_OF_ONE + "print('up', flush=True); " + SLEEPER
    application = start("run_family.py", code)
    assert application.line() == "child: up"
    until(lambda: len(application.family()) == 3)
    application.end_by(number)
    if number == signal.SIGTERM:
        application.wait_until_nothing_is_left()
    until(lambda: len(application.family()) <= 1, why="the child outlives its parent")


def test_watched_child_that_does_not_heed_is_gone_with_its_own_children(start):
    code = WATCHED + DEAF + "import ops.parent as p; p.PATIENCE_SECONDS = 0.5; " + PARENT_OF_ONE
    application = start("run_family.py", code + "print('up', flush=True); " + SLEEPER)
    assert application.line() == "child: up"
    application.end_by(signal.SIGKILL)
    application.wait_until_nothing_is_left()


def test_halted_child_of_a_killed_application_is_gone(start):
    application = start("run_family.py", SLEEPER, "halt")
    assert application.line() == "halted"
    application.end_by(signal.SIGKILL)
    application.wait_until_nothing_is_left()


def test_halted_child_goes_on_when_resumed(child):
    child.start(python(SLEEPER))
    pause = Pause([child.pid])
    until(lambda: psutil.Process(child.pid).status() == psutil.STATUS_STOPPED)
    pause.resume()
    until(lambda: psutil.Process(child.pid).status() != psutil.STATUS_STOPPED)


def test_halted_child_can_be_stopped(child):
    child.start(python(SLEEPER))
    pause = Pause([child.pid])
    assert child.stop(signal.SIGTERM, 5)
    pause.resume()
