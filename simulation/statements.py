"""Indicators as they are stated: once a day each, slowly better, and here and there known to be missing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from config.city import City, IndicatorKind

DAY_SECONDS = 24 * 3600
MISSING = 0.03  # of the statements of a month say that there is no figure
GAIN_A_MONTH = 0.004


class Level(NamedTuple):
    """Between which shares of the whole (or values) an indicator lies in the communes, and what is aimed at."""

    low: float
    high: float
    target: float


LEVELS = {
    "online_usage_percent": Level(93, 99.8, 99), "online_payment_percent": Level(22, 48, 50),
    "full_online_services_percent": Level(60, 75, 80), "staff_accounts": Level(0.99, 1.0, 1.0),
    "documents_exchanged_percent": Level(98, 100, 100), "email_usage_percent": Level(90, 99, 100),
    "documents_signed_percent": Level(97, 100, 99), "broadband_households_percent": Level(76, 97, 90),
    "fibre_households_percent": Level(52, 84, 80), "cashless_accounts": Level(0.70, 0.95, 0.9),
    "eid_accounts": Level(0.76, 0.94, 0.9), "gradebook_schools": Level(0.95, 1.0, 1.0),
    "contact_book_schools": Level(0.3, 0.9, 0.8), "digital_team_hamlets": Level(0.9, 1.0, 1.0),
    "online_services": Level(1750, 1850, 1900), "signatures_issued": Level(14600, 15000, 15500),
    "communes_with_4g": Level(1.0, 1.0, 1.0), "dti_rank": Level(25, 30, 10),
}  # fmt: skip
POINTS, PERCENT, OTHER = Level(48, 78, 75), Level(60, 98, 95), Level(50, 500, 600)
# What a unit of the whole is, for a commune of average size: people and schools are made up like everything else here.
WHOLES = {"accounts": 17_500, "schools": 7, "hamlets": 27, "communes": 130}


class Statements:
    """Each indicator of each commune has its second of the day, at which its figure of this month is stated."""

    def __init__(self, city: City, seed: int, zone: str) -> None:
        self._seed, self._zone = seed, ZoneInfo(zone)
        communes = [commune.code for commune in city.communes]
        self._rows = [
            (kind, code) for kind in city.indicators for code in (communes if kind.scope == "commune" else [""])
        ]
        random = np.random.default_rng([seed, 70])
        seconds = random.integers(0, DAY_SECONDS, len(self._rows))
        self._order = np.argsort(seconds, kind="stable")
        self._seconds = seconds[self._order]
        self._place = random.uniform(0, 1, len(self._rows))
        self._size = random.gamma(6.0, 1 / 6, len(self._rows)) + 0.2

    def between(self, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
        """What is stated after ``since`` and until ``until``, in order."""
        midnight = datetime.combine(since.astimezone(UTC).date(), time(), UTC)
        while midnight <= until:
            first, last = ((moment - midnight).total_seconds() for moment in (since, until))
            low, high = np.searchsorted(self._seconds, (first, last), side="right")
            for place in range(int(low), int(high)):
                yield self._statement(int(self._order[place]), midnight + timedelta(seconds=int(self._seconds[place])))
            midnight += timedelta(days=1)

    def _statement(self, number: int, at: datetime) -> dict[str, Any]:
        kind, code = self._rows[number]
        month = at.astimezone(self._zone).date().replace(day=1)
        body: dict[str, Any] = {
            "time": at, "indicator": kind.id, "commune_code": code, "period": f"{month:%Y-%m}", "unit": kind.unit,
        }  # fmt: skip
        level, whole = _level(kind), self._whole(kind, number)
        if whole is not None:
            body["whole"] = whole
        body["target"] = round(level.target * (whole or 1), 1)
        return body | {"value": self._value(number, level, whole, month)}

    def _value(self, number: int, level: Level, whole: int | None, month: date) -> float | None:
        months = month.year * 12 + month.month
        random = np.random.default_rng([self._seed, 71, number, months])
        if random.random() < MISSING:
            return None
        share = self._place[number] + GAIN_A_MONTH * (months % 24) + random.normal(0, 0.01)
        value = level.low + (level.high - level.low) * float(np.clip(share, 0, 1))
        return round(value, 2) if whole is None else min(whole, round(value * whole))

    def _whole(self, kind: IndicatorKind, number: int) -> int | None:
        """What the figure is a part of; shares in percent and scores are of nothing."""
        if kind.unit not in WHOLES:
            return None
        average = WHOLES[kind.unit]
        return average if kind.scope == "city" else max(1, round(average * float(self._size[number])))


def _level(kind: IndicatorKind) -> Level:
    if kind.id in LEVELS:
        return LEVELS[kind.id]
    return {"points": POINTS, "percent": PERCENT}.get(
        kind.unit, Level(0.6, 0.95, 0.9) if kind.unit in WHOLES else OTHER
    )
