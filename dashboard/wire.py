"""The wire of a screen: what is said goes zipped, pictures as they are."""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class Wire(WebSocketsSansIOProtocol):
    """uvicorn's own, but for binary messages: JPEGs grow no smaller, and were zipped for every viewer anew."""

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 (uvicorn's own)
        super().__init__(*args, **named)
        line: Any = self.conn
        send = line.send_binary

        def send_plain(data: bytes, *more: object) -> None:
            extensions, line.extensions = line.extensions, []
            try:
                send(data, *more)
            finally:
                line.extensions = extensions

        line.send_binary = send_plain
