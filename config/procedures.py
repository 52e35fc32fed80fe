"""What is done about each kind of alert: whose it is, how fast, in which steps, and who hears when nobody does it."""

from collections.abc import Iterable, Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from config.error import ConfigError
from config.settings import Language, Section, Severity

Minutes = Annotated[float, Meta(gt=0, le=10_080)]
Text = Annotated[str, Meta(min_length=1, max_length=200)]


class Said(Section, frozen=True):
    """A text in both languages."""

    vi: Text
    en: Text

    def in_language(self, language: Language) -> str:
        """The text as this language's readers want it."""
        return self.vi if language == "vi" else self.en


class Step(Said, frozen=True):
    """A line of a checklist; ``id`` is what the audit remembers of it, whatever the words become."""

    id: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Procedure(Section, frozen=True):
    """How one kind of alert is dealt with; ``unit`` has it, ``escalate_to`` hears when its time runs out."""

    unit: str
    severity: Severity
    acknowledge_minutes: Minutes
    act_minutes: Minutes
    escalate_to: str
    checklist: Annotated[tuple[Step, ...], Meta(min_length=1)]


class Procedures(Section, frozen=True):
    """Those of a city, by kind of alert, and the units that they name."""

    units: dict[str, Said] = msgspec.field(default_factory=dict)
    procedures: dict[str, Procedure] = msgspec.field(default_factory=dict)


BLOCK = """\
[procedures.{kind}]
unit = "{unit}"                    # who has it: one of {units}
severity = "moderate"              # extreme | severe | moderate | minor
acknowledge_minutes = 5            # nobody took it so long: it escalates
act_minutes = 30                   # taken, and nothing done so long: it opens again and escalates
escalate_to = "{unit}"             # who hears then
checklist = [
    {{ id = "look", vi = "Xem hình và vị trí", en = "Look at the picture and the place" }},
]
"""


def check_procedures(kinds: Iterable[str], known: Procedures, file: str) -> None:
    """Raise ConfigError, with what to write, when a kind of alert has no procedure or one names an unknown unit."""
    for kind, procedure in known.procedures.items():
        for key in ("unit", "escalate_to"):
            if getattr(procedure, key) not in known.units:
                name = getattr(procedure, key)
                raise ConfigError(f"{file}: procedures.{kind}.{key}: there is no [units.{name}] with vi and en")
        ids = [step.id for step in procedure.checklist]
        if len(set(ids)) < len(ids):
            raise ConfigError(f"{file}: procedures.{kind}.checklist: an id stands twice")
    if missing := sorted(set(kinds) - known.procedures.keys()):
        blocks = "\n".join(block(kind, known.units) for kind in missing)
        raise ConfigError(
            f"{file}: an alert that nobody knows what to do about is refused; without a procedure: "
            f"{', '.join(missing)}. Put this there and change it as agreed with the unit:\n\n{blocks}"
        )


def block(kind: str, units: Mapping[str, Said]) -> str:
    """A procedure to begin with, for pasting into procedures.toml."""
    names = sorted(units) or ["duty"]
    text = BLOCK.format(kind=kind, unit=names[0], units=", ".join(names))
    return text if units else text + '\n[units.duty]\nvi = "Ca trực"\nen = "The shift on duty"\n'


def read_procedures(tree: object, file: str) -> Procedures:
    """The file's content, typed; raises ConfigError with the key's path."""
    try:
        return msgspec.convert(tree, Procedures)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file}: {error}") from error
