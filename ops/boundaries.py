"""Puts official boundaries in the place of the approximate ones."""

from pathlib import Path

from config import ConfigError, Settings, data_folder, load_communes
from config.boundaries import install_boundaries, read_boundaries
from geo.boundaries import check, corners, simplified
from geo.slivers import slivers

SHOWN = 10


def import_boundaries(path: Path, settings: Settings) -> str:
    """Check, simplify and install the boundaries of the city's communes; the answer says what was done.

    Raises ConfigError, and changes nothing, when the file is not that.
    """
    given = read_boundaries(path)
    communes = load_communes(settings)
    if problems := check(given, communes) or slivers(given, communes):
        shown = problems[:SHOWN] + [f"… and {len(problems) - SHOWN} more"] * (len(problems) > SHOWN)
        raise ConfigError(f"{path} cannot be the boundaries of {settings.city.folder}: " + "; ".join(shown))
    ready = simplified(given, communes)
    installed = install_boundaries(ready, data_folder(settings), settings.city.folder)
    return (
        f"{len(communes)} communes from {path}: {corners(given):,} corners simplified to {corners(ready):,}.\n"
        f"Installed as {installed}; start the dashboard and ingest anew to see them."
    )
