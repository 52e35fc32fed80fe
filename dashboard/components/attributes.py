"""Attributes of HTML that are no Python names: data-…, aria-…."""

from typing import Any


def attributes(**values: str) -> dict[str, Any]:
    """``attributes(aria_label="…")`` as keyword arguments of a Dash component: {"aria-label": "…"}."""
    return {name.replace("_", "-"): value for name, value in values.items()}
