"""What each command of `ioc` does; rooms are imported by the command that needs them, so that help is instant."""

import argparse
import math
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from config import Camera, City, ConfigError, Settings, camera_pairs, load, load_city
from ops.running import beside


class Unconfigured(ConfigError):
    """A command on its own needs a service that only `ioc up` embeds."""


def up(asked: argparse.Namespace) -> None:
    """Run a whole centre."""
    from ops.up import up as run

    environment = dict(os.environ)
    if asked.cameras.strip():
        environment["CAMERAS"] = asked.cameras
    if asked.port is not None:
        environment["IOC_DASHBOARD__PORT"] = str(asked.port)
    if asked.no_simulation:
        environment["IOC_SIMULATION__ENABLED"] = "false"
    settings = load(environment)
    run(settings, load_city(settings, environment), environment)


def ingest(asked: argparse.Namespace) -> None:
    """Consume streams."""
    from ingest.serve import serve
    from ingest.stream import known_streams

    settings = with_broker(with_database(load()))
    names = asked.streams or known_streams()
    if wrong := [name for name in names if name not in known_streams()]:
        raise ConfigError(f"there is no stream {wrong[0]!r}; there are: {', '.join(known_streams())}")
    city = load_city(settings)
    check_procedures(settings, city, names)
    serve(settings, city, names)


def check_procedures(settings: Settings, city: City, streams: list[str]) -> None:
    """Raise ConfigError when these streams could open alerts that no procedure covers."""
    from alerts import procedure

    rules: list[str] = []
    if "camera_frames" in streams:  # brings OpenCV, which the other streams do without
        from vision.rule import known

        rules = list(known())
    procedure.check(settings, city, rules)


def cameras(_asked: argparse.Namespace) -> None:
    """Read the cameras that have a URL."""
    from ingest.sources.rtsp import serve
    from ops.plan import check_source

    settings = with_broker(load())
    with_url = tuple(camera for camera in load_city(settings).cameras if camera.url)
    if not with_url:
        raise ConfigError('no camera has a URL: give it one in cameras.toml, or set CAMERAS="ID=URL …"')
    for camera in with_url:
        check_source(camera.id, camera.url)
    serve(settings, with_url, loop=True)  # a file stands in for a camera, and a camera does not end


def watch(asked: argparse.Namespace) -> None:
    """Let a process that runs for long be watched from outside; the dashboard answers on its own port."""
    from ops.outside import watch_from_outside

    watch_from_outside(load(), " ".join([asked.command, *getattr(asked, "streams", [])]))


def dashboard(asked: argparse.Namespace) -> None:
    """Serve the screens."""
    from dashboard.app import serve
    from ingest.sources.http import ways_in
    from ops.accounts import first_administrator
    from ops.plan import check_address

    environment: Mapping[str, str] = os.environ
    if asked.port is not None:
        environment = {**os.environ, "IOC_DASHBOARD__PORT": str(asked.port)}
    settings = with_database(load(environment))
    check_address(settings)
    city = load_city(settings)
    if not asked.parent and (password := first_administrator(settings)):
        _tell(f"log in as  admin  with  {password}  (shown this once; ioc user password admin makes another)")
    serve(settings, city, {"/ingest": ways_in(settings, city)})


def simulate(_asked: argparse.Namespace) -> None:
    """Send what a simulated city would send."""
    from simulation.serve import serve

    settings = with_broker(load())
    serve(settings, load_city(settings))


def replay(asked: argparse.Namespace) -> None:
    """Play video files as cameras of the city."""
    from ingest.sources.rtsp import serve

    settings = with_broker(load())
    if asked.speed <= 0:
        raise ConfigError(f"--speed {asked.speed:g}: it must be more than 0")
    rows = tuple(_played(load_city(settings), *pair) for text in asked.files for pair in camera_pairs(_quoted(text)))
    serve(settings, rows, asked.speed, asked.loop)


def migrate(_asked: argparse.Namespace) -> None:
    """Bring the database to the newest schema."""
    from datetime import UTC, datetime

    from store.migrate import migrate as run
    from store.policies import set_policies

    settings = with_database(load())
    applied = run(settings.database.url)
    set_policies(settings.database.url, settings.store, datetime.now(UTC))
    _tell("applied: " + ", ".join(applied) if applied else "nothing to do: the schema is the newest")


def topics(_asked: argparse.Namespace) -> None:
    """Make the topics that are missing."""
    from ingest.topics import TOPICS, ensure_topics

    ensure_topics(with_broker(load()))
    _tell("there are: " + ", ".join(sorted(TOPICS)))


def housekeep(asked: argparse.Namespace) -> None:
    """Keep the store in order."""
    from ops.housekeeping import one_round, serve, tell

    settings = with_database(load())
    if asked.once:
        _tell(tell(one_round(settings)))
    else:
        serve(settings, load_city(settings))


def dead_letters(asked: argparse.Namespace) -> None:
    """List what could not be read, look at one, or send it again."""
    from ops.dead_letters import run

    run(asked)


def config(_asked: argparse.Namespace) -> None:
    """Print the settings that count."""
    from ops.effective import effective

    _tell(effective(load(), os.environ))


def import_boundaries(asked: argparse.Namespace) -> None:
    """Replace the communes' approximate boundaries."""
    from ops.boundaries import import_boundaries as run

    _tell(run(Path(asked.file), load()))


def evaluate(asked: argparse.Namespace) -> None:
    """Measure how well incidents are found."""
    from ops.evaluation import Asked, run

    rendered = ("quiet",) if asked.minutes else None
    if asked.rendered is not None:
        rendered = tuple(asked.rendered)
    if asked.fps <= 0 or asked.each < 1 or asked.minutes < 0:
        raise ConfigError("--fps and --each must be above 0, and --minutes not below")
    run(
        Asked(
            tuple(Path(name) for name in asked.clips), rendered, tuple(asked.condition), asked.minutes, asked.each,
            asked.seed, asked.fps, math.inf if asked.within is None else asked.within,
        ),
        load(),
        Path(asked.json) if asked.json else None,
        Path(asked.html) if asked.html else None,
    )  # fmt: skip


def expected_errors() -> tuple[type[BaseException], ...]:
    """Errors whose text is all that a person needs; asked for only once one is raised."""
    from ingest.sources.delivery import BrokerAway
    from ingest.topics import BrokerUnusable
    from ops.account import NoAccount
    from ops.broker import BrokerError
    from ops.postgres import PostgresError
    from store.migrate import SchemaError
    from store.pool import DATABASE_DOWN

    return (ConfigError, BrokerAway, BrokerUnusable, BrokerError, NoAccount, PostgresError, SchemaError, *DATABASE_DOWN)


def _played(city: City, camera_id: str, file: str) -> Camera:
    from ops.plan import check_source

    check_source(camera_id, file)
    for camera in city.cameras:
        if camera.id == camera_id:
            return replace(camera, url=file, simulated=False)
    known = ", ".join(camera.id for camera in city.cameras)
    raise ConfigError(f"there is no camera {camera_id!r} in {city.name}; there are: {known}")


def _quoted(text: str) -> str:
    """One word for a shell-like reader, whatever is in it: the shell has split the arguments already."""
    import shlex

    return shlex.quote(text)


def with_database(settings: Settings) -> Settings:
    """The settings, when they name a database or a centre runs beside us; raises Unconfigured when neither is so."""
    if not (settings := beside(settings)).database.url:
        raise Unconfigured("DATABASE_URL is not set: name a PostgreSQL, or let `ioc up` embed one")
    return settings


def with_broker(settings: Settings) -> Settings:
    """The settings, when they name a broker or a centre runs beside us; raises Unconfigured when neither is so."""
    if not (settings := beside(settings)).broker.bootstrap_servers:
        raise Unconfigured("KAFKA_BOOTSTRAP_SERVERS is not set: name a Kafka broker, or let `ioc up` embed one")
    return settings


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()  # a process that serves on would keep it to itself where nobody sits at a terminal
