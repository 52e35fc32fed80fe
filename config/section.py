"""What every table of the configuration is made of."""

from typing import Literal

import msgspec


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the configuration: no unknown key, no default in code."""


Language = Literal["vi", "en"]
Severity = Literal["extreme", "severe", "moderate", "minor", "unknown"]
