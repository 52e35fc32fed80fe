"""Says things in the reader's language: words, numbers, times and how long ago."""

from contextvars import ContextVar
from datetime import date as calendar_day
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from config.kinds import KINDS, SEVERITIES
from config.language import said
from config.settings import Language

__all__ = ["AILMENT_NAMES", "KINDS", "SEVERITIES", "SPOKEN", "STATES", "Words"]
SPOKEN: ContextVar[Language] = ContextVar("language of the request")

AILMENT_NAMES = {
    "offline": "offline",
    "frozen": "picture frozen",
    "dark": "dark",
    "overexposed": "over-exposed",
    "blurred": "blurred",
    "covered": "covered",
    "moved": "moved",
    "clock_drift": "clock wrong",
}
STATES = {
    "open": "Open",
    "acknowledged": "Acknowledged",
    "dispatched": "Dispatched",
    "shelved": "Shelved",
    "resolved": "Resolved",
    "dismissed": "Dismissed",
}
# Ages are counted on in the browser, in these words.
AGE_UNITS = {"second": "{n} s", "minute": "{n} min", "hour": "{n} h", "day": "{n} d"}


class Words:
    """One language in one time zone; calling it gives the text of an English message in that language.

    ``n`` is how many, as it is shown: the form of the text goes with it.
    """

    def __init__(self, language: Language, zone: str) -> None:
        self.language: Language = language
        self.zone: tzinfo = ZoneInfo(zone)

    def __call__(self, message: str, **values: object) -> str:
        text = said(self.language, message, values.get("n"))
        return text.format(**values) if values else text

    def name(self, names: dict[str, str], key: str) -> str:
        """The name of ``key``; one that nobody has named yet is shown as it is, in plain words."""
        return self(names[key]) if key in names else key.replace("_", " ").capitalize()

    def number(self, value: float, decimals: int = 0) -> str:
        """A number as this language writes it."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(value, format=pattern, locale=self.language)

    def clock(self, time: datetime, now: datetime) -> str:
        """The local time of day, with the date before it when it is not today's."""
        local, today = time.astimezone(self.zone), now.astimezone(self.zone).date()
        return f"{local:%H:%M}" if local.date() == today else f"{local:%d/%m %H:%M}"

    def moment(self, time: datetime) -> str:
        """A local time to the second, with its date."""
        return f"{time.astimezone(self.zone):%H:%M:%S %d/%m/%Y}"

    def date(self, time: datetime) -> str:
        """The local date with its weekday."""
        return format_date(time.astimezone(self.zone).date(), "EEEE, d MMMM y", locale=self.language)

    def day(self, day: calendar_day) -> str:
        """A day by its weekday and its place in the year."""
        return format_date(day, "EEEE d/M", locale=self.language)

    def duration(self, seconds: float) -> str:
        """A length of time in its largest unit: "42 s", "7 min", "3 h"."""
        for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
            if seconds >= length:
                return self(AGE_UNITS[unit], n=self.number(seconds // length))
        return self(AGE_UNITS["second"], n=self.number(max(0, int(seconds))))
