"""What a rule is, and how the rules in vision/rules/ are found and given their section of the configuration."""

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol, runtime_checkable

import msgspec

from config.city import Camera, Zone
from config.load import ConfigError
from config.settings import Vision
from store.records import Box
from vision import rules
from vision.ground_plane import calibrated
from vision.scene import Path, Scene


@dataclass(frozen=True)
class Sighting:
    """A rule holds for a track at this moment, and has since ``since``; ``seen`` is when that could last be seen.

    A ``faint`` one keeps an incident alive, but does not begin one.
    """

    track: int
    since: datetime
    box: Box
    confidence: float
    path: Path
    seen: datetime
    faint: bool = False


@runtime_checkable
class Rule(Protocol):
    """Its fields are its thresholds, with their defaults and bounds; ``sightings`` turns a scene into sightings.

    A file of vision/rules/ is a rule when it holds ``class Rule``, a frozen msgspec.Struct; the file's name is the
    rule's name and its section of the configuration, ``[vision.rules.<name>]``.
    """

    def sightings(self, scene: Scene) -> list[Sighting]: ...


@runtime_checkable
class AreaRule(Rule, Protocol):
    """A rule whose incidents are of a part of the picture and not of one track: ``Sighting.track`` is its number."""

    def area(self, box: Box, zones: Sequence[Zone]) -> int: ...


@cache
def known() -> dict[str, type[Rule]]:
    """The class of every rule there is, by name."""
    names = [module.name for module in pkgutil.iter_modules(rules.__path__)]
    return {name: importlib.import_module(f"{rules.__name__}.{name}").Rule for name in sorted(names)}


def configured(settings: Vision, camera: Camera) -> dict[str, Rule]:
    """The rules of one camera with their thresholds: all but those that are off and that it does not name itself.

    Raises ConfigError with the path of the key that is wrong.
    """
    own = f"cameras.{camera.id}.rules"
    _refuse_unknown(settings.rules, "vision.rules")
    _refuse_unknown(camera.rules, own)
    _refuse_unknown({name: {} for name in settings.off}, "vision.off")
    _check_calibration(camera)
    found: dict[str, Rule] = {}
    for name, rule in known().items():
        section, over = settings.rules.get(name, {}), camera.rules.get(name, {})
        _convert(rule, section, f"vision.rules.{name}")
        converted = _convert(rule, {**section, **over}, f"{own}.{name}")
        if name not in settings.off or name in camera.rules:
            found[name] = converted
    return found


def _check_calibration(camera: Camera) -> None:
    try:
        if camera.calibration:
            calibrated(camera.calibration, 1.0)
    except ValueError as error:
        raise ConfigError(f"cameras.{camera.id}.calibration: {error}") from error


def _refuse_unknown(sections: Mapping[str, Mapping[str, Any]], path: str) -> None:
    for name, section in sections.items():
        if name not in known():
            raise ConfigError(f"{path}.{name}: there is no such rule; there are: {', '.join(known())}")
        names = known()[name].__annotations__
        if wrong := [key for key in section if key not in names]:
            raise ConfigError(f"{path}.{name}.{wrong[0]}: there is no such key; there are: {', '.join(names)}")


def _convert(rule: type[Rule], section: Mapping[str, Any], path: str) -> Rule:
    try:
        return msgspec.convert(section, rule)
    except msgspec.ValidationError as error:
        reason, _, key = str(error).partition(" - at `$")
        raise ConfigError(f"{path}{key.rstrip('`')}: {reason}") from error
