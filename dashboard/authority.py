"""Who may see what: the one place where it is decided, for pages and for every address of a picture."""

from typing import Literal

from config.settings import Dashboard

# There is no log-in yet: whoever is let in sits at this machine.
Role = Literal["operator"]
HERE: Role = "operator"


def sees_plain(role: Role, settings: Dashboard) -> bool:
    """Whether this role may see faces and number plates in evidence."""
    return role == "operator" and settings.plain_evidence


def version(kind: str, plain: bool) -> str:
    """The kind of evidence that is shown to somebody who asks for ``kind``: itself, or its masked copy."""
    return kind if plain else f"{kind.partition('_')[0]}_masked"
