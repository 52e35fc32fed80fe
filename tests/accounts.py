"""People and their sessions in a test's database, without waiting for a password to be hashed."""

from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

from dashboard.passwords import hashed
from dashboard.sessions import hash_of, new_cookie
from store import accounts
from store.accounts import Limits, NameTaken, key_of
from store.audit import Entry
from store.pool import connect

NO_PASSWORD = "none"  # noqa: S105 (nobody can log in with it)
ENTRY = Entry(datetime.now(UTC), "test", "administrator", "user-add")
BEGIN = """
INSERT INTO sessions (hash, user_id, expires_at) SELECT %s, id, now() + '12 hours' FROM users WHERE key = %s"""


def user(url: str, name: str = "An", role: str = "administrator", password: str = "", **limits) -> None:
    """Somebody who may log in; without a password nobody can as them."""
    kept = hashed(password) if password else NO_PASSWORD
    with connect(url, 5.0) as link:
        accounts.add(link, name, role, kept, Limits(**limits), ENTRY)


def cookie(url: str, name: str = "An", role: str = "administrator") -> str:
    """The cookie of a session of theirs, who is made when there is nobody of the name."""
    made = new_cookie()
    with suppress(NameTaken):
        user(url, name, role)
    with connect(url, 5.0) as link:
        link.execute(BEGIN, (hash_of(made), key_of(name)))
    return made


def headers(url: str, address: str, name: str = "An", role: str = "administrator") -> dict[str, str]:
    """What a program sends with a request to a dashboard on this database, so as to be let in."""
    return {"Cookie": f"session_{urlsplit(address).port}={cookie(url, name, role)}"}
