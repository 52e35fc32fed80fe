"""What is on the network as its monitoring sees it: a daily rhythm, noise, and now and then one that is down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from config.city import City, networked
from simulation.daylight import busy, local_hour

OUTAGE_GAP_SECONDS, OUTAGE_SECONDS = (100.0, 200.0), (60.0, 300.0)
LINK_SHARE = 0.45
# A centre or an axis that fails takes a third of the province along: it must be rare.
AXIS_SHARE = 0.04


@dataclass(frozen=True)
class Outage:
    """A link, site, bridge or portal does not answer from ``start`` until ``end``."""

    source_id: str
    start: datetime
    end: datetime


def outages(city: City, seed: int, start: datetime) -> Iterator[Outage]:
    """For ever: one somewhere every two to three minutes; the centre itself never fails."""
    random = np.random.default_rng([seed, 20])
    inner = {link.parent for link in city.links}
    axes = [link.id for link in city.links if link.parent and link.id in inner]
    leaves = [link.id for link in city.links if link.parent and link.id not in inner]
    sites = [row.id for row in (*city.sites, *city.bridges, *city.portals)]
    time = start
    while axes or leaves or sites:
        time += timedelta(seconds=float(random.uniform(*OUTAGE_GAP_SECONDS)))
        chance, lasts = float(random.random()), float(random.uniform(*OUTAGE_SECONDS))
        pool = axes if chance < AXIS_SHARE else leaves if chance < LINK_SHARE else sites
        pool = pool or leaves or sites or axes
        yield Outage(pool[int(random.integers(len(pool)))], time, time + timedelta(seconds=lasts))


class Network:
    """All that is on a city's network, but what is probed for real.

    Sites have a backhaul of their own: a link that fails takes along what is below it, its bridges, and no site.
    """

    def __init__(self, city: City, seed: int, start: datetime, zone: str) -> None:
        self.seed, self.zone = seed, zone
        self.parents = {link.id: link.parent for link in city.links}
        links = set(self.parents)
        self.parents |= {b.id: link for b in city.bridges if (link := f"link-{b.commune_code}") in links}
        self.sources = [row.id for row in networked(city) if not row.probe]
        self.flows = links | {row.id for row in (*city.sites, *city.uplinks)}
        self._coming = outages(city, seed, start)
        self._outages: list[Outage] = []
        self._drawn_until = start
        random = np.random.default_rng([seed, 21])
        depths = np.array([self._depth(source) for source in self.sources])
        self.base_rtt = 2.0 + 3.5 * depths + random.gamma(2.0, 1.6, len(depths))
        self.capacity = np.where(
            depths == 0, 10000.0, np.where(depths == 1, 2000.0, random.choice([100.0, 200.0, 300.0], len(depths)))
        )
        self.share = random.uniform(0.35, 0.75, len(depths))

    def readings(self, time: datetime, period_seconds: int) -> list[tuple[str, str, float]]:
        """(source, metric, value) of the sources whose turn this second is; each has one turn in a period."""
        second = int(time.timestamp())
        turn = [i for i in range(len(self.sources)) if (second + i) % period_seconds == 0]
        load, down = busy(local_hour(time, self.zone)), self.down(time)
        noise = np.random.default_rng([self.seed, 22, second]).normal(0, 1, (3, len(self.sources)))
        rows = []
        for i in turn:
            rows += self._of(i, load, noise[:, i], self.sources[i] in down)
        return rows

    def down(self, time: datetime) -> frozenset[str]:
        """What does not answer at ``time``: what failed, and every link below it."""
        while self._drawn_until <= time:
            outage = next(self._coming, None)
            if outage is None:
                break
            self._outages.append(outage)
            self._drawn_until = outage.start
        self._outages = [o for o in self._outages if o.end > time - timedelta(hours=1)]
        failed = {o.source_id for o in self._outages if o.start <= time < o.end}
        return frozenset(source for source in self.sources if any(above in failed for above in self._line(source)))

    def _of(self, i: int, load: float, noise: np.ndarray, down: bool) -> list[tuple[str, str, float]]:
        source = self.sources[i]
        if down:  # nothing answers, so there is no time of an answer
            none = [(source, "throughput_mbps", 0.0)] if source in self.flows else []
            return [(source, "up", 0.0), (source, "loss_percent", 100.0), *none]
        rtt = self.base_rtt[i] * (1 + 0.5 * load**2) * float(np.exp(0.12 * noise[0]))
        loss = max(0.0, float(0.02 + 0.25 * load**3 * self.share[i] + 0.06 * noise[1]))
        flow = self.capacity[i] * self.share[i] * (0.08 + 0.85 * load) * float(np.exp(0.1 * noise[2]))
        rows = [
            (source, "up", 1.0),
            (source, "rtt_ms", round(float(rtt), 2)),
            (source, "loss_percent", round(loss, 2)),
        ]
        if source in self.flows:
            rows.append((source, "throughput_mbps", round(min(float(flow), float(self.capacity[i])), 1)))
        return rows

    def _line(self, source: str) -> Iterator[str]:
        """The source and the links above it; a ring in the configuration does not hang us."""
        for _ in range(8):
            if not source:
                return
            yield source
            source = self.parents.get(source, "")

    def _depth(self, source: str) -> int:
        return len(list(self._line(source))) - 1 if source in self.parents else 2
