"""The file of the communes' boundaries: read from anywhere within bounds, installed beside the city's own."""

import json
from pathlib import Path
from typing import Any

import msgspec

from config.error import ConfigError
from config.files import replace_text

LIMIT_MB = 64
MOST_BRACKETS = 5_000_000  # more than positions in as many bytes; each takes twenty times its bytes of memory


def read_boundaries(path: Path) -> dict[str, Any]:
    """The JSON object of a file somebody hands us; ConfigError when it is not one or is too large to be held."""
    try:
        if not path.is_file():
            raise ConfigError(f"{path}: there is no such file")
        size = path.stat().st_size
        if size > LIMIT_MB * 10**6:
            raise ConfigError(
                f"{path}: {size / 1e6:.0f} MB; at most {LIMIT_MB} MB are read: simplify the polygons first"
            )
        text = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        if (brackets := text.count(b"[") + text.count(b"{")) > MOST_BRACKETS:
            raise ConfigError(f"{path}: {brackets:,} brackets, more than boundaries have: simplify the polygons first")
        found = msgspec.json.decode(text)
    except (OSError, msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not GeoJSON: {error}") from error
    if not isinstance(found, dict):
        raise ConfigError(f"{path}: not GeoJSON: not an object")
    return found


def geojson_text(boundaries: dict[str, Any]) -> str:
    """A FeatureCollection with one feature a line, so that a change of one shows as one line."""
    lines = [json.dumps(feature, ensure_ascii=False) for feature in boundaries["features"]]
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def install_boundaries(boundaries: dict[str, Any], data_folder: Path, city: str) -> Path:
    """Put official boundaries where load_city prefers them to the approximate ones, whole or not at all."""
    path = installed_boundaries(data_folder, city)
    replace_text(path, geojson_text(boundaries))
    return path


def installed_boundaries(data_folder: Path, city: str) -> Path:
    """Where official boundaries of a city lie once somebody has imported them."""
    return data_folder / "cities" / Path(city).name / "communes.geojson"


def commune_codes(boundaries: dict[str, Any]) -> list[str]:
    """The code of each feature, in the file's order; nothing when they cannot be read."""
    try:
        return [str(feature["properties"]["code"]) for feature in boundaries["features"]]
    except (KeyError, TypeError):
        return []
