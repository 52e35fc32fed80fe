"""Makes the files of the city Nghệ An anew: `python -m ops.city` (needs the package vietnamadminunits)."""

import json
import sys
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from config import Commune, project_folder
from config.files import csv_text, replace_text
from geo.approximate import approximate
from geo.measure import lonlat_to_metres, to_degrees
from ops.made_up import links, offices, sites

PROVINCE = "40"
DECIMALS = 5
Row = dict[str, object]


def main() -> int:
    """Write every file of the city's folder but city.toml and cameras.toml, which people write."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else project_folder() / "config" / "cities" / "nghe-an"
    communes = facts()
    shapes = polygons(communes)
    replace_text(folder / "communes.geojson", geojson_text(communes, shapes))
    replace_text(folder / "communes.csv", csv_text([_fields(commune) for commune in communes]))
    replace_text(folder / "sites.csv", csv_text(sites(communes, shapes)))
    replace_text(folder / "offices.csv", csv_text(offices(communes)))
    replace_text(folder / "links.csv", csv_text(links(communes, old_districts())))
    return 0


def facts() -> list[Commune]:
    """Code, name, centre and area of each commune since 1 July 2025."""
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
            )
            for row in _dataset(fields, "admin_units")
            if row["provinceCode"] == PROVINCE
        ),
        key=lambda commune: commune.code,
    )


def old_districts() -> dict[str, str]:
    """The district, until 30 June 2025, of the commune that has the same code today."""
    rows = _dataset(["provinceCode", "wardCode", "districtShort"], "admin_units_legacy")
    return {row["wardCode"]: row["districtShort"] for row in rows if row["provinceCode"] == PROVINCE}


def polygons(communes: list[Commune]) -> list[BaseGeometry]:
    """An approximate polygon of each commune, in degrees, corners shared between neighbours."""
    centres = lonlat_to_metres(np.array([[commune.lon, commune.lat] for commune in communes]))
    areas = np.array([commune.area_km2 for commune in communes]) * 1e6
    shapes = [to_degrees(shape) for shape in approximate(centres, areas)]
    return [shapely.transform(shape, lambda corners: corners.round(DECIMALS)) for shape in shapes]


def geojson_text(communes: list[Commune], shapes: list[BaseGeometry]) -> str:
    """A FeatureCollection with one commune a line, so that a change of one shows as one line."""
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {"code": commune.code, "name": commune.name},
                "geometry": shapely.geometry.mapping(shape),
            },
            ensure_ascii=False,
        )
        for commune, shape in zip(communes, shapes, strict=True)
    ]
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _fields(commune: Commune) -> Row:
    return {field: getattr(commune, field) for field in commune.__struct_fields__}


def _dataset(fields: list[str], table: str) -> list[dict]:
    from vietnamadminunits.database import get_data

    return get_data(",".join(fields), table)


if __name__ == "__main__":
    sys.exit(main())
