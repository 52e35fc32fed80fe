"""Keys of those who send over HTTP: only their hashes are configured, and comparing tells nothing by its time."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping

from config.settings import SenderKey

PREFIX = "ioc_"
Sender = tuple[str, SenderKey]


def new_key() -> str:
    """A key of 256 random bits: too many for guessing, so a plain hash of it is safe to keep."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(key: str) -> str:
    """What the configuration keeps of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def sender_of(headers: Mapping[str, str], keys: Mapping[str, SenderKey]) -> Sender | None:
    """Who sent these headers, by Authorization: Bearer or X-API-Key; every key is compared, whoever it is."""
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    given = bearer.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")
    hashed, found = hash_of(given), None
    for name, key in keys.items():
        if hmac.compare_digest(hashed, key.sha256):
            found = name, key
    return found if given else None
