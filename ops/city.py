"""Makes the files of the city Nghệ An anew: `python -m ops.city` (needs the package vietnamadminunits)."""

import json
import sys
from importlib.resources import files
from pathlib import Path

import msgspec

from config import Commune, Site, project_folder
from config.boundaries import geojson_text
from config.files import csv_text, replace_text
from geo.approximate import approximate_boundaries
from ops import made_up_systems as systems
from ops.made_up import links, offices, sites
from ops.made_up_radio import hamlets, sectors, terrain

PROVINCE = "40"
Row = dict[str, object]


def main() -> int:
    """Write every file of the city's folder but those that people write: city, cameras, indicators and categories."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else project_folder() / "config" / "cities" / "nghe-an"
    communes = facts()
    boundaries = approximate_boundaries(communes)
    replace_text(folder / "communes.geojson", geojson_text(boundaries))
    replace_text(folder / "communes.csv", csv_text([_fields(commune) for commune in communes]))
    masts = sites(communes, boundaries)
    replace_text(folder / "sites.csv", csv_text(masts))
    sites_made = [msgspec.convert(row, Site) for row in masts]
    replace_text(folder / "sectors.csv", csv_text(sectors(sites_made, communes)))
    replace_text(folder / "hamlets.csv", csv_text(hamlets(communes, boundaries, sites_made)))
    replace_text(folder / "units.csv", csv_text(old_units()))
    replace_text(folder / "offices.csv", csv_text(offices(communes)))
    replace_text(folder / "links.csv", csv_text(links(communes, old_districts())))
    for name, rows in _systems(communes).items():
        replace_text(folder / f"{name}.csv", csv_text(rows))
    return 0


def facts() -> list[Commune]:
    """Code, name, centre and area of each commune since 1 July 2025; what its terrain is is guessed."""
    fields = ["provinceCode", "wardCode", "wardShort", "wardType", "wardLon", "wardLat", "wardAreaKm2"]
    return sorted(
        (
            Commune(
                code=row["wardCode"],
                name=row["wardShort"],
                kind=row["wardType"].lower(),
                lon=row["wardLon"],
                lat=row["wardLat"],
                area_km2=row["wardAreaKm2"],
                terrain=terrain(row["wardType"].lower(), row["wardAreaKm2"]),
            )
            for row in _dataset(fields, "admin_units")
            if row["provinceCode"] == PROVINCE
        ),
        key=lambda commune: commune.code,
    )


def _systems(communes: list[Commune]) -> dict[str, list[Row]]:
    return {
        "bridges": systems.bridges(communes),
        "portals": systems.portals(communes),
        "uplinks": systems.uplinks(),
        "exchanges": systems.exchanges(),
        "security": systems.security(),
        "health_stations": systems.health_stations(communes),
        "agencies": systems.agencies(communes),
    }


def old_districts() -> dict[str, str]:
    """The district, until 30 June 2025, of the commune that has the same code today."""
    rows = _dataset(["provinceCode", "wardCode", "districtShort"], "admin_units_legacy")
    return {row["wardCode"]: row["districtShort"] for row in rows if row["provinceCode"] == PROVINCE}


def old_units() -> list[Row]:
    """Where each commune of before 1 July 2025 went: in this province every one went whole into one of today's."""
    old = {
        f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey']}": row
        for row in _dataset(
            ["provinceCode", "provinceKey", "districtKey", "wardKey", "wardCode", "wardShort", "districtShort"],
            "admin_units_legacy",
        )
        if row["provinceCode"] == PROVINCE
    }
    rows = _dataset(["provinceCode", "provinceKey", "wardKey", "wardCode"], "admin_units")
    new = {row["wardKey"]: row["wardCode"] for row in rows if row["provinceCode"] == PROVINCE}
    [province] = {row["provinceKey"] for row in rows if row["provinceCode"] == PROVINCE}
    converter = json.loads((files("vietnamadminunits") / "data" / "converter_2025.json").read_text(encoding="utf-8"))
    if converter["DICT_PROVINCE_WARD_DIVIDED"].get(province):
        raise ValueError("a commune was divided: nobody says by which shares")
    went = {key: ward for ward, keys in converter["DICT_PROVINCE_WARD_NO_DIVIDED"][province].items() for key in keys}
    return sorted((_went(row, new[went[key]]) for key, row in old.items()), key=lambda row: str(row["old_code"]))


def _went(old: dict[str, str], new_code: str) -> Row:
    return {
        "old_code": old["wardCode"],
        "new_code": new_code,
        "changed_on": "2025-07-01",
        "share": 1,
        "old_name": old["wardShort"],
        "old_district": old["districtShort"],
    }


def _fields(commune: Commune) -> Row:
    return {field: getattr(commune, field) for field in commune.__struct_fields__}


def _dataset(fields: list[str], table: str) -> list[dict]:
    from vietnamadminunits.database import get_data

    return get_data(",".join(fields), table)


if __name__ == "__main__":
    sys.exit(main())
