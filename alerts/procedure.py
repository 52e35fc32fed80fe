"""Which kinds of alert a centre can open, and what is done about each; a kind that nobody knows is refused."""

from collections.abc import Iterable

from config import City, Settings, city_folder
from config.load import PROCEDURES
from config.procedures import Procedure, check_procedures
from config.section import Severity

# What the watch finds by itself, whatever is configured.
FEED_SILENT = "feed_silent"
STREAM_STOPPED, STREAM_LATE, DEAD_LETTERS = "stream_stopped", "stream_late", "dead_letters"
OWN_KINDS = (FEED_SILENT, STREAM_STOPPED, STREAM_LATE, DEAD_LETTERS)
# For an alert in the store whose kind was taken out of the configuration since.
FALLBACK = Procedure(unit="", severity="unknown", acknowledge_minutes=15, act_minutes=60, escalate_to="", checklist=())


def kinds(settings: Settings, rules: Iterable[str]) -> set[str]:
    """Every kind that thresholds, silences, cameras' ailments, the rules of vision or the centre itself can open."""
    alerts = settings.alerts
    configured = {row.kind for row in (*alerts.thresholds, *alerts.silences)}
    return configured | set(alerts.severity) | set(rules) | set(OWN_KINDS)


def check(settings: Settings, city: City, rules: Iterable[str]) -> None:
    """Raise ConfigError, with what to write, when a kind of alert that could come has no procedure."""
    file = str(city_folder(settings.city.folder) / PROCEDURES)
    check_procedures(kinds(settings, rules), city.procedures, city.units, file)


def severities(city: City) -> dict[str, Severity]:
    """How grave each kind of alert is, as its procedure says."""
    return {kind: procedure.severity for kind, procedure in city.procedures.items()}


def of(city: City, kind: str) -> Procedure:
    """The procedure of a kind of alert."""
    return city.procedures.get(kind, FALLBACK)
