"""Reads default.toml, the city's folder and the environment into one frozen Settings and one City."""

import csv
import os
import re
import shlex
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from config.boundaries import commune_codes, installed_boundaries, read_boundaries
from config.city import Camera, City, Commune, check_unique
from config.error import ConfigError
from config.keeping import check_keeping
from config.planned import check_planned
from config.radio import Hamlet, PlannedSector
from config.settings import Settings
from config.tables import read_table
from config.units import UnitChange

HERE = Path(__file__).parent
OPTIONAL = ("bridges", "portals", "uplinks", "exchanges", "security", "health_stations", "agencies", "indicators",
            "categories", "stations", "feeds")  # fmt: skip
PROCEDURES = "procedures.toml"
FILE_NAME = "IOC_CONFIG"
PLAIN_NAMES = {"DATABASE_URL": ("database", "url"), "KAFKA_BOOTSTRAP_SERVERS": ("broker", "bootstrap_servers")}


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from default.toml ← city.toml ← the file IOC_CONFIG names ← the environment.

    Raises ConfigError that names the key's path when a key is unknown, missing or of the wrong type.
    """
    named = environ.get(FILE_NAME, "")
    over = _toml(Path(named)) if named else {}
    tree = _toml(HERE / "default.toml")
    folder = environ.get("IOC_CITY__FOLDER") or over.get("city", {}).get("folder") or tree["city"]["folder"]
    city_file = city_folder(folder) / "city.toml"
    _merge(tree, _toml(city_file).get("settings", {}), str(city_file))
    _merge(tree, over, named)
    _merge_environment(tree, environ)
    try:
        return check_keeping(msgspec.convert(tree, Settings))
    except msgspec.ValidationError as error:
        raise ConfigError(f"configuration: {_plainly(str(error))}") from error


def load_city(settings: Settings, environ: Mapping[str, str] = os.environ) -> City:
    """The city of ``settings.city.folder``; cameras named in CAMERAS ("id=url id=url") take the place of its own."""
    folder = city_folder(settings.city.folder)
    tree = {key: value for key, value in _toml(folder / "city.toml").items() if key != "settings"}
    tree["communes"] = _csv(folder / "communes.csv")
    tree["sites"] = _csv(folder / "sites.csv")
    tree["offices"] = _csv(folder / "offices.csv")
    tree["links"] = _csv(folder / "links.csv")
    tree |= {path.stem: _csv(path) for path in (folder / f"{name}.csv" for name in OPTIONAL) if path.is_file()}
    tree["cameras"] = _toml(folder / "cameras.toml").get("cameras", [])
    tree |= _procedures(folder)
    tree |= _boundaries(folder, settings, sorted(row["code"] for row in tree["communes"]))
    try:
        city = msgspec.convert(tree, City, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{folder}: {_plainly(str(error))}") from error
    planned = _with_planned(city, folder)
    try:
        whole = check_unique(_with_cameras(planned, environ.get("CAMERAS", "")))
    except ValueError as error:
        raise ConfigError(f"{folder}: {error}") from error
    return check_planned(whole, str(folder))


def load_communes(settings: Settings) -> tuple[Commune, ...]:
    """The communes alone: they can be read while the rest of the city cannot."""
    path = city_folder(settings.city.folder) / "communes.csv"
    try:
        return msgspec.convert(_csv(path), tuple[Commune, ...], strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {error}") from error


def city_folder(name: str) -> Path:
    """The folder of a city: a name under config/cities/, or a path."""
    inside = HERE / "cities" / name
    found = inside if inside.is_dir() else Path(name).expanduser()
    if not (found / "city.toml").is_file():
        known = ", ".join(sorted(path.name for path in (HERE / "cities").iterdir() if path.is_dir()))
        raise ConfigError(f"city.folder: no city.toml in {name!r}; there are: {known}")
    return found


def camera_pairs(text: str) -> list[tuple[str, str]]:
    """("id", "url") of each word "id=url" of a shell-like text."""
    pairs = []
    for word in shlex.split(text):
        key, _, url = word.partition("=")
        if not key or not url:
            raise ConfigError(f"CAMERAS: {word!r} is not ID=URL or ID=FILE")
        pairs.append((key, url))
    return pairs


def data_folder(settings: Settings) -> Path:
    """Where embedded services keep their data."""
    return Path(settings.data.folder).expanduser() if settings.data.folder else HERE.parent / "data"


@cache
def project_folder() -> Path:
    """The folder that holds pyproject.toml."""
    return HERE.parent


def _with_planned(city: City, folder: Path) -> City:
    """With the planned radio network, the hamlets and what became of old units, where the folder says any."""
    sectors, hamlets, units = (folder / f"{name}.csv" for name in ("sectors", "hamlets", "units"))
    return msgspec.structs.replace(
        city,
        sectors=read_table(sectors, PlannedSector) if sectors.is_file() else (),
        hamlets=read_table(hamlets, Hamlet) if hamlets.is_file() else (),
        old_units=read_table(units, UnitChange) if units.is_file() else (),
    )


def _with_cameras(city: City, text: str) -> City:
    if not text.strip():
        return city
    try:
        cameras: tuple[Camera, ...] = _adhoc_cameras(camera_pairs(text), city.lon, city.lat)
    except msgspec.ValidationError as error:
        raise ConfigError(f"CAMERAS: {error}") from error
    return msgspec.structs.replace(city, cameras=cameras)


def _adhoc_cameras(text_pairs: list[tuple[str, str]], city_lon: float, city_lat: float) -> tuple[Camera, ...]:
    """Cameras named on the command line as ID=URL; where they stand is not known, so they are not placed."""
    rows = [
        {"id": key, "name": key, "lon": city_lon, "lat": city_lat, "url": url, "placed": False}
        for key, url in text_pairs
    ]
    return msgspec.convert(tuple(rows), tuple[Camera, ...])


def _boundaries(folder: Path, settings: Settings, codes: list[str]) -> dict[str, Any]:
    """Official boundaries that somebody imported take the place of the folder's own."""
    official = installed_boundaries(data_folder(settings), settings.city.folder)
    path = official if official.is_file() else folder / "communes.geojson"
    found = read_boundaries(path)
    if sorted(commune_codes(found)) != codes:
        raise ConfigError(f"{path}: its communes are not those of {folder / 'communes.csv'}")
    return {"boundaries": found} | ({"boundaries_approximate": False} if path == official else {})


def _procedures(folder: Path) -> dict[str, Any]:
    path = folder / PROCEDURES
    found = _toml(path) if path.is_file() else {}
    if unknown := sorted(found.keys() - {"units", "procedures"}):
        raise ConfigError(f"{path}: {unknown[0]}: unknown key; there are [units.ID] and [procedures.KIND]")
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from error


def _csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(path).splitlines()))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: {error}") from error


def _merge(tree: dict[str, Any], over: Mapping[str, Any], origin: str, path: str = "") -> None:
    """``over`` laid onto ``tree``; a section may only be overridden by a section."""
    for key, value in over.items():
        here = f"{path}.{key}" if path else key
        if isinstance(tree.get(key), dict):
            if not isinstance(value, Mapping):
                raise ConfigError(f"{origin}: {here} is a section, not a value")
            _merge(tree[key], value, origin, here)
        else:
            tree[key] = value


def _merge_environment(tree: dict[str, Any], environ: Mapping[str, str]) -> None:
    for name, (section, key) in PLAIN_NAMES.items():
        if environ.get(name):
            tree[section][key] = environ[name]
    for name, text in environ.items():
        if not name.startswith("IOC_") or name == FILE_NAME:
            continue
        *sections, key = name.removeprefix("IOC_").lower().split("__")
        if not sections:
            raise ConfigError(f"{name}: no such key; sections and keys are joined by __, such as IOC_DASHBOARD__PORT")
        at = tree
        for section in sections:
            if not isinstance(at.get(section), dict):
                raise ConfigError(f"{name}: there is no section {'.'.join(sections)!r}")
            at = at[section]
        at[key] = _value(text, at.get(key))


def _plainly(text: str) -> str:
    """What msgspec says of a key, with the key's whole path in front: "dashboard.prot: unknown key"."""
    what, _, where = text.partition(" - at `$")
    path = where.rstrip("`").lstrip(".")
    if field := re.search(r"(unknown|missing required) field `(.+)`", what):
        path, what = f"{path}.{field[2]}".lstrip("."), f"{field[1].split()[0]} key"
    return f"{path}: {what}" if path else what


def _value(text: str, like: object) -> object:
    """``text`` as TOML would read it, unless a string stands there now."""
    if isinstance(like, str):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
