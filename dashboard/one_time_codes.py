"""Codes of six digits that a phone shows for half a minute (RFC 6238), as a second proof beside the password."""

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

STEP_SECONDS = 30
DIGITS = 6
BLOCKS = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}  # by the upper and lower half
QUIET = 4  # light columns and rows around a QR code (ISO 18004)
SLACK = (0, -1, 1)  # clocks of phones are half a minute off


def new_secret() -> str:
    """160 bits, as authenticator programs take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code(secret: str, step: int) -> str:
    """The code of a time step (RFC 4226, section 5.3)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1)
    at = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(secret: str, said: str, now: datetime) -> int | None:
    """The time step whose code this is, now or just before or after; None: it is wrong or too old."""
    here, found = int(now.timestamp()) // STEP_SECONDS, None
    for slack in SLACK:
        if hmac.compare_digest(code(secret, here + slack).encode(), said.strip().replace(" ", "").encode()):
            found = here + slack
    return found


def address(secret: str, name: str, issuer: str) -> str:
    """What authenticator programs read, also from a QR code."""
    return f"otpauth://totp/{quote(issuer)}:{quote(name)}?secret={secret}&issuer={quote(issuer)}"


def drawn(text: str) -> str:
    """A QR code in a terminal's letters, two of its rows a line; light is what is written, on a ground that is dark."""
    made = QRCode(None, QRErrorCorrectLevel.M)
    made.addData(text)
    made.make()
    count = made.getModuleCount()

    def light(row: int, column: int) -> bool:
        return not (0 <= row < count and 0 <= column < count and made.isDark(row, column))

    rows, columns = range(-QUIET, count + QUIET, 2), range(-QUIET, count + QUIET)
    return "\n".join("".join(BLOCKS[light(row, x), light(row + 1, x)] for x in columns) for row in rows)
