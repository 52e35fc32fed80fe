"""The city's network as a tree: what hangs on what, and how far the death of one thing reaches."""

from collections.abc import Iterable, Iterator, Mapping

from alerts.engine import Place
from config import City

KINDS = ("links", "cameras", "offices", "bridges", "sites", "portals", "health_stations")


class Tree:
    """Each source's way up; made once from the city, whose links have parents and whose other sources communes."""

    def __init__(self, city: City, places: Mapping[str, Place]) -> None:
        self._parent = {link.id: link.parent for link in city.links if link.parent}
        of_commune = _leaves(city)
        self._kind = {row.id: kind for kind in KINDS for row in getattr(city, kind)}
        self._commune = {source: places[source].commune_code for source in self._kind if source in places}
        for source, kind in self._kind.items():
            if kind != "links" and (link := of_commune.get(self._commune.get(source, ""))):
                self._parent[source] = link
        self._below: dict[str, list[str]] = {}
        for child in self._parent:
            for above in self.above(child):
                self._below.setdefault(above, []).append(child)

    def above(self, source: str) -> Iterator[str]:
        """What this source hangs on, the nearest first; a ring in the city's files ends where it began."""
        seen = {source}
        while (parent := self._parent.get(source)) and parent not in seen:
            seen.add(parent)
            yield (source := parent)

    def blast(self, source: str) -> dict[str, object]:
        """What is cut off when this source is dead: how many of each kind, in how many communes. How many people are
        without service the coverage of dead sites says, and not this: None is not known.
        """
        if not (below := self._below.get(source)):
            return {}
        counts = {kind: sum(self._kind.get(child) == kind for child in below) for kind in KINDS}
        communes = {code for child in below if (code := self._commune.get(child))}
        return {"cut_off": {kind: n for kind, n in counts.items() if n}, "communes": len(communes), "people": None}


def _leaves(city: City) -> dict[str, str]:
    """The link on which a commune hangs: the last one on its way, since an axis ends in a commune too."""
    parents = {link.parent for link in city.links}
    rows: Iterable = sorted(city.links, key=lambda link: (link.id not in parents, link.id))
    return {link.commune_code: link.id for link in rows if link.commune_code}
