"""What is done about each kind of alert: whose it is, how fast, in which steps, and who hears when nobody does it."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from msgspec import Meta

from config.error import ConfigError
from config.section import Language, Section, Severity

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
    """How one kind of alert is dealt with; ``unit`` has it, ``escalate_to`` hears when its time runs out.

    ``close_minutes``: from a unit's being sent until it is closed; 0: no limit.
    """

    unit: str
    severity: Severity
    acknowledge_minutes: Minutes
    act_minutes: Minutes
    escalate_to: str
    checklist: Annotated[tuple[Step, ...], Meta(min_length=1)]
    close_minutes: Annotated[float, Meta(ge=0, le=43_200)] = 0


class Unprepared(ConfigError):
    """Alerts could be opened that no procedure covers; the message has lines to paste, so its shape matters."""


BLOCK = """\
[procedures.{kind}]
unit = "{unit}"                    # who has it: one of {units}
severity = "moderate"              # extreme | severe | moderate | minor
acknowledge_minutes = 5            # nobody took it so long: it escalates
act_minutes = 30                   # taken, and nothing done so long: it opens again and escalates
close_minutes = 240                # a unit was sent, and it is not closed so long: it escalates; 0: no limit
escalate_to = "{unit}"             # who hears then
checklist = [
    {{ id = "look", vi = "Xem hình và vị trí", en = "Look at the picture and the place" }},
]
"""


def check_procedures(
    kinds: Iterable[str], procedures: Mapping[str, Procedure], units: Mapping[str, Said], file: str
) -> None:
    """Raise ConfigError, with what to write, when a kind of alert has no procedure or one names an unknown unit."""
    for kind, procedure in procedures.items():
        for key in ("unit", "escalate_to"):
            if (name := getattr(procedure, key)) not in units:
                raise ConfigError(f"{file}: procedures.{kind}.{key}: there is no [units.{name}] with vi and en")
        ids = [step.id for step in procedure.checklist]
        if len(set(ids)) < len(ids):
            raise ConfigError(f"{file}: procedures.{kind}.checklist: an id stands twice")
    if missing := sorted(set(kinds) - procedures.keys()):
        blocks = "\n".join(block(kind, units) for kind in missing)
        raise Unprepared(
            f"{file}: no procedure says what to do about {', '.join(missing)}: alerts that nobody has to act on are "
            f"not opened.\nPut this into the file, and change it as agreed with the unit:\n\n{blocks}"
        )


def block(kind: str, units: Mapping[str, Said]) -> str:
    """A procedure to begin with, for pasting into procedures.toml."""
    names = sorted(units) or ["duty"]
    text = BLOCK.format(kind=kind, unit=names[0], units=", ".join(names))
    return text if units else text + '\n[units.duty]\nvi = "Ca trực"\nen = "The shift on duty"\n'
