"""How many people dead radio sites leave without any mobile service, nobody counted twice."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

SITE_DOWN = "site_down"


class Uncovered(NamedTuple):
    """``lost``: people by all the sites that would give them service back; ``down``: the sites that this knows of."""

    down: frozenset[str]
    lost: Sequence[tuple[frozenset[str], float]]

    def people(self, sites: Collection[str]) -> int | None:
        """Those whom any of these sites would serve again; None while it is not computed for each of them."""
        wanted = frozenset(sites)
        if not wanted or not wanted <= self.down:
            return None
        return round(sum(people for held_by, people in self.lost if held_by & wanted))


UNKNOWN = Uncovered(frozenset(), ())
