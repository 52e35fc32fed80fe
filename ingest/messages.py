"""Writes docs/messages.md from the streams' own schemas: `ioc messages` prints it."""

from collections.abc import Iterator
from typing import Any

import msgspec

from ingest.stream import Contract, contract, known_streams
from ingest.streams.network_telemetry import METRICS

HEAD = """\
# Messages

What each topic carries. This page is printed by `ioc messages`, from the same schemas that decode the messages: to
change it, change the stream's file in `ingest/streams/`.

- A value is one JSON object in UTF-8 (but for pictures). An unknown field, a missing one, a wrong type or a value out
  of bounds makes it a dead letter, with topic, partition, offset and reason; nothing is guessed or repaired.
- Times are ISO 8601 with a time zone; what is more than `ingest.future_seconds` in the future is refused.
- The key decides the order: messages of one key are stored in the order they were sent.
- Sending a message again changes nothing: every key below is the reason.
- An id, commune, indicator or category that the city's folder does not name is refused.

Those without Kafka send the same lines by `POST /ingest/<stream>` or `ioc import <stream> FILE` (docs/operations.md).
"""
METRICS_HEAD = """
### Metrics

| sources | metric | unit | meaning |
|---|---|---|---|
"""


def document() -> str:
    """The whole page."""
    return HEAD + "".join(_section(name, contract(name)) for name in known_streams())


def _section(name: str, about: Contract) -> str:
    lines = [f"\n## {about.topic}\n", f"\n{_wrapped(about.about)}\n", f"\nStream `{name}` · key: {_key(about)}\n"]
    if about.headers:
        lines.append("\n| header | meaning |\n|---|---|\n")
        lines += [f"| `{header}` | {meaning} |\n" for header, meaning in about.headers]
    if about.wire is None:
        lines.append("\nThe value is one whole JPEG picture, at most 2 MB.\n")
        return "".join(lines)
    lines.append("\n| field | type | unit | bounds | meaning |\n|---|---|---|---|---|\n")
    lines += [_row(*field) for field in fields(about.wire)]
    lines += [f"\n```json\n{_json(example)}\n```\n" for example in about.examples]
    if about.topic == "network.telemetry":
        lines += [METRICS_HEAD, *_metric_rows()]
    return "".join(lines)


def fields(wire: type[msgspec.Struct]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Name, JSON schema and whether it must be there, of each field."""
    schema = msgspec.json.schema(wire)["$defs"][wire.__name__]
    for name, about in schema["properties"].items():
        yield name, about, name in schema.get("required", ())


def _row(name: str, about: dict[str, Any], needed: bool) -> str:
    kinds = about.get("anyOf", [about])
    nullable = any(kind.get("type") == "null" for kind in kinds)
    main = {**next((kind for kind in kinds if kind.get("type") != "null"), {}), **about}
    kind = "time" if main.get("format") == "date-time" else "one of" if "enum" in main else main.get("type", "")
    kind += " or null" if nullable else ""
    field = f"`{name}`" + ("" if needed else " (optional)")
    return f"| {field} | {kind} | {main.get('unit', '')} | {_bounds(main)} | {main.get('description', '')} |\n"


def _bounds(main: dict[str, Any]) -> str:
    if "enum" in main:
        return ", ".join(f"`{value}`" for value in main["enum"])
    if "pattern" in main:
        return "`" + main["pattern"].replace("|", "\\|") + "`"
    if "maxLength" in main:
        return f"{main.get('minLength', 0)} to {main['maxLength']} characters"
    if "exclusiveMinimum" in main:
        return f"more than {main['exclusiveMinimum']:g}, at most {main['maximum']:g}"
    return f"{main['minimum']:g} to {main['maximum']:g}" if "minimum" in main else ""


def _metric_rows() -> Iterator[str]:
    for who, rows in METRICS.items():
        for metric, unit, meaning in rows:
            yield f"| {who} | `{metric}` | {unit} | {meaning} |\n"


def _key(about: Contract) -> str:
    return about.key if about.wire is None else f"`{about.key}`"


def _json(example: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(example), indent=0).decode()


def _wrapped(text: str) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > 118:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
