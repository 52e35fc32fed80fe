"""The flows of data into the centre, and whose each is."""

from collections.abc import Collection, Iterable
from typing import Annotated

from msgspec import Meta

from config.section import Section


class Feed(Section, frozen=True):
    """A flow of data into the centre: by which stream, from sources whose ids start how, and whose it is.

    ``unit`` is one of the city's units; data older than ``fresh_minutes`` is stale.
    """

    id: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
    name: str
    stream: str
    unit: str
    fresh_minutes: Annotated[float, Meta(gt=0)]
    prefix: str = ""
    name_en: str = ""


def check_owners(feeds: Iterable[Feed], units: Collection[str]) -> None:
    """Raise ValueError that names the feed whose unit nobody knows."""
    for feed in feeds:
        if feed.unit not in units:
            raise ValueError(f"the feed {feed.id!r} is of the unit {feed.unit!r}, which procedures.toml does not name")
