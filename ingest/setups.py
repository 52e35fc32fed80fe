"""The cameras as people have set them up by now, and which of them somebody looks at; asked of the store by the way."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

import msgspec

from config import Camera
from geo.drawing import faults
from store import cameras
from store.cameras import Looking
from store.pool import Connection

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
EVERY_SECONDS = 1.0


class Ask(Protocol):
    """Puts a question to the store and waits for its answer, through every outage."""

    def __call__(self, question: Callable[[Connection], Answer], /) -> Answer: ...


class Setups:
    """Begins with what the city's folder says (version 0); what was saved later holds instead."""

    def __init__(
        self, known: Mapping[str, Camera], ask: Ask | None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.cameras = dict(known)
        self.versions = dict.fromkeys(known, 0)
        self._ask, self._monotonic, self._due = ask, monotonic, 0.0
        self._looking = Looking({}, frozenset())

    def refresh(self) -> list[str] | None:
        """The cameras that were set up anew since the last time, None while it is too early to ask again."""
        if self._ask is None or self._monotonic() < self._due:
            return None
        self._due = self._monotonic() + EVERY_SECONDS
        self._looking = self._ask(cameras.looking)
        newer = [
            name for name, version in self._looking.versions.items() if self.versions.get(name, version) != version
        ]
        return [name for name in newer if self._take(self._ask, name, self._looking.versions[name])]

    def looked_at(self, camera_id: str) -> bool:
        """Whether somebody wants to see what this camera sees."""
        return camera_id in self._looking.looked_at

    def learned_before(self, camera_id: str) -> dict | None:
        """What the camera had learnt when that was last written down."""
        return self._ask(lambda link: cameras.learned_before(link, camera_id)) if self._ask else None

    def _take(self, ask: Ask, camera_id: str, version: int) -> bool:
        """False when the version cannot be understood: the one before it goes on."""
        self.versions[camera_id] = version
        try:
            drawn = ask(lambda link: cameras.setup(link, camera_id, version))
            if wrong := faults(drawn.zones, drawn.calibration):
                raise ValueError(f"{wrong[0].reason} (zone {wrong[0].zone})")
        except (ValueError, LookupError) as error:  # what msgspec refuses is a ValueError too
            log.warning("camera %s: version %d of its set-up is left aside: %s", camera_id, version, error)
            return False
        changes = {"zones": drawn.zones, "calibration": drawn.calibration}
        self.cameras[camera_id] = msgspec.structs.replace(self.cameras[camera_id], **changes)
        log.info("camera %s: set up as in version %d", camera_id, version)
        return True
