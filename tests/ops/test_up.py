"""`ioc up` in whole: it comes up, heals, comes again on the same data, and leaves nothing behind."""

import shutil
import signal
from pathlib import Path

import psutil
import pytest

from config import city_folder, load
from ops.broker import free_port
from ops.commands import Unconfigured, with_broker, with_database
from ops.up import answers, typed
from tests.ops.application import Application
from tests.patience import until

CITY = city_folder("nghe-an")
PARTS = ("postgres", "tansu", "ingest", "housekeep", "watch", "dashboard", "simulate")


def one_camera(folder: Path) -> Path:
    """The made-up city with its first camera alone: eight streets take longer to build than all that is tried."""
    if not folder.exists():
        shutil.copytree(CITY, folder)
        first = (CITY / "cameras.toml").read_text("utf-8").split("[[cameras]]")[:2]
        (folder / "cameras.toml").write_text("[[cameras]]".join(first), "utf-8")
    return folder


class Centre:
    """A running `ioc up` on a data folder and a port of its own."""

    def __init__(self, start: type[Application], folder: Path) -> None:
        self.port, self.lines = free_port(), list[str]()
        self.light = {"IOC_DATA__FOLDER": str(folder / "data"), "IOC_CITY__FOLDER": str(one_camera(folder / "city"))}
        self.application = start("run_up.py", "--port", self.port, **self.light)

    def wait_for(self, text: str) -> str:
        """The next line that has the text in it."""
        while line := self.application.process.stdout.readline():
            self.lines.append(line.rstrip())
            if text in line:
                return line
        raise AssertionError("\n".join(self.lines))

    def part(self, word: str) -> list[psutil.Process]:
        """Its direct children whose command line has the word."""
        children = psutil.Process(self.application.process.pid).children()
        return [process for process in children if any(word in text for text in _command(process)[:8])]


def _command(process: psutil.Process) -> list[str]:
    """Its command line; of one that ends meanwhile nothing is left."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@pytest.fixture
def centre(start, folder):
    """One that has come up."""
    made = Centre(start, folder)
    made.wait_for(f"http://127.0.0.1:{made.port}/")
    return made


@pytest.mark.parametrize(
    ("program", "said"),
    [("/srv/centre/.venv/bin/ioc", ".venv/bin/ioc"), ("/usr/bin/ioc", "/usr/bin/ioc"), ("/srv/ops/__main__.py", "ioc")],
)
def test_box_names_the_command_as_it_is_typed_where_the_centre_was_started(program, said):
    assert typed(program, Path("/srv/centre")) == said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_centre_told_to_end_ends_in_order_with_exit_code_0(centre, number):
    assert answers("127.0.0.1", centre.port)
    assert all(centre.part(word) for word in PARTS)
    family = centre.application.family()
    centre.application.process.send_signal(number)
    centre.wait_for("all has ended")
    assert centre.application.process.wait(10) == 0
    stops = [line.split("✓ Stop ")[1].split("  ")[0] for line in centre.lines if "✓ Stop " in line]
    first, last = ["canary", "simulation", "ingest", "ingest cameras"], ["housekeeping", "watch", "dashboard"]
    assert stops == [*first, *last, "coverage", "the database"]
    assert not any(process.is_running() for process in family)


def test_centre_that_is_killed_leaves_nothing_and_finds_its_data_again(centre, start, folder):
    centre.application.end_by(signal.SIGKILL)
    centre.application.wait_until_nothing_is_left()
    again = Centre(start, folder)
    assert "nothing to do" in again.wait_for("✓ Bring the database to the newest schema")
    again.application.end_by(signal.SIGTERM)
    again.application.wait_until_nothing_is_left()


def test_parts_that_are_killed_run_again(centre):
    for word, name in (("postgres", "the database"), ("tansu", "the broker"), ("simulate", "simulation")):
        (process,) = centre.part(word)
        process.kill()
        centre.wait_for(f"{name} was killed by signal 9; starting it again")
        centre.wait_for(f"{name} runs again")
        until(lambda word=word, old=process.pid: [p.pid for p in centre.part(word)] not in ([], [old]))
    until(lambda: answers("127.0.0.1", centre.port))


def test_second_centre_on_the_same_data_is_refused_and_the_first_runs_on(centre, start, folder):
    second = Centre(start, folder)
    assert second.application.process.wait(60) == 2
    assert answers("127.0.0.1", centre.port)


def test_second_signal_ends_at_once(centre):
    centre.application.process.send_signal(signal.SIGINT)
    centre.wait_for("a second Ctrl-C ends at once")
    assert centre.application.end_by(signal.SIGINT) in (130, 0)
    centre.application.wait_until_nothing_is_left()


def test_command_beside_a_running_centre_uses_its_services_and_none_when_it_was_killed(centre):
    settings = load(centre.light)
    assert "postgres" in with_database(settings).database.url
    assert with_broker(settings).broker.bootstrap_servers.startswith("127.0.0.1:")
    centre.application.end_by(signal.SIGKILL)
    centre.application.wait_until_nothing_is_left()
    with pytest.raises(Unconfigured):
        with_database(settings)


def test_command_that_names_its_own_services_leaves_those_of_a_running_centre_alone(centre):
    settings = load({**centre.light, "DATABASE_URL": "postgresql://elsewhere/ioc"})
    assert with_database(settings).database.url == "postgresql://elsewhere/ioc"
