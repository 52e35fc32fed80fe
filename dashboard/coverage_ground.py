"""Who serves which ground best, and by how many sites people are served: computed when somebody asks for it."""

from collections.abc import Sequence
from typing import NamedTuple

from dashboard.coverage_around import Around
from dashboard.coverage_model import Model
from geo.coverage import Coverage
from geo.dependence import overlap
from geo.reach import Service
from geo.servers import Territory, territories
from geo.shares import Amounts


class Ground(NamedTuple):
    """Where each site is the best server, and what is served by no site, by one, two, three, and by four or more."""

    service: Service
    territories: Sequence[Territory]
    overlap: Sequence[Amounts]


async def ground(model: Model, service: Service) -> Ground:
    """For the sites that are up now; raises DatabaseDown, and ValueError when there is no network."""
    return await model.ask(_ground, service)


def _ground(known: Coverage, around: Around, service: Service) -> Ground:
    return Ground(service, territories(known, service, dict(around.surroundings.boundaries)), overlap(known, service))
