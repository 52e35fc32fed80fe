"""Who looked at which evidence: written into the audit before it is shown."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from dashboard.authority import visitor
from dashboard.watch import utc_now
from store.audit import Entry, record
from store.reader import Reader

SAME_LOOK = timedelta(hours=1)  # a page that is drawn again does not look again
MOST_KEPT = 20_000


class Looks:
    """Notes looks; the same session at the same picture again within the hour is the same look."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._noted: dict[tuple[bytes, str, str], datetime] = {}

    async def note(self, action: str, what: str, details: Mapping[str, object]) -> None:
        """Whoever asks now looks at ``what``; raises DatabaseDown, and then nothing may be shown."""
        who, now = visitor(), utc_now()
        key = (who.session, action, what)
        if who.role is None or (key in self._noted and now - self._noted[key] < SAME_LOOK):
            return
        await self._reader.ask(record, Entry(now, who.name, who.role, action, details=details))
        if len(self._noted) >= MOST_KEPT:
            self._noted.clear()
        self._noted[key] = now
