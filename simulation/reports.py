"""Citizens report what they see, a few an hour; units take the reports up, and most are done within a day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np

from config.city import City, Commune
from simulation.daylight import busy, local_hour

AN_HOUR = 5.0  # at the busiest hour
LIFE = timedelta(hours=60)  # what came earlier has ended, or is never taken up
REJECTED, LEFT = 0.08, 0.06
SPREAD_DEGREES = 0.006
LONGEST = 1.7  # in the exponent: no step takes more than five and a half times its middle
# Minutes between two steps: the middle one, and how far they scatter (of a log-normal).
ASSIGNED, BEGUN, DONE = (25.0, 0.8), (70.0, 0.8), (420.0, 0.9)


class Reports:
    """A function of the seed and the time alone: each hour has its reports, and each report its life."""

    def __init__(self, city: City, seed: int, zone: str) -> None:
        self._communes, self._seed, self._zone = city.communes, seed, zone
        self._categories = [category.id for category in city.categories]
        self._hour = lru_cache(maxsize=256)(self._worked_out)

    def between(self, since: datetime, until: datetime) -> list[dict[str, Any]]:
        """The changes after ``since`` and until ``until``, in order of their time."""
        if not self._categories or not self._communes:
            return []
        first, last = (int(moment.timestamp() // 3600) for moment in (since - LIFE, until))
        changes = (change for hour in range(first, last + 1) for change in self._hour(hour))
        return sorted((change for change in changes if since < change["time"] <= until), key=lambda row: row["time"])

    def _worked_out(self, hour: int) -> tuple[dict[str, Any], ...]:
        random = np.random.default_rng([self._seed, 80, hour])
        begins = datetime.fromtimestamp(hour * 3600, UTC)
        number = int(random.poisson(AN_HOUR * busy(local_hour(begins, self._zone))))
        return tuple(change for n in range(number) for change in self._life(random, begins, f"MP-{hour}-{n}"))

    def _life(self, random: np.random.Generator, begins: datetime, report_id: str) -> Iterator[dict[str, Any]]:
        commune: Commune = self._communes[int(random.integers(len(self._communes)))]
        time = begins + timedelta(seconds=int(random.integers(3600)))
        lon, lat = (float(v) for v in random.normal((commune.lon, commune.lat), SPREAD_DEGREES / 3))
        said = {
            "category": self._categories[int(random.integers(len(self._categories)))],
            "lon": round(lon, 5), "lat": round(lat, 5), "commune_code": commune.code,
        }  # fmt: skip
        yield {"time": time, "report_id": report_id, "state": "received", **said}
        chance, unit = float(random.random()), f"UBND {commune.kind} {commune.name}"
        if chance < LEFT:
            return
        for state, (middle, scatter) in (("assigned", ASSIGNED), ("in_progress", BEGUN), ("done", DONE)):
            time += timedelta(seconds=round(60 * middle * float(np.exp(min(scatter * random.normal(), LONGEST)))))
            if state == "in_progress" and chance < LEFT + REJECTED:
                yield {"time": time, "report_id": report_id, "state": "rejected", "unit": unit}
                return
            yield {"time": time, "report_id": report_id, "state": state, "unit": unit}
