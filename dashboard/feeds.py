"""How old each feed's data may be before it is stale, as its owner has said."""

from collections.abc import Mapping
from datetime import datetime

from dashboard.centre import Centre
from dashboard.freshness import newest
from store.records import Reading


def fresh_seconds(centre: Centre, prefix: str = "", stream: str = "") -> float:
    """For sources whose ids start so, or of a stream; the settings' own limit where the city names no such feed."""
    rows = (feed for feed in centre.city.feeds if (feed.prefix == prefix if prefix else feed.stream == stream))
    return next((60 * feed.fresh_minutes for feed in rows), centre.settings.dashboard.stale_seconds)


def newest_of_prefix(said: Mapping[tuple[str, str], Reading], prefix: str) -> datetime | None:
    """When any of these sources last said anything."""
    return newest(row.time for (source, _), row in said.items() if source.startswith(prefix))
