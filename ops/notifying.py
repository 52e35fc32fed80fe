"""`ioc notify`: sends what waits in the outbox by apprise, each letter until its target takes it or a day is over."""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from apprise import Apprise, NotifyFormat

from config import ConfigError, Settings
from config.alerting import Notify, Target
from ops.rounds import through_outages, told_to_end
from store.outbox import Letter, claim, failed, sent
from store.pool import Connection

log = logging.getLogger(__name__)
LEASE = 2.0  # times the longest that telling takes: then whoever had it is dead
Send = Callable[[Letter], str]  # "": taken; else what was wrong


class Sender:
    """Sends a letter to its target; a target is asked of apprise once, and its URL is shown nowhere."""

    def __init__(self, targets: Mapping[str, Target], timeout_seconds: float) -> None:
        self._targets = {name: opened(name, target, timeout_seconds) for name, target in targets.items()}

    def __call__(self, letter: Letter) -> str:
        """What was wrong, or nothing."""
        target = self._targets.get(letter.target)
        if target is None:
            return "the configuration has no such target any more"
        try:
            taken = target.notify(title=letter.title, body=letter.body, body_format=NotifyFormat.TEXT)
        except Exception as error:  # whatever a plugin raises, the next target must not wait for it
            return f"{type(error).__name__}"
        return "" if taken else "the target did not take it"


def opened(name: str, target: Target, timeout_seconds: float) -> Apprise:
    """The target as apprise knows it; raises ConfigError, without the secret, when it does not."""
    one = Apprise()
    joint = "&" if "?" in target.secret_url else "?"
    times = f"{joint}cto={timeout_seconds / 2:g}&rto={timeout_seconds / 2:g}"
    if not one.add(target.secret_url + times):
        scheme = target.secret_url.partition("://")[0][:20]
        raise ConfigError(f"notify.to.{name}.secret_url: apprise does not understand this {scheme}:// URL")
    return one


def serve(settings: Settings) -> None:
    """Send until SIGTERM or SIGINT; what is begun is ended."""
    if not settings.notify.to:
        raise ConfigError("notify.to: nobody is to be told: name somebody in [notify.to.NAME] with secret_url")
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it would log URLs
    send = Sender(settings.notify.to, settings.notify.timeout_seconds)
    told = told_to_end()
    through_outages(
        settings.database, "ioc notify", told, lambda connection: _send_all(connection, settings.notify, send, told)
    )


def _send_all(connection: Connection, notify: Notify, send: Send, told: threading.Event) -> None:
    while not told.is_set():
        if not send_one(connection, notify, send, lambda: datetime.now(UTC)):
            told.wait(notify.poll_seconds)


def send_one(connection: Connection, notify: Notify, send: Send, now: Callable[[], datetime]) -> bool:
    """Send the letter that has been due longest; False when none is due. A crash before its end sends it again."""
    begun = now()
    letter = claim(connection, begun, begun + timedelta(seconds=LEASE * notify.timeout_seconds))
    if letter is None:
        return False
    problem = send(letter)
    if problem:
        _put_off(connection, notify, letter, problem, now())
    else:
        sent(connection, letter, now())
    return True


def _put_off(connection: Connection, notify: Notify, letter: Letter, problem: str, now: datetime) -> None:
    again = now + timedelta(seconds=wait_seconds(notify, letter.attempts))
    give_up = now - letter.made_at >= timedelta(hours=notify.give_up_hours)
    log.warning("%s: not told (%d times): %s", letter.target, letter.attempts + 1, problem)
    failed(connection, letter, problem, again, give_up, now)


def wait_seconds(notify: Notify, attempts: int) -> float:
    """How long to wait after so many attempts in vain."""
    return min(notify.retry_seconds * 2 ** min(attempts, 30), notify.retry_max_seconds)
