"""What can be said after the names of the longer commands; it imports nothing, so that help is instant."""

import argparse
from collections.abc import Callable

ACTIONS = ("list", "show", "resend")
UNASKED = 10


def dead_letters(one: argparse.ArgumentParser) -> None:
    """What can be said after `ioc dead-letters`."""
    one.add_argument("action", nargs="?", choices=ACTIONS, default="list", help="list (default), show, or resend")
    one.add_argument("place", nargs="*", metavar="TOPIC PARTITION OFFSET", help="one of them, as the list shows it")
    one.add_argument("--topic", metavar="NAME", help="only of this topic")
    one.add_argument("--since", metavar="TIME", help="only those sent since: 30m, 2h, 3d, or a moment")
    one.add_argument("--reason", metavar="TEXT", help="only those whose reason holds this text")
    one.add_argument("--limit", type=int, default=50, metavar="N", help="list no more than N (50), the newest")
    one.add_argument("--json", action="store_true", help="list whole messages, one JSON object a line")
    one.add_argument("--all", action="store_true", help="resend every one that was not sent again yet")
    one.add_argument("--yes", action="store_true", help=f"do not ask before sending more than {UNASKED}")


def evaluate(
    rows: "argparse._SubParsersAction[argparse.ArgumentParser]", run: Callable[[argparse.Namespace], None]
) -> None:
    """The command `ioc evaluate`, and what can be said after it."""
    one = command(
        rows,
        "evaluate",
        run,
        "measure how well incidents are found",
        "Plays clips whose truth is known and tells, for each rule and condition, how much is found, how many\n"
        "false alarms a camera gives in an hour and how long it takes, each with its 95 % interval. What nobody\n"
        "can judge is counted apart. Rendered clips need no files. A labels.json beside the video files says what\n"
        "happens in them: a list of {file, width, height, duration_s, incidents: [{type, start_s, end_s, box:\n"
        "[left, top, right, bottom] in pixels}]}; each may have condition, zones and calibration, as cameras.toml.",
        "ioc evaluate clips/*.mp4 --html evaluation.html\n"
        "ioc evaluate --rendered wrong_way crash --condition night rain --each 5\n"
        "ioc evaluate --rendered --minutes 200 --seed 2 --json evaluation.json\n"
        "ioc evaluate --rendered quiet --minutes 60              only false alarms",
    )
    one.add_argument("clips", nargs="*", metavar="CLIP", help="a video file with a labels.json beside it")
    one.add_argument("--rendered", nargs="*", metavar="RULE", help="also rendered clips: of these rules, or of all")
    one.add_argument("--condition", nargs="*", default=[], metavar="NAME", help="only these conditions (day, night, …)")
    one.add_argument("--minutes", type=float, default=0.0, metavar="N", help="rendered minutes without incident (0)")
    one.add_argument(
        "--each", type=int, default=1, metavar="N", help="rendered clips of each rule in each condition (1)"
    )
    one.add_argument("--seed", type=int, default=1, metavar="N", help="what the rendered clips are drawn from (1)")
    one.add_argument("--fps", type=float, default=5.0, metavar="N", help="frames a second taken of a file (5)")
    one.add_argument("--within", type=float, metavar="N", help="begin no clip after N minutes, and judge those done")
    one.add_argument("--json", metavar="FILE", help="write every figure and every clip's outcome")
    one.add_argument("--html", metavar="FILE", help="write a page with figures and contact sheets; it needs no network")


def command(
    rows: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], None],
    short: str,
    text: str,
    examples: str,
) -> argparse.ArgumentParser:
    """A command of `ioc` that teaches with examples."""
    one = rows.add_parser(
        name,
        help=short,
        description=text,
        epilog="examples:\n    " + examples.replace("\n", "\n    "),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    one.set_defaults(run=run)
    return one
