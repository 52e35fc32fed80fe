"""`ioc user` and `ioc token`: who may log in, and which walls look on by a link."""

import argparse
import getpass
import logging
import secrets
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from config import City, ConfigError, Settings, load, load_city
from ops.commands import with_database
from ops.options import command

ROLES = ("operator", "police", "leader", "administrator")
log = logging.getLogger(__name__)
FIRST = "admin"
SHELL = "ioc"  # who acts from this machine's terminal


def add(rows: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What can be typed after `ioc`."""
    one = command(
        rows,
        "user",
        user,
        "say who may log in, as what, and what they see",
        "A new password is made at random and printed once. Whatever is changed about somebody ends their sessions.\n"
        "Without --commune and --camera they see the whole city. totp asks for a code of their phone, too.",
        'ioc user add "Nguyễn Văn An" --role police --commune 17506\nioc user list\n'
        'ioc user role "Nguyễn Văn An" leader\nioc user scope "Nguyễn Văn An" --camera cam-01 --camera cam-02\n'
        'ioc user password "Nguyễn Văn An"\nioc user totp "Nguyễn Văn An" on\nioc user disable "Nguyễn Văn An"',
    )
    one.add_argument("action", choices=tuple(USER), help="what to do")
    one.add_argument("name", nargs="?", default="", metavar="NAME", help="whom")
    one.add_argument("value", nargs="?", default="", metavar="VALUE", help="role: the new role; totp: on or off")
    one.add_argument("--role", choices=ROLES, default="operator", help="add: as what (operator)")
    _scope(one)
    one = command(
        rows,
        "token",
        token,
        "make the link by which a wall looks on, or revoke it",
        "The link is printed once. It lets nobody act, shows faces and plates covered, and holds until it is revoked.",
        "ioc token add wall-1\nioc token add wall-2 --commune 17506\nioc token list\nioc token revoke wall-1",
    )
    one.add_argument("action", choices=("add", "list", "revoke"), help="what to do")
    one.add_argument("name", nargs="?", default="", metavar="NAME", help="which wall")
    _scope(one)


def first_administrator(settings: Settings) -> str:
    """The password of the first administrator, who is made now; "" when there is somebody already."""
    from dashboard.passwords import hashed, new_password
    from store.accounts import add_first
    from store.pool import DATABASE_DOWN, connect

    password = new_password()
    try:
        with connect(settings.database.url, settings.database.connect_seconds, "ioc user") as link:
            made = add_first(link, FIRST, "administrator", hashed(password), _entry("user-add", name=FIRST))
    except DATABASE_DOWN:
        log.warning("no answer from the database: whether there is an administrator is asked at the next start")
        return ""
    return password if made else ""


def user(asked: argparse.Namespace) -> None:
    """Do what is asked about somebody who may log in."""
    if asked.action != "list" and not asked.name.strip():
        raise ConfigError(f"ioc user {asked.action} NAME: whom?")
    _run(USER[asked.action], asked)


def token(asked: argparse.Namespace) -> None:
    """Do what is asked about a wall."""
    if asked.action != "list" and not asked.name.strip():
        raise ConfigError(f"ioc token {asked.action} NAME: which wall?")
    _run(TOKEN[asked.action], asked)


Act = Callable[..., str]


def _run(act: Act, asked: argparse.Namespace) -> None:
    from store.accounts import NameTaken, NoSuchName
    from store.pool import connect

    settings = with_database(load())
    with connect(settings.database.url, settings.database.connect_seconds, "ioc user") as link:
        try:
            said = act(link, asked, settings)
        except (NameTaken, NoSuchName) as error:
            raise ConfigError(str(error)) from error
    sys.stdout.write(said + "\n")


def _add(link, asked: argparse.Namespace, settings: Settings) -> str:  # noqa: ANN001 (a connection: store is not imported for help)
    from dashboard.passwords import hashed, new_password
    from store import accounts

    name, password, limits = accounts.tidy(asked.name), new_password(), _limits(asked, load_city(settings))
    if name.casefold() == "centre" or len(name) > accounts.MOST_NAME:
        raise ConfigError(f"{name!r} cannot be a name here: at most {accounts.MOST_NAME} letters, and not 'centre'")
    entry = _entry("user-add", name=name, role=asked.role, **limits._asdict())
    accounts.add(link, name, asked.role, hashed(password), limits, entry)
    return f"{name} may log in as {asked.role}; password, shown this once: {password}"


def _role(link, asked: argparse.Namespace, _settings: Settings) -> str:  # noqa: ANN001
    from store.accounts import change

    if asked.value not in ROLES:
        raise ConfigError(f"{asked.value!r} is no role; there are: {', '.join(ROLES)}")
    change(link, asked.name, "role", _entry("user-role", name=asked.name, role=asked.value), role=asked.value)
    return f"{asked.name} is {asked.value} now; their sessions have ended"


def _rescope(link, asked: argparse.Namespace, settings: Settings) -> str:  # noqa: ANN001
    from store.accounts import change

    limits = _limits(asked, load_city(settings))._asdict()
    change(link, asked.name, "limits", _entry("user-scope", name=asked.name, **limits), **limits)
    return f"{asked.name} sees {_seen(limits['communes'], limits['cameras'])}; their sessions have ended"


def _password(link, asked: argparse.Namespace, _settings: Settings) -> str:  # noqa: ANN001
    from dashboard.passwords import hashed, new_password
    from store.accounts import change

    password = new_password()
    change(link, asked.name, "password", _entry("user-password", name=asked.name), password=hashed(password))
    return f"new password of {asked.name}, shown this once: {password}"


def _totp(link, asked: argparse.Namespace, settings: Settings) -> str:  # noqa: ANN001
    from dashboard.one_time_codes import address, drawn, new_secret
    from store.accounts import change

    if asked.value not in ("on", "off"):
        raise ConfigError("ioc user totp NAME on, or off")
    secret = new_secret() if asked.value == "on" else ""
    change(link, asked.name, "totp", _entry("user-totp", name=asked.name, value=asked.value), totp=secret)
    if not secret:
        return f"{asked.name} logs in without a code"
    told = address(secret, asked.name, load_city(settings).name)
    light, plain = (
        ("\x1b[97;40m", "\x1b[0m") if sys.stdout.isatty() else ("", "")
    )  # whatever the terminal's own colours
    picture = "\n".join(f"{light}{line}{plain}" for line in drawn(told).splitlines())
    return f"for the authenticator of {asked.name}, shown this once: {told}\n{picture}"


def _able(disabled: bool) -> Act:
    def run(link, asked: argparse.Namespace, _settings: Settings) -> str:  # noqa: ANN001
        from store.accounts import change

        entry = _entry("user-disable" if disabled else "user-enable", name=asked.name)
        change(link, asked.name, "disabled", entry, disabled=disabled)
        return f"{asked.name} may {'not log in any more; their sessions have ended' if disabled else 'log in again'}"

    return run


def _users(link, _asked: argparse.Namespace, _settings: Settings) -> str:  # noqa: ANN001
    from store.accounts import users

    rows = [
        f"{row.name}\t{row.role}\t{'disabled' if row.disabled else 'active'}\t{'code' if row.totp else 'no code'}\t"
        f"{_seen(row.communes, row.cameras)}"
        for row in users(link)
    ]
    return "\n".join(rows) or "nobody may log in; ioc up makes the first administrator"


def _add_wall(link, asked: argparse.Namespace, settings: Settings) -> str:  # noqa: ANN001
    from dashboard.sessions import hash_of
    from store.accounts import add_wall

    made, limits = secrets.token_urlsafe(32), _limits(asked, load_city(settings))
    add_wall(link, asked.name, hash_of(made), limits, _entry("token-add", name=asked.name, **limits._asdict()))
    return f"the link of {asked.name}, shown this once: {_screens(settings)}/enter/{made}"


def _screens(settings: Settings) -> str:
    """The address by which a browser reaches the screens; what a container listens on is none."""
    screens = settings.dashboard
    host = "127.0.0.1" if screens.published_on_loopback else screens.host
    return screens.public_url.rstrip("/") or f"http://{f'[{host}]' if ':' in host else host}:{screens.port}"


def _revoke_wall(link, asked: argparse.Namespace, _settings: Settings) -> str:  # noqa: ANN001
    from store.accounts import revoke_wall

    revoke_wall(link, asked.name, _entry("token-revoke", name=asked.name))
    return f"{asked.name} looks on no more"


def _walls(link, _asked: argparse.Namespace, _settings: Settings) -> str:  # noqa: ANN001
    from store.accounts import walls

    rows = [
        f"{row.name}\t{'revoked' if row.revoked_at else 'active'}\t{_seen(row.communes, row.cameras)}"
        for row in walls(link)
    ]
    return "\n".join(rows) or "no wall has a link"


USER: dict[str, Act] = {
    "add": _add,
    "role": _role,
    "scope": _rescope,
    "password": _password,
    "totp": _totp,
    "disable": _able(True),
    "enable": _able(False),
    "list": _users,
}
TOKEN: dict[str, Act] = {"add": _add_wall, "list": _walls, "revoke": _revoke_wall}


def _scope(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--commune", action="append", default=[], metavar="CODE", help="sees this commune; may be repeated"
    )
    one.add_argument("--camera", action="append", default=[], metavar="ID", help="sees this camera; may be repeated")


def _limits(asked: argparse.Namespace, city: City):  # noqa: ANN202 (store is not imported for help)
    """What is named; raises ConfigError for what the city does not have."""
    from store.accounts import Limits

    known = {row.code for row in city.communes} | {row.id for row in city.cameras}
    if unknown := [name for name in (*asked.commune, *asked.camera) if name not in known]:
        raise ConfigError(f"the city has no {unknown[0]!r}")
    return Limits(asked.commune, asked.camera) if asked.commune or asked.camera else Limits()


def _seen(communes: list[str] | None, cameras: list[str] | None) -> str:
    return "everything" if communes is None else " ".join([*communes, *(cameras or [])])


def _entry(action: str, **details: object):  # noqa: ANN202
    """What the audit keeps of it: whoever sits at this machine's terminal did it."""
    from store.audit import Entry

    return Entry(datetime.now(UTC), SHELL, "administrator", action, details={"by": getpass.getuser(), **details})
