"""A way to a server that can be cut: while it is, bytes go nowhere and nobody is told, as with a pulled plug."""

import selectors
import socket
import threading
from types import TracebackType
from typing import Self


class Cable:
    """Listens on ``port`` and passes everything on to ``target`` on loopback, unless it is cut."""

    def __init__(self, port: int, target: int) -> None:
        self._target, self._cut, self._stop = target, threading.Event(), threading.Event()
        self._listening = socket.create_server(("127.0.0.1", port))
        self._others: dict[socket.socket, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listening, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name="cable")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        for one in (self._listening, *self._others):
            one.close()

    def cut(self) -> None:
        """From now on nothing passes; connections stay open and silent."""
        self._cut.set()

    def mend(self) -> None:
        """All passes again; what was connected before has been lost, as by a router that forgot it."""
        for one in list(self._others):
            self._drop(one)
        self._cut.clear()

    def _run(self) -> None:
        while not self._stop.is_set():
            if self._cut.wait(0):
                self._stop.wait(0.02)
                continue
            for key, _ in self._selector.select(0.05):
                if key.fileobj is self._listening:
                    self._connect()
                elif key.fileobj in self._others:
                    self._pass_on(key.fileobj)

    def _connect(self) -> None:
        client, _ = self._listening.accept()
        try:
            server = socket.create_connection(("127.0.0.1", self._target), timeout=5)
        except OSError:
            client.close()
            return
        for one, other in ((client, server), (server, client)):
            self._others[one] = other
            self._selector.register(one, selectors.EVENT_READ)

    def _pass_on(self, one: socket.socket) -> None:
        try:
            if data := one.recv(1 << 16):
                self._others[one].sendall(data)
                return
        except OSError:
            pass
        self._drop(one)

    def _drop(self, one: socket.socket) -> None:
        other = self._others.pop(one, None)
        if other is None:
            return
        self._others.pop(other, None)
        for end in (one, other):
            self._selector.unregister(end)
            end.close()
