"""The only room that reads files and the environment."""

from config.city import Camera, City, Commune, Link, Office, Site, Zone, networked, source_ids, sources
from config.error import ConfigError
from config.load import camera_pairs, city_folder, data_folder, load, load_city, load_communes, project_folder
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
    "load_communes",
    "networked",
    "project_folder",
    "source_ids",
    "sources",
]
