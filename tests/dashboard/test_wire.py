"""What goes zipped over a screen's line, and what does not."""

import asyncio

import uvicorn
from uvicorn.server import ServerState
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.protocol import State

from dashboard.wire import Wire

ZIPPED = 0x40  # of the first byte of a message


def test_texts_go_zipped_and_pictures_as_they_are():
    config = uvicorn.Config(lambda: None, ws=Wire)
    config.load()
    wire = Wire(config=config, server_state=ServerState(), app_state={}, _loop=asyncio.new_event_loop())
    wire.conn.state, wire.conn.extensions = State.OPEN, [PerMessageDeflate(False, False, 12, 12)]
    sent = {}
    for way in (wire.conn.send_text, wire.conn.send_binary, wire.conn.send_text):
        way(b"a picture or a text " * 50)
        sent.setdefault(way.__name__, []).append(b"".join(wire.conn.data_to_send()))
    assert all(one[0] & ZIPPED and len(one) < 200 for one in sent["send_text"])
    assert [one[0] & ZIPPED or len(one) for one in sent["send_plain"]] == [1004]
    wire.loop.close()
