"""The command `ioc`: what it can do is said by `ioc --help` and by `ioc COMMAND --help`."""

import argparse
import logging
import sys
from collections.abc import Sequence

from config.procedures import Unprepared
from ops import accounts, alerting, commands, coverage_commands, options, ways_in
from ops.parent import end_what_is_left, end_with_parent

ABOUT = """\
The operations centre of a city, from cameras, telemetry and queues to one wall.

Start all of it with one command and open the address it prints:

    ioc up
"""
AFTER = """\
examples:
    ioc up                                              a simulated city on http://127.0.0.1:8050/
    ioc up --cameras "gate=rtsp://10.0.0.5/stream1"     a real camera in place of the simulated ones
    ioc user add "Nguyễn Văn An" --role police          somebody who may log in
    ioc config                                          which settings count here, and where they come from

settings: config/default.toml says all of them; IOC_<SECTION>__<KEY> in the environment overrides one,
DATABASE_URL and KAFKA_BOOTSTRAP_SERVERS name services that run already.
"""
WATCHED = ("ingest", "cameras", "simulate", "canary", "replay", "probe", "housekeep", "watch", "notify", "coverage")
CAMERAS_HELP = 'cameras in place of the city\'s own: "ID=URL ID=FILE …" (RTSP, HTTP MJPEG, or a video file)'


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it ended as it should, 2 when it cannot do what was asked."""
    asked = parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("kafka").setLevel(logging.CRITICAL)  # it tells every attempt; what matters it raises
    if asked.parent:
        end_with_parent(asked.parent)
    try:
        if asked.command in WATCHED and not getattr(asked, "once", False):
            commands.watch(asked)
        asked.run(asked)
    except KeyboardInterrupt:
        return 130
    except commands.expected_errors() as error:
        text = str(error) if isinstance(error, Unprepared) else " ".join(str(error).split())
        print(f"ioc {asked.command}: {text}", file=sys.stderr)
        return 2
    finally:
        if asked.parent:
            end_what_is_left(asked.parent)
    return 0


def parser() -> argparse.ArgumentParser:
    """All commands; each teaches with examples."""
    top = argparse.ArgumentParser(
        prog="ioc", description=ABOUT, epilog=AFTER, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    top.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)
    rows = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _up(rows)
    _workers(rows)
    _replay(rows)
    _ways_in(rows)
    _setting_up(rows)
    _tools(rows)
    alerting.add(rows)
    coverage_commands.add(rows)
    accounts.add(rows)
    return top


def _up(rows: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    one = options.command(
        rows,
        "up",
        commands.up,
        "run a whole centre",
        "Starts what is not configured (with no DATABASE_URL an embedded PostgreSQL, with no\n"
        "KAFKA_BOOTSTRAP_SERVERS an embedded broker), then migrations, ingest, cameras, the simulated\n"
        "city and the dashboard; prints the address to open. What ends by itself is started again.\n"
        "Ctrl-C ends all of it, a second Ctrl-C at once.",
        'ioc up\nioc up --port 8060\nioc up --cameras "a=clip.mp4 b=rtsp://10.0.0.5/stream1" --no-simulation',
    )
    one.add_argument("--cameras", metavar="TEXT", default="", help=CAMERAS_HELP)
    one.add_argument("--port", type=int, metavar="N", help="the dashboard's port (setting dashboard.port)")
    one.add_argument("--no-simulation", action="store_true", help="no simulated city: real sources alone")


def _workers(rows: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    one = options.command(
        rows,
        "ingest",
        commands.ingest,
        "take streams from the broker into the database",
        "Consumes the named streams, all there are when none is named; runs until it is told to end.",
        "ioc ingest\nioc ingest camera_frames\nioc ingest network_telemetry service_queue",
    )
    one.add_argument("streams", nargs="*", metavar="STREAM", help="a file's name in ingest/streams/")
    options.command(
        rows,
        "cameras",
        commands.cameras,
        "read the cameras that have a URL",
        "One process for each camera of the city (or of CAMERAS) that has a URL; frames go to the broker.",
        'ioc cameras\nCAMERAS="gate=rtsp://10.0.0.5/stream1" ioc cameras',
    )
    one = options.command(
        rows,
        "dashboard",
        commands.dashboard,
        "serve the screens",
        "Reads the database alone, never the broker.",
        "ioc dashboard\nioc dashboard --port 8060",
    )
    one.add_argument("--port", type=int, metavar="N", help="its port (setting dashboard.port)")
    options.command(
        rows,
        "simulate",
        commands.simulate,
        "send what a simulated city would send",
        "Rendered cameras, telemetry and queues, from one seed and one clock. Every screen says that it is simulated.",
        "ioc simulate\nIOC_SIMULATION__SEED=7 ioc simulate",
    )


def _replay(rows: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    one = options.command(
        rows,
        "replay",
        commands.replay,
        "play video files as if cameras of the city sent them",
        "Frames carry the time at which they are played. Ends when all files have ended, or never with --loop.",
        "ioc replay cam-01=clip.mp4\nioc replay cam-01=a.mp4 cam-02=b.mp4 --speed 4 --loop",
    )
    one.add_argument("files", nargs="+", metavar="CAMERA=FILE", help="a camera of the city and the file it plays")
    one.add_argument("--speed", type=float, default=1.0, metavar="N", help="N times as fast (1)")
    one.add_argument("--loop", action="store_true", help="begin again at the end")


def _ways_in(rows: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    one = options.command(
        rows,
        "import",
        ways_in.import_file,
        "send the rows of a CSV or NDJSON file to a stream",
        "The columns of a CSV file are the fields of docs/messages.md; an empty cell says nothing of its field, null\n"
        "that it is known to be missing. Bad lines go to FILE.rejected.ndjson with their number and the reason, all\n"
        "others are sent. After a fault import the same file again: nothing is stored twice. Also .gz, of any size.",
        "ioc import indicators 2026-q3.csv\nioc import --dry-run citizen_reports export.ndjson.gz",
    )
    one.add_argument("stream", metavar="STREAM", help="a file's name in ingest/streams/, or its topic")
    one.add_argument("file", metavar="FILE", help="FILE.csv, FILE.ndjson, FILE.jsonl, each also as .gz")
    one.add_argument("--encoding", default="utf-8-sig", metavar="NAME", help="the file's text encoding (utf-8)")
    one.add_argument("--dry-run", action="store_true", help="check every line and send none; bad lines to stdout")
    one = options.command(
        rows,
        "key",
        ways_in.key,
        "make a key for who sends by POST /ingest/…",
        "Prints the key, once, and the lines for the configuration, which hold its SHA-256 alone.",
        "ioc key yen-thanh",
    )
    one.add_argument("name", metavar="NAME", help="who will send with it")
    options.command(
        rows,
        "probe",
        ways_in.probe,
        "measure the ways to links, portals and the like",
        "Connects by TCP or HTTP to whatever has a target in the column probe of the city's files, on a schedule.",
        "ioc probe\nIOC_PROBE__PERIOD_SECONDS=10 ioc probe",
    )
    options.command(
        rows,
        "messages",
        ways_in.messages,
        "print what each stream's messages look like",
        "The page docs/messages.md, from the schemas that decode the messages.",
        "ioc messages > docs/messages.md",
    )


def _setting_up(rows: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    options.command(
        rows,
        "migrate",
        commands.migrate,
        "bring the database to the newest schema",
        "Applies the numbered files of store/schema/ that DATABASE_URL's database does not have yet.",
        "DATABASE_URL=postgresql://ioc:secret@db/ioc ioc migrate",
    )
    options.command(
        rows,
        "topics",
        commands.topics,
        "make the topics that are missing on the broker",
        "With their retention; topics that stand are left as they are. `ioc up` does it too.",
        "KAFKA_BOOTSTRAP_SERVERS=kafka:9092 ioc topics",
    )
    one = options.command(
        rows,
        "housekeep",
        commands.housekeep,
        "sum up readings and remove what is old",
        "As the section [store] of the settings says. On TimescaleDB its jobs care for readings, this for the rest.",
        "ioc housekeep\nioc housekeep --once",
    )
    one.add_argument("--once", action="store_true", help="one round now, then end and tell what was done")


def _tools(rows: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    options.evaluate(rows, commands.evaluate)
    options.dead_letters(
        options.command(
            rows,
            "dead-letters",
            commands.dead_letters,
            "list what could not be read, and send it again",
            "Each with its place in the broker and the reason. What is sent again goes to its topic, once.",
            "ioc dead-letters --since 2h\nioc dead-letters show network.telemetry 2 1041\n"
            'ioc dead-letters resend --reason "unknown source"',
        )
    )
    options.command(
        rows,
        "config",
        commands.config,
        "print the settings that count",
        "Every key with its value and, where it is not the default, where it comes from. Passwords are masked.",
        "ioc config\nIOC_CONFIG=my.toml ioc config",
    )
    one = options.command(
        rows,
        "import-boundaries",
        commands.import_boundaries,
        "replace the approximate boundaries of the communes",
        "A GeoJSON FeatureCollection with one polygon for each commune, told apart by the property 'code'.",
        "ioc import-boundaries communes.geojson",
    )
    one.add_argument("file", metavar="FILE", help="the GeoJSON file")
