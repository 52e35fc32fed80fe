"""How much loss a sector can bear, which formula says where it is reached, and so how far the sector is heard."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import scipy  # and its parts only where they are used: they take a second to load
from numpy.typing import NDArray

from geo import propagation
from geo.propagation import Limits
from geo.sectors import Sector, Technology, Terrain

Formula = Callable[[float, float, propagation.Metres], NDArray[np.float64]]
NEAREST_METRES = 10.0


@dataclass(frozen=True, slots=True)
class Budget:
    """From a carrier's power to the level a telephone measures outdoors.

    ``gain_dbi`` of the antenna, ``cable_db`` lost on the way to it, ``share_db`` by which the pilot that is measured is
    weaker than the whole carrier, ``margin_db`` for shadows, ``threshold_dbm`` from which on there is service,
    ``mountain_db`` by which more is lost where communes lie in mountains.
    """

    gain_dbi: float
    cable_db: float
    share_db: float
    margin_db: float
    threshold_dbm: float
    mountain_db: float = 10.0

    def pilot_dbm(self, power_dbm: float) -> float:
        """What the antenna radiates of the pilot in its main direction."""
        return power_dbm - self.cable_db + self.gain_dbi - self.share_db

    def bearable_db(self, power_dbm: float, terrain: Terrain = "rural") -> float:
        """The median loss at which the service ends."""
        steep = self.mountain_db if terrain == "mountain" else 0.0
        return self.pilot_dbm(power_dbm) - self.margin_db - self.threshold_dbm - steep


# Where each figure comes from stands in docs/coverage.md; a centre's own stand in its settings.
BUDGETS: dict[Technology, Budget] = {
    "3G": Budget(gain_dbi=17.0, cable_db=2.0, share_db=10.0, margin_db=5.4, threshold_dbm=-100.0),
    "4G": Budget(gain_dbi=17.0, cable_db=2.0, share_db=30.8, margin_db=5.4, threshold_dbm=-105.0),
    "5G": Budget(gain_dbi=24.0, cable_db=0.0, share_db=35.2, margin_db=5.4, threshold_dbm=-110.0),
}
BUILDINGS_METRES: dict[Terrain, float] = {"suburban": 10.0, "rural": 5.0, "mountain": 5.0}
HATA_ENDS_MHZ, COST_231_ENDS_MHZ, RMA_BEGINS_MHZ = 1500.0, 2000.0, 500.0


def limits(band_mhz: float, terrain: Terrain) -> Limits:
    """Where the formula for this band and terrain holds."""
    return _formula(band_mhz, terrain)[1]


def path_loss(
    band_mhz: float, height_metres: float, terrain: Terrain, distance_metres: propagation.Metres
) -> NDArray[np.float64]:
    """The median loss in dB, never less than in free space."""
    loss = _formula(band_mhz, terrain)[0](band_mhz, height_metres, distance_metres)
    return np.maximum(loss, propagation.free_space(band_mhz, distance_metres))


def beyond_limits(sector: Sector) -> list[str]:
    """What of a sector lies outside of where its formula was fitted, to be shown beside its figures."""
    holds = limits(sector.band_mhz, sector.terrain)
    least, most = holds.height_metres
    if least <= sector.height_metres <= most:
        return []
    wanted = f"{least:g}" if least == most else f"{least:g}-{most:g}"
    return [f"height_metres {sector.height_metres:g}: the formula was fitted for {wanted}"]


def radius_metres(sector: Sector, budget: Budget) -> float:
    """How far the sector is heard: where the loss eats the budget up, at most as far as the formula holds."""
    bearable = budget.bearable_db(sector.power_dbm, sector.terrain)
    return _radius(sector.band_mhz, sector.height_metres, sector.terrain, bearable)


@lru_cache(maxsize=65_536)  # thousands of sectors are alike, and a mast that is dragged stays what it is
def _radius(band_mhz: float, height_metres: float, terrain: Terrain, bearable_db: float) -> float:
    def missing(distance: float) -> float:
        return float(path_loss(band_mhz, height_metres, terrain, distance)) - bearable_db

    farthest = limits(band_mhz, terrain).distance_metres[1]
    if missing(farthest) <= 0:
        return farthest
    if missing(NEAREST_METRES) >= 0:
        return 0.0
    return float(scipy.optimize.root_scalar(missing, bracket=(NEAREST_METRES, farthest), xtol=0.01).root)


def radii(sectors: Sequence[Sector], budgets: Mapping[Technology, Budget] = BUDGETS) -> NDArray[np.float64]:
    """The radius of each sector in metres."""
    return np.array([radius_metres(sector, budgets[sector.technology]) for sector in sectors])


def headroom_db(sector: Sector, budget: Budget, distance_metres: propagation.Metres) -> NDArray[np.float64]:
    """By how much the level at a distance is above the one at which service ends."""
    near = np.maximum(distance_metres, NEAREST_METRES)
    loss = path_loss(sector.band_mhz, sector.height_metres, sector.terrain, near)
    return budget.bearable_db(sector.power_dbm, sector.terrain) - loss


def _formula(band_mhz: float, terrain: Terrain) -> tuple[Formula, Limits]:
    """RMa out of town; Hata, COST-231 and UMa in town by band; Hata everywhere below the bands that RMa knows."""
    if terrain == "urban":
        if band_mhz <= HATA_ENDS_MHZ:
            return propagation.hata_urban, propagation.HATA_LIMITS
        if band_mhz <= COST_231_ENDS_MHZ:
            return propagation.cost_231, propagation.COST_231_LIMITS
        return propagation.uma_nlos, propagation.UMA_LIMITS
    if band_mhz >= RMA_BEGINS_MHZ:
        return partial(propagation.rma_nlos, buildings_metres=BUILDINGS_METRES[terrain]), propagation.RMA_NLOS_LIMITS
    return propagation.hata_suburban if terrain == "suburban" else propagation.hata_open, propagation.HATA_LIMITS
