"""The dashboard as a process of its own, as the browser tests run it."""

import faulthandler

from dashboard.app import serve
from tests.dashboard import scenes


def run(database_url: str, port: int, overrides: dict[str, str]) -> None:
    """Serve the made-up city until a signal; CAMERAS among the overrides says how many it has."""
    faulthandler.enable()
    cameras = int(overrides.pop("CAMERAS", len(scenes.STREETS)))
    used = scenes.settings(database_url, port, **overrides)
    serve(used, scenes.city(used, cameras))
