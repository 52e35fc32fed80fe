"""The examination of one camera, once a second: every ailment that a picture shows, one after the other."""

from datetime import datetime, timedelta

from cv2.typing import MatLike

from vision.health import blurred, covered, dark, frozen, moved, overexposed
from vision.health.bill import Ailment, Bill
from vision.health.familiar import Familiar
from vision.health.fingerprint import Agreement, agreement, correlation
from vision.health.persistence import Persistence
from vision.health.view import View, view_of

EVERY = timedelta(seconds=0.95)
SECONDS: dict[Ailment, tuple[float, float]] = {
    "frozen": (frozen.AFTER_SECONDS, frozen.OVER_SECONDS),
    "dark": (dark.AFTER_SECONDS, dark.OVER_SECONDS),
    "overexposed": (overexposed.AFTER_SECONDS, overexposed.OVER_SECONDS),
    "blurred": (blurred.AFTER_SECONDS, blurred.OVER_SECONDS),
    "covered": (covered.AFTER_SECONDS, covered.OVER_SECONDS),
    "moved": (moved.AFTER_SECONDS, moved.OVER_SECONDS),
}
BLIND: frozenset[Ailment] = frozenset(("dark", "overexposed"))
# Of these a single look is enough to keep rules from believing what they see.
UNSTEADY: frozenset[Ailment] = frozenset(("frozen", "covered", "moved"))


class Examination:
    """Of one camera; ``zoned`` says whether anything is drawn on its picture that would lie once it has moved.

    ``bill`` is the newest; ``view`` what the newest look saw, ``familiar`` what the camera is there to see. A new view
    that keeps still for ``moved.ACCEPTED_SECONDS`` is accepted: rules see it, as they see a camera without zones; zones
    hold again only where they were drawn.
    """

    def __init__(self, zoned: bool) -> None:
        self.bill = Bill()
        self.view: View | None = None
        self.familiar = Familiar()
        self._zoned = zoned
        self._elsewhere = moved.Elsewhere()
        self._frozen = frozen.Frozen()
        self._suddenness = covered.Suddenness()
        self._kept: dict[Ailment, Persistence] = {name: Persistence(*seconds) for name, seconds in SECONDS.items()}
        self._time: datetime | None = None

    def redrawn(self, zoned: bool) -> None:
        """Somebody has drawn zones on what the camera sees now: that is its view from now on."""
        self._zoned = zoned
        if "moved" in self.bill.since:
            self._settle()

    def recall(self, familiar: Familiar) -> None:
        """What was familiar before a restart: who has moved meanwhile, or had moved before, is found out."""
        if not self.familiar.known:
            self.familiar = familiar

    def due(self, time: datetime) -> bool:
        """Whether a second has gone since the last look."""
        return self._time is None or time - self._time >= EVERY

    def look(self, picture: MatLike, time: datetime) -> Bill:
        """Look at a picture (blue, green, red) of working size."""
        seconds = (time - self._time).total_seconds() if self._time else 0.0
        before, self.view, self._time = self.view, view_of(picture), time
        seen = self._symptoms(self.view, before, time, seconds)
        since: dict[Ailment, datetime] = {
            name: began for name, kept in self._kept.items() if (began := kept.step(name in seen, time))
        }
        accepted = self._remember(self.view, seen, "moved" in since, time, seconds)
        steady = not seen & UNSTEADY - ({"moved"} if accepted else set())
        self.bill = Bill(since, accepted, steady, clear=not seen)
        return self.bill

    def _symptoms(self, view: View, before: View | None, time: datetime, seconds: float) -> set[Ailment]:
        """What this look shows, before anybody believes it."""
        shown: dict[Ailment, bool] = {
            "dark": dark.seen(view),
            "overexposed": overexposed.seen(view),
            "frozen": self._frozen.seen(view, seconds),
        }
        seen: set[Ailment] = {name for name, is_so in shown.items() if is_so}
        if seen & BLIND:
            seen.discard("frozen")  # where there is nothing to see, nothing differs
        if not self.familiar.known:
            return seen if seen & BLIND else seen | self._unlearned(view)
        agreed = agreement(self.familiar.edges, view.edges)
        hidden = covered.hidden(view, self.familiar.contrast, agreed)
        if self._suddenness.step(hidden, view, time, bool(seen & BLIND)) and not moved.elsewhere(agreed):
            return {"covered"}
        if not seen & BLIND and hidden < covered.HIDDEN:
            seen |= self._in_view(view, before, agreed)
        return seen

    def _unlearned(self, view: View) -> set[Ailment]:
        """What can be said of a camera that nobody knows yet."""
        if covered.empty(view):
            return {"covered"}
        return _if("blurred", blurred.seen(view, None))

    def _in_view(self, view: View, before: View | None, agreed: Agreement) -> set[Ailment]:
        """There is something to see: is it what the camera is there to see, and is it sharp?"""
        if moved.in_place(agreed):
            return _if("blurred", blurred.seen(view, self.familiar.crispness))
        still = correlation(before.edges, view.edges) if before else 0.0
        return _if("moved", moved.seen(agreed, still))

    def _remember(self, view: View, seen: set[Ailment], has_moved: bool, time: datetime, seconds: float) -> bool:
        """Learn from a look that shows what it should; returns whether a new view is accepted."""
        if not has_moved:
            self._elsewhere = moved.Elsewhere()
            if not seen and self.familiar.known:
                self.familiar.follow(view, seconds)
            elif not seen - {"blurred"} and not self.familiar.known:
                self.familiar.take(view)
            return False
        accepted = self._elsewhere.step(view, "moved" in seen, time, seconds)
        if accepted and not self._zoned:
            # nothing was drawn on the old view: the new one is as good
            self._settle()
        return accepted

    def _settle(self) -> None:
        """Take the new view for the camera's own."""
        self.familiar = self._elsewhere.familiar
        self._elsewhere = moved.Elsewhere()
        self._kept["moved"] = Persistence(*SECONDS["moved"])


def _if(ailment: Ailment, is_so: bool) -> set[Ailment]:
    return {ailment} if is_so else set()
