"""The only room that reads files and the environment."""

from config.city import Camera, City, Commune, Link, Office, Site, Zone, source_ids
from config.load import ConfigError, camera_pairs, city_folder, data_folder, load, load_city, project_folder
from config.settings import Settings

__all__ = [
    "Camera",
    "City",
    "Commune",
    "ConfigError",
    "Link",
    "Office",
    "Settings",
    "Site",
    "Zone",
    "camera_pairs",
    "city_folder",
    "data_folder",
    "load",
    "load_city",
    "project_folder",
    "source_ids",
]
