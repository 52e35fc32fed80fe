"""The commands around alerts: `ioc watch`, `ioc notify`, `ioc canary`, `ioc maintenance` and `ioc audit`."""

import argparse
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config import City, ConfigError, Settings, data_folder, load, load_city, source_ids
from ops.commands import with_broker, with_database
from ops.options import command

UNITS = {"m": "minutes", "h": "hours", "d": "days"}
SHELL = "ioc"  # who acts from this machine's terminal


def add(rows: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What can be typed after `ioc`."""
    command(
        rows,
        "watch",
        watch,
        "keep the time limits of alerts, find what is silent, group and hand on",
        "Round after round, one process at a time: a second one waits for its turn.",
        "ioc watch",
    )
    command(
        rows,
        "canary",
        canary,
        "send the made incident that shows that the way is open",
        "One thing passes before a camera of the centre's own each minute. It is in no count; how long it takes to the "
        "screen is a tile, and its absence an alert.",
        "ioc canary\nIOC_CANARY__PERIOD_SECONDS=30 ioc canary",
    )
    command(
        rows,
        "notify",
        notify,
        "tell people of alerts outside the screens",
        "Sends what waits in the outbox to [notify.to.NAME] until it is taken. Any number may run.",
        "ioc notify",
    )
    _maintenance(rows)
    _audit(rows)


def _maintenance(rows: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    one = command(
        rows,
        "maintenance",
        maintenance,
        "announce work, so that its alerts are counted and told to nobody",
        "Of the sources named and of whatever hangs on them in the network. Alerts are kept; what is still wrong when\n"
        "the work is over comes to light.",
        'ioc maintenance begin link-17506 --for 2h --reason "Thay bộ chuyển mạch"\nioc maintenance\n'
        "ioc maintenance end 3",
    )
    one.add_argument("action", nargs="?", choices=("list", "begin", "end"), default="list")
    one.add_argument("what", nargs="*", metavar="SOURCE|NUMBER", help="begin: ids of the city; end: the work's number")
    one.add_argument("--from", dest="begins", metavar="TIME", help="when it begins, as 2026-11-21T22:00+07:00 (now)")
    one.add_argument("--for", dest="lasts", metavar="TIME", default="", help="how long: 30m, 2h, 1d")
    one.add_argument("--reason", metavar="TEXT", default="", help="why, for those who wonder later")
    one.add_argument("--by", metavar="NAME", default=SHELL, help="who says so")


def _audit(rows: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    one = command(
        rows,
        "audit",
        audit,
        "prove that what was done still stands as it was written",
        "Follows the chain of hashes from the first row to the last and compares it with every end of it that was\n"
        "written down before: by `ioc watch` in the data folder, and with --head wherever else you keep it. Ends with\n"
        "1 when something was changed, put in or taken out. looks: who saw what, of a case by its number, of an\n"
        "incident by its id, or by a name.",
        'ioc audit verify\nioc audit verify --head 1041:5f2c…\nioc audit looks 1041\nioc audit looks "Nguyễn Văn An"',
    )
    one.add_argument("action", choices=("verify", "looks"))
    one.add_argument("whose", nargs="?", default="", metavar="NUMBER|INCIDENT|NAME", help="looks: at what, or by whom")
    one.add_argument("--head", action="append", default=[], metavar="NUMBER:SHA256", help="an end written down before")


def watch(_asked: argparse.Namespace) -> None:
    """Watch over alerts."""
    from alerts import procedure
    from ops.watching import serve

    settings = with_database(load())
    city = load_city(settings)
    procedure.check(settings, city, ())
    serve(settings, city)


def notify(_asked: argparse.Namespace) -> None:
    """Tell people."""
    from ops.notifying import serve

    serve(with_database(load()))


def canary(_asked: argparse.Namespace) -> None:
    """Send the made incident."""
    from simulation.canary import serve

    serve(with_broker(load()))


def maintenance(asked: argparse.Namespace) -> None:
    """Announce work, end it, or list it."""
    from store.maintenance import begin, end, lasting
    from store.pool import connect

    settings, now = with_database(load()), datetime.now(UTC)
    with connect(settings.database.url, settings.database.connect_seconds, "ioc maintenance") as connection:
        if asked.action == "begin":
            begins, ends = _span(asked, now)
            sources = _sources(asked.what, load_city(settings))
            number = begin(connection, sources, begins, ends, _reason(asked), asked.by, "administrator", now)
            _tell(f"{number}: {' '.join(sources)} until {ends:%Y-%m-%d %H:%M}Z")
        elif asked.action == "end":
            for number in _numbers(asked.what):
                done = end(connection, number, asked.by, "administrator", now)
                _tell(f"{number}: {'ended' if done else 'there is no such work that still lasts'}")
        else:
            rows = lasting(connection, now)
            for row in rows:
                _tell(f"{row.id}: {row.begins:%Y-%m-%d %H:%M}Z .. {row.ends:%Y-%m-%d %H:%M}Z "
                      f"{' '.join(row.sources)} ({row.made_by}: {row.reason})")  # fmt: skip
            if not rows:
                _tell("no work is announced")


def audit(asked: argparse.Namespace) -> None:
    """Verify the chain, which ends with 1 when something is wrong, or tell who looked at evidence."""
    (_looks if asked.action == "looks" else _verify)(asked)


def _looks(asked: argparse.Namespace) -> None:
    from store.audit import looks
    from store.pool import connect

    settings = with_database(load())
    with connect(settings.database.url, settings.database.connect_seconds, "ioc audit") as connection:
        rows = looks(connection, asked.whose)
    for row in rows:
        what = row.details.get("incident") or f"case {row.details.get('alert')}"
        kind = row.details.get("kind") or row.action
        _tell(f"{row.time:%Y-%m-%d %H:%M:%S}Z\t{row.actor}\t{row.role}\t{kind}\t{what}")
    if not rows:
        _tell("nobody has looked")


def _verify(asked: argparse.Namespace) -> None:
    from config.files import read_lines
    from store.audit import Head, head, verify
    from store.pool import connect

    settings = with_database(load())
    written = [_head(text) for text in (*read_lines(heads_file(settings)), *asked.head)]
    with connect(settings.database.url, settings.database.connect_seconds, "ioc audit") as connection:
        wrong = list(verify(connection, [Head(*one) for one in written]))
        end = head(connection)
    for fault in wrong:
        _tell(fault)
    _tell(f"{end.number:,} rows, {len(written)} ends written down before, {len(wrong)} faults")
    _tell(f"the end, to keep elsewhere: {end.number}:{end.sha256}")
    if wrong:
        raise SystemExit(1)


def heads_file(settings: Settings) -> Path:
    """Where `ioc watch` writes down how the chain ended, outside of the database."""
    return data_folder(settings) / "audit-heads.txt"


def _head(text: str) -> tuple[int, str]:
    if not (found := re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", text.split(" ")[-1])):
        raise ConfigError(f"{text!r}: the end of the chain is NUMBER:SHA256")
    return int(found[1]), found[2]


def _span(asked: argparse.Namespace, now: datetime) -> tuple[datetime, datetime]:
    if not (found := re.fullmatch(r"(\d{1,4})([mhd])", asked.lasts)):
        raise ConfigError("--for: say how long the work lasts: 30m, 2h, 1d")
    try:
        begins = datetime.fromisoformat(asked.begins) if asked.begins else now
    except ValueError as error:
        raise ConfigError(f"--from {asked.begins!r}: a moment as 2026-11-21T22:00+07:00") from error
    begins = begins if begins.tzinfo else begins.astimezone()
    ends = begins + timedelta(**{UNITS[found[2]]: int(found[1])})
    if ends <= now:
        raise ConfigError("--from, --for: that is over already")
    return begins, ends


def _sources(names: list[str], city: City) -> list[str]:
    known = source_ids(city)
    if wrong := [name for name in names if name not in known]:
        raise ConfigError(f"{city.name} has no source {wrong[0]!r}")
    if not names:
        raise ConfigError("begin where? name sources of the city, such as link-17506 or cam-01")
    return names


def _reason(asked: argparse.Namespace) -> str:
    if not asked.reason.strip():
        raise ConfigError("--reason: say why; whoever misses an alert later will ask")
    return asked.reason.strip()


def _numbers(words: list[str]) -> list[int]:
    if not words or not all(re.fullmatch(r"\d{1,18}", word) for word in words):
        raise ConfigError("end which? the number that `ioc maintenance` lists")
    return [int(word) for word in words]


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")
