"""Moved: the camera looks elsewhere than when its zones were drawn."""

from datetime import datetime

from vision.health.familiar import Familiar
from vision.health.fingerprint import Agreement, agreement
from vision.health.persistence import Persistence
from vision.health.view import View

# A pole in the wind sways by a hundredth of the picture's width; a zone's edge may lie wrong by two and a half.
SWAY = 0.025
# By day and at night a view agrees with itself by 0.3 at least, and in a quarter of its cells, also from one second to
# the next when infrared or lamps are switched; turned by six degrees in fewer than a fifth of them.
ALIKE = 0.45
CELLS = 0.25
# Agreeing so well at another place is proof; agreeing nowhere is a new view only when it keeps still.
FAR = 0.4
BETTER = 0.1
STILL = 0.6
AFTER_SECONDS, OVER_SECONDS = 15.0, 5.0
# Long enough for somebody who turned the camera to turn it back.
ACCEPTED_SECONDS = 300.0


def in_place(agreed: Agreement) -> bool:
    """Whether the picture shows the learned view where it was."""
    alike = agreed.here >= ALIKE or float(agreed.cells.mean()) >= CELLS
    return alike and not elsewhere(agreed)


def elsewhere(agreed: Agreement) -> bool:
    """Whether the learned view is plainly there, at another place in the picture."""
    far = max(abs(part) for part in agreed.shift) > SWAY
    return far and agreed.best >= max(FAR, agreed.here + BETTER)


def seen(agreed: Agreement, keeps_still: float) -> bool:
    """Whether it is another view; ``keeps_still`` is how well the picture agrees with the one before."""
    return elsewhere(agreed) or (not in_place(agreed) and keeps_still >= STILL)


class Elsewhere:
    """The new view of a camera that has moved: learned anew whenever it moves again."""

    def __init__(self) -> None:
        self.familiar = Familiar()
        self._since: datetime | None = None
        self._again = Persistence(AFTER_SECONDS, OVER_SECONDS)

    def step(self, view: View, away: bool, now: datetime, seconds: float) -> bool:
        """Whether the new view has kept still for ACCEPTED_SECONDS; only looks while it is ``away`` are of it."""
        if not away:
            return False
        self._since = self._since or now
        if not self.familiar.known:
            self.familiar.take(view)
            return False
        same = in_place(agreement(self.familiar.edges, view.edges))
        if self._again.step(not same, now):
            self.__init__()
            return False
        if same:
            self.familiar.follow(view, seconds)
        return (now - self._since).total_seconds() >= ACCEPTED_SECONDS
