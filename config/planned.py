"""Whether the planned network and the hamlets of a city's folder fit the rest of it."""

from collections.abc import Iterator

from config.city import City
from config.error import ConfigError
from config.units import wrong_changes


def check_planned(city: City, where: str) -> City:
    """The same city; raises ConfigError that names each row whose site or commune there is not."""
    if problems := [*_of_sectors(city), *_of_hamlets(city), *_of_units(city)]:
        shown = problems[:10] + [f"… and {len(problems) - 10} more"] * (len(problems) > 10)
        raise ConfigError(f"{where}: " + "; ".join(shown))
    return city


def _of_sectors(city: City) -> Iterator[str]:
    sites = {site.id: site for site in city.sites}
    for row in city.sectors:
        site = sites.get(row.site_id)
        if site is None and (row.lon is None or row.lat is None):
            yield f"sectors.csv, {row.id}: site_id: there is no {row.site_id!r} in sites.csv, and no lon, lat here"
        elif site and row.technology not in site.technologies.split():
            yield f"sectors.csv, {row.id}: technology: sites.csv says {site.id} has {site.technologies}"


def _of_units(city: City) -> Iterator[str]:
    rows = [(f"units.csv, {row.old_code}", row) for row in city.old_units]
    yield from wrong_changes(rows, {commune.code for commune in city.communes}, city.name)


def _of_hamlets(city: City) -> Iterator[str]:
    codes = {commune.code for commune in city.communes}
    for row in city.hamlets:
        if row.commune_code not in codes:
            yield f"hamlets.csv, {row.id}: commune_code: there is no commune {row.commune_code!r}"
