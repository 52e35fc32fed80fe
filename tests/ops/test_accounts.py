"""`ioc user` and `ioc token`, as they are typed."""

import re

import pytest

from dashboard.passwords import is_right
from dashboard.sessions import hash_of
from ops.accounts import FIRST, first_administrator
from ops.cli import main
from store import accounts, sessions
from store.pool import connect
from tests.builders import settings
from tests.database import ask


@pytest.fixture
def typed(database_url, monkeypatch, capsys):
    """What a command says, and its exit code."""
    monkeypatch.setenv("DATABASE_URL", database_url)

    def run(*words: str) -> tuple[int, str]:
        code = main(words)
        said = capsys.readouterr()
        return code, (said.out + said.err).strip()

    run.url = database_url
    return run


def test_first_start_makes_one_administrator_whose_password_is_told_once(database_url):
    used = settings(DATABASE_URL=database_url)
    password, again = first_administrator(used), first_administrator(used)
    admin = ask(database_url, accounts.by_name, FIRST)
    assert (admin.role, again) == ("administrator", "")
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", password) and is_right(admin.password, password)


def test_start_without_a_database_makes_nobody():
    assert first_administrator(settings(DATABASE_URL="postgresql://127.0.0.1:1/none")) == ""


def test_somebody_is_added_with_a_password_that_is_told_once_and_kept_as_a_hash(typed):
    code, said = typed("user", "add", "Nguyễn Văn An", "--role", "police")
    password = said.split()[-1]
    found = ask(typed.url, accounts.by_name, "nguyễn văn an")
    assert (code, found.role, found.communes) == (0, "police", None)
    assert is_right(found.password, password) and password not in found.password
    assert "Nguyễn Văn An\tpolice\tactive\tno code\teverything" in typed("user", "list")[1]


def test_role_scope_password_code_and_being_disabled_are_changed_by_name(typed):
    typed("user", "add", "An")
    assert typed("user", "role", "an", "leader")[0] == 0
    assert typed("user", "scope", "An", "--camera", "cam-01")[1].startswith("An sees cam-01")
    assert is_right(*_changed(typed, "password"))
    assert "otpauth://totp/" in typed("user", "totp", "An", "on")[1]
    assert typed("user", "disable", "An")[0] == 0
    assert "An\tleader\tdisabled\tcode\tcam-01" in typed("user", "list")[1]
    assert (typed("user", "enable", "An")[0], typed("user", "totp", "An", "off")[0]) == (0, 0)


def _changed(typed, what: str) -> tuple[str, str]:
    said = typed("user", what, "An")[1].split()[-1]
    return ask(typed.url, accounts.by_name, "An").password, said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("user", "add", "centre"), "cannot be a name"),
        (("user", "add", "x" * 61), "cannot be a name"),
        (("user", "add", "Bình", "--commune", "0"), "the city has no '0'"),
        (("user", "role", "An", "king"), "is no role"),
        (("user", "role", "Chi", "leader"), "there is no user 'Chi'"),
        (("user", "totp", "An", "perhaps"), "on, or off"),
        (("user", "disable"), "whom?"),
        (("token", "revoke", "wall-9"), "no wall 'wall-9' looks on"),
        (("token", "add"), "which wall?"),
    ],
)
def test_what_cannot_be_done_is_refused_with_why(typed, words, said):
    typed("user", "add", "An")
    code, text = typed(*words)
    assert code == 2 and said in text


def test_link_of_a_wall_is_told_once_and_revoked_by_name(typed):
    link = typed("token", "add", "wall-1")[1].split()[-1]
    assert link.startswith("http://127.0.0.1:8050/enter/")
    assert ask(typed.url, sessions.enter, b"x", hash_of(link.rpartition("/")[2]))
    assert "wall-1\tactive\teverything" in typed("token", "list")[1]
    assert typed("token", "revoke", "wall-1")[0] == 0
    assert "wall-1\trevoked" in typed("token", "list")[1]


def test_link_of_a_wall_in_a_container_leads_to_where_its_port_is_published(typed, monkeypatch):
    values = {"HOST": "0.0.0.0", "PUBLISHED_ON_LOOPBACK": "true", "PORT": "8061"}  # noqa: S104 (inside of a container)
    for name, value in values.items():
        monkeypatch.setenv(f"IOC_DASHBOARD__{name}", value)
    assert "http://127.0.0.1:8061/enter/" in typed("token", "add", "wall-1")[1]


def test_every_change_is_in_the_audit_with_who_sat_at_the_terminal(typed):
    typed("user", "add", "An")
    typed("token", "add", "wall-1")
    with connect(typed.url, 5.0) as link:
        rows = link.execute("SELECT actor, action, details ->> 'name', details ? 'by' FROM audit").fetchall()
    assert rows == [("ioc", "user-add", "An", True), ("ioc", "token-add", "wall-1", True)]
