"""The server as a whole: its address, its pages, what it does when it cannot start."""

import inspect
import socket

import pytest

from config import ConfigError
from dashboard.app import build, page_modules, serve
from tests import builders


def test_port_in_use_is_told_with_the_way_to_choose_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=rf"{port}.*IOC_DASHBOARD__PORT"):
            serve(builders.settings(IOC_DASHBOARD__PORT=str(port)), builders.city())


def test_each_page_says_what_it_is_and_stands_at_its_own_address():
    pages = page_modules()
    assert next(iter(pages)) == "/" and {"/cameras", "/police", "/case/<alert_id>", "/history"} <= pages.keys()
    assert all(callable(getattr(page, part)) for page in pages.values() for part in ("layout", "patches", "callbacks"))
    assert len({page.NAME for page in pages.values()}) == len(pages)


def test_every_callback_of_dash_is_asynchronous():
    app = build(builders.settings(), builders.city()).state.dash
    app._setup_server()
    ours = {key: row["callback"] for key, row in app.callback_map.items() if "callback" in row}
    assert len(ours) >= 2
    assert [key for key, call in ours.items() if not inspect.iscoroutinefunction(call)] == []
