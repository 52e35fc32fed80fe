"""The part of the demonstration city that is invented: radio sites, one-stop offices and network links."""

import unicodedata
from collections import defaultdict
from random import Random
from typing import Any

from config import Commune
from geo.scatter import scatter

SEED = 2025
CENTRE_CODE = "16690"
Row = dict[str, object]


def sites(communes: list[Commune], boundaries: dict[str, Any]) -> list[Row]:
    """One to four sites a commune, more where it is large or a ward; the first stands near the centre."""
    rows: list[Row] = []
    for commune, feature in zip(communes, boundaries["features"], strict=True):
        random = chance(f"sites {commune.code}")
        places = scatter(feature["geometry"], (commune.lon, commune.lat), _wanted(commune), random)
        for number, (lon, lat) in enumerate(places, start=1):
            rows.append(
                {
                    "id": f"site-{len(rows) + 1:04d}",
                    "name": f"Trạm {commune.name} {number}",
                    "commune_code": commune.code,
                    "lon": lon,
                    "lat": lat,
                    "technologies": _technologies(commune, number, random),
                    "probe": "",
                }
            )
    return rows


def offices(communes: list[Commune]) -> list[Row]:
    """One one-stop office a commune, at its centre, with two to eight counters."""
    return [
        {
            "id": f"office-{commune.code}",
            "name": f"Trung tâm Phục vụ hành chính công {commune.kind} {commune.name}",
            "commune_code": commune.code,
            "lon": commune.lon,
            "lat": commune.lat,
            "counters": chance(f"office {commune.code}").randint(2, 4) + (4 if commune.kind == "phường" else 0),
        }
        for commune in communes
    ]


def links(communes: list[Commune], districts: dict[str, str]) -> list[Row]:
    """A tree: the centre, an axis to each former district's town, from there a link to each commune."""
    groups: dict[str, list[Commune]] = defaultdict(list)
    for commune in communes:
        groups[districts[commune.code]].append(commune)
    rows: list[Row] = [_link("link-centre", "Trung tâm điều hành", "", CENTRE_CODE)]
    for district in sorted(groups, key=slug):
        axis = f"link-axis-{slug(district)}"
        rows.append(_link(axis, f"Trục {district}", "link-centre", _town(district, groups[district]).code))
        rows += [
            _link(f"link-{it.code}", f"{it.kind.capitalize()} {it.name}", axis, it.code) for it in groups[district]
        ]
    return rows


def slug(name: str) -> str:
    """A name in plain lower-case letters: "Quỳnh Lưu" → "quynh-luu"."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).replace(" ", "-")


def _wanted(commune: Commune) -> int:
    return 1 + (commune.area_km2 > 60) + (commune.area_km2 > 160) + (commune.kind == "phường")


def _technologies(commune: Commune, number: int, random: Random) -> str:
    share_5g = 0.9 if commune.kind == "phường" else 0.25 if number == 1 else 0.05
    older = "3G " if random.random() < 0.6 else ""
    return f"{older}4G{' 5G' if random.random() < share_5g else ''}"


def _town(district: str, group: list[Commune]) -> Commune:
    """The commune that kept the district's name, else the one whose name is most like it."""
    words = set(district.split())
    return max(
        group,
        key=lambda commune: (commune.name == district, len(words & set(commune.name.split())), -len(commune.name)),
    )


def _link(key: str, name: str, parent: str, commune_code: str) -> Row:
    return {"id": key, "name": name, "parent": parent, "commune_code": commune_code, "probe": ""}


def chance(purpose: str) -> Random:
    """Chance that falls the same way in every run, whatever else is made up."""
    return Random(f"{SEED} {purpose}")  # noqa: S311 — repeatable is what is wanted here, not secret
