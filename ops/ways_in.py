"""What the commands do that let data in without Kafka: keys, files, probes, and the page about messages."""

import argparse
import re
import sys
from pathlib import Path

from config import ConfigError, load, load_city
from ops.commands import with_broker

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def key(asked: argparse.Namespace) -> None:
    """Make a key, and say what to put into the configuration."""
    from ingest.sources.keys import hash_of, new_key

    if not NAME.fullmatch(asked.name):
        raise ConfigError(f"{asked.name!r}: a key's name is lower-case letters, digits, - and _, at most 40")
    made = new_key()
    _tell(f"""\
The key, for the sender alone; it is shown this once and kept nowhere:

    {made}

Into the file that IOC_CONFIG names, then start the dashboard anew:

    [ingest.keys.{asked.name}]
    sha256 = "{hash_of(made)}"
    # streams = ["network_telemetry"]   # no other stream
    # sources = ["link-"]               # only ids that start so

To try it (from this machine: the server listens on loopback alone):

    curl -H "X-API-Key: {made}" -H "Content-Type: application/x-ndjson" \\
         --data-binary @FILE.ndjson http://127.0.0.1:{load().dashboard.port}/ingest/network_telemetry""")


def import_file(asked: argparse.Namespace) -> None:
    """Send a file's rows to their topic; ends with 1 when some were refused."""
    from ingest.sources.intake import stream_name
    from ingest.topics import ensure_topics
    from ops.imports import import_rows

    settings = load() if asked.dry_run else with_broker(load())
    name, path = stream_name(asked.stream), Path(asked.file)
    if not path.is_file():
        raise ConfigError(f"there is no file {asked.file!r}")
    if not asked.dry_run:
        ensure_topics(settings)
    counts = import_rows(settings, load_city(settings), name, path, asked.encoding, asked.dry_run)
    verb = "would be taken" if asked.dry_run else "taken"
    where = f": see {path}.rejected.ndjson" if counts.refused and not asked.dry_run else ""
    sys.stderr.write(f"{counts.taken:,} rows {verb}, {counts.refused:,} refused{where}\n")
    if counts.refused:
        raise SystemExit(1)


def probe(_asked: argparse.Namespace) -> None:
    """Measure the ways to everything that has a target."""
    from ingest.sources.probe import serve, targets

    settings = with_broker(load())
    city = load_city(settings)
    if not targets(city):
        raise ConfigError("nothing of this city has a target: fill the column probe, as tcp://10.0.0.1:443")
    serve(settings, city)


def messages(_asked: argparse.Namespace) -> None:
    """Print docs/messages.md."""
    from ingest.messages import document

    sys.stdout.write(document())


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")
