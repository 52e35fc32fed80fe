"""`ioc up`: start a centre, say where to open it, look after it, and end it whole."""

import http.client
import os
import signal
import ssl
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from config import City, Settings
from ops.accounts import FIRST, first_administrator
from ops.centre import Centre
from ops.console import Console
from ops.plan import check

READY_SECONDS = 90.0
ASK_SECONDS = 2.0


class Stopped(BaseException):
    """Somebody asked us to end."""


def up(settings: Settings, city: City, environment: Mapping[str, str]) -> None:
    """Run a centre until SIGTERM or SIGINT. ``environment`` is what the children get, beside where the services are."""
    check(settings, city)
    console = Console()
    centre = Centre(settings, city, environment, console)
    ending = _Ending(centre)
    try:
        centre.start()
        _say_where(centre, console, settings, city)
        centre.watch_until(lambda: False)
    except Stopped:
        console.say("ending; a second Ctrl-C ends at once")
    finally:
        ending.begun = True
        centre.stop()
    console.say("all has ended")


class _Ending:
    """The first signal ends in order, a second one at once."""

    def __init__(self, centre: Centre) -> None:
        self.begun, self._centre = False, centre
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self.begun:
            self._centre.kill()
            os._exit(130)
        self.begun = True
        raise Stopped


def _say_where(centre: Centre, console: Console, settings: Settings, city: City) -> None:
    host, port = settings.dashboard.host, settings.dashboard.port
    with console.step("Wait for the dashboard") as note:
        if not centre.watch_until(lambda: answers(host, port, bool(settings.dashboard.tls_key)), READY_SECONDS):
            note(f"no answer within {READY_SECONDS:g} s; its log above says why, and it is tried on")
    lines = [f"Open  {settings.dashboard.public_url or f'http://{host}:{port}/'}", "", *_log_in(centre), ""]
    if settings.simulation.enabled:
        lines.append(f"{city.name} here is simulated")
    console.box("The operations centre runs", [*lines, "Ctrl-C ends it all"])


def _log_in(centre: Centre) -> list[str]:
    """How one gets in: with the password of the first administrator, who is made now, or as before."""
    another = f"{typed()} user password {FIRST}"
    if password := first_administrator(centre.settings):
        return [f"Log in as  {FIRST}  with  {password}", f"shown this once; another one:  {another}"]
    return ["Log in as before; a password that was lost is made anew by", another]


def typed(program: str = sys.argv[0], folder: Path | None = None) -> str:
    """How this program is typed where it was started, to be copied from the box."""
    path, here = Path(program), folder or Path.cwd()
    if path.name != "ioc":
        return "ioc"  # started as a module
    return str(path.relative_to(here)) if path.is_relative_to(here) else program


def answers(host: str, port: int, tls: bool = False) -> bool:
    """Whether the dashboard says that it is well; whose certificate it has is for browsers to judge."""
    if tls:
        unasked = ssl.create_default_context()
        unasked.check_hostname, unasked.verify_mode = False, ssl.CERT_NONE  # our own child, on our own machine
        link = http.client.HTTPSConnection(host, port, timeout=ASK_SECONDS, context=unasked)
    else:
        link = http.client.HTTPConnection(host, port, timeout=ASK_SECONDS)
    try:
        link.request("GET", "/healthz")
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()
