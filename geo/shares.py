"""Coverage is three figures, always together: square kilometres, people and hamlets."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

AREA, PEOPLE, HAMLETS = 0, 1, 2
MEASURES = 3
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Amounts:
    """So much area, so many people and so many hamlets."""

    area_km2: float = 0.0
    people: float = 0.0
    hamlets: float = 0.0

    @classmethod
    def of(cls, sums: Floats) -> Self:
        """From an array in the order AREA, PEOPLE, HAMLETS."""
        return cls(float(sums[AREA]), float(sums[PEOPLE]), float(sums[HAMLETS]))

    def measured(self, measure: int) -> float:
        """One of the three, by AREA, PEOPLE or HAMLETS."""
        return (self.area_km2, self.people, self.hamlets)[measure]

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(self.area_km2 + other.area_km2, self.people + other.people, self.hamlets + other.hamlets)

    def __sub__(self, other: "Amounts") -> "Amounts":
        return Amounts(self.area_km2 - other.area_km2, self.people - other.people, self.hamlets - other.hamlets)


@dataclass(frozen=True, slots=True)
class Shares:
    """What is covered of how much there is; a share of nothing is None, which is neither zero nor all."""

    covered: Amounts
    total: Amounts

    @property
    def area(self) -> float | None:
        """The share of the area that is covered, 0 to 1."""
        return _share(self.covered.area_km2, self.total.area_km2)

    @property
    def people(self) -> float | None:
        """The share of the people who live in covered places, 0 to 1."""
        return _share(self.covered.people, self.total.people)

    @property
    def hamlets(self) -> float | None:
        """The share of the hamlets whose middle is covered, 0 to 1."""
        return _share(self.covered.hamlets, self.total.hamlets)

    @property
    def uncovered(self) -> Amounts:
        """What is left without."""
        return self.total - self.covered


def tally(group: NDArray[np.intp], measure: NDArray[np.int8], weight: Floats, groups: int) -> Floats:
    """(groups, MEASURES): the weights of each group, summed by measure."""
    sums = np.bincount(group * MEASURES + measure, weight, groups * MEASURES)
    return sums.astype(np.float64).reshape(-1, MEASURES)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
