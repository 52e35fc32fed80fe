"""Folders and processes for trying out the running of servers."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ops.application import Application


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account can pass through, with a space in its name (pytest's own are for one account)."""
    made = Path(tempfile.mkdtemp(prefix="ioc test "))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def start(folder: Path) -> Iterator[type[Application]]:
    """Starts a script of this folder as a process; what still runs at the end is killed, then its folder goes."""
    yield Application
    while Application.running:
        Application.running.pop().kill()
