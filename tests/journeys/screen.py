"""What a page shows, as its live connection tells it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from websockets.sync.client import ClientConnection, connect

from tests import accounts
from tests.patience import until


class Screen:
    """One viewer of a page: the newest properties of each component."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.shown: dict[str, str] = {}

    def shows(self, component: str, words: str, seconds: float = 60) -> str:
        """Wait until the component's properties hold these words; returns them."""
        return until(lambda: self._look(component, words), seconds, every=0, why=f"{component} shows {words!r}")

    def _look(self, component: str, words: str) -> str:
        if words in self.shown.get(component, ""):
            return self.shown[component]
        frame = json.loads(self._socket.recv(timeout=10))
        for key, props in frame["set"]:
            self.shown[key] = json.dumps(props, ensure_ascii=False)
        for key, _name, _kind, _whole, _order, items in frame.get("keyed", []):
            self.shown[key] = self.shown.get(key, "") + json.dumps(items, ensure_ascii=False)
        return ""


@contextmanager
def viewer(database_url: str, address: str, page: str = "wall", language: str = "en") -> Iterator[Screen]:
    """A screen that has a page open, of somebody who is logged in."""
    cookie = accounts.headers(database_url, address)
    url = f"{address.replace('http', 'ws')}/live?page={page}&lang={language}"
    with connect(url, origin=address, max_size=None, additional_headers=cookie) as socket:
        yield Screen(socket)
