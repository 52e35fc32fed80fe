"""Passwords: kept as argon2id hashes, made at random, checked in the same time whether or not there is such a name."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()  # argon2id with the parameters that RFC 9106 recommends for memory that is short: 64 MiB
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that is read as another
LEAST, MOST = 12, 200


def new_password() -> str:
    """Four groups of four letters: 80 bits, and easy to type from paper."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def hashed(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(password)


@cache
def nobodys() -> str:
    """What is compared where nobody has the name."""
    return HASHER.hash(secrets.token_urlsafe(16))


def is_right(kept: str | None, password: str) -> bool:
    """Whether this is the password; None: nobody has the name, which takes as long to find out."""
    try:
        return HASHER.verify(kept or nobodys(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
