"""The settings as they count, as TOML text: where each comes from, nothing secret."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from config import Settings, load
from config.load import PLAIN_NAMES

SECRET_KEY = re.compile(r"password|secret|token", re.IGNORECASE)
IN_URL = re.compile(r"(://[^/\s:@]*:)[^/\s]*@")
IN_QUERY = re.compile(r"((?:password|secret|token)=)(?:'[^']*'|[^&\s]*)", re.IGNORECASE)
MASK = "***"


def effective(settings: Settings, environ: Mapping[str, str]) -> str:
    """Every key of ``settings``, which ``environ`` made, with its origin where that is not default.toml."""
    files = {name: text for name, text in environ.items() if name in ("IOC_CONFIG", "IOC_CITY__FOLDER")}
    bare = _flat(msgspec.to_builtins(load({})))
    from_files = _flat(msgspec.to_builtins(load(files)))
    lines, section = list[str](), None
    for path, value in _flat(msgspec.to_builtins(settings)).items():
        here, _, key = path.rpartition(".")
        if here != section:
            lines += ["", f"[{here}]"]
            section = here
        origin = _origin(path, value, bare, from_files, environ)
        lines.append(f"{key} = {_shown(key, value)}" + (f"  # {origin}" if origin else ""))
    return "\n".join(lines[1:])


def masked(text: str) -> str:
    """``text`` without the passwords that stand in URLs."""
    return IN_QUERY.sub(rf"\1{MASK}", IN_URL.sub(rf"\1{MASK}@", text))


def _origin(
    path: str, value: object, bare: dict[str, Any], from_files: dict[str, Any], environ: Mapping[str, str]
) -> str:
    plain = next((name for name, place in PLAIN_NAMES.items() if ".".join(place) == path and environ.get(name)), "")
    name = f"IOC_{path.upper().replace('.', '__')}"
    if name in environ:
        return f"from {name}"
    if plain:
        return f"from {plain}"
    if value != bare.get(path, value) or path not in bare:
        return f"from {environ.get('IOC_CONFIG') or 'the city'}" if from_files.get(path) == value else "overridden"
    return ""


def _flat(tree: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    return dict(_leaves(tree, path))


def _leaves(tree: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """Values before sections, as TOML wants them."""
    for key, value in sorted(tree.items(), key=lambda item: isinstance(item[1], dict)):
        here = f"{path}.{key}" if path else key
        if isinstance(value, dict) and value:
            yield from _leaves(value, here)
        else:
            yield here, value


def _shown(key: str, value: object) -> str:
    if SECRET_KEY.search(key) and value:
        return f'"{MASK}"'
    if isinstance(value, list | tuple):
        rows = ", ".join(_shown("", row) for row in value)
        return f"[{rows}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_shown(name, row)}" for name, row in value.items() if row is not None) + "}"
    return json.dumps(masked(value) if isinstance(value, str) else value, ensure_ascii=False)
