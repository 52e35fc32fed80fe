"""What is handed over of a case: its facts and its proof, each picture with its SHA-256 counted anew."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

import msgspec

from dashboard import casefile
from dashboard.authority import sees_plain, version, visitor
from dashboard.case_words import DONE, WHY_DISMISSED
from dashboard.casefile import CaseFile
from dashboard.centre import Centre
from dashboard.components.alert_list import place
from dashboard.components.case_parts import bearing, who_text
from dashboard.components.evidence_pictures import CAPTIONS
from dashboard.components.facts import road, times
from dashboard.place_map import Surroundings, surroundings
from dashboard.words import KINDS, SEVERITIES, STATES, Words
from store import casebook
from store.pool import AsyncConnection
from store.records import Evidence

VARIANTS = {"plain": "as the camera sent it", "masked": "faces and plates covered"}


class Listed(msgspec.Struct, frozen=True):
    """A line of the manifest; ``whole``: the picture in the store has the SHA-256 that was written down with it."""

    kind: str
    time: datetime
    size: int
    sha256: str
    whole: bool
    enclosed: bool


class Packet(msgspec.Struct, frozen=True):
    """A case to be handed over, with the pictures that this reader may see, by what they show."""

    case: CaseFile
    pictures: Mapping[str, Evidence]
    manifest: list[Listed]
    around: Surroundings
    made_at: datetime
    simulated: bool


async def read(connection: AsyncConnection, alert_id: int) -> tuple[CaseFile, list[Evidence]] | None:
    """The case and all pictures of it; None when there is no such alert."""
    case = await casefile.read(connection, alert_id)
    if case is None:
        return None
    return case, await casebook.pictures(connection, case.incident.id) if case.incident else []


def packet(case: CaseFile, kept: list[Evidence], centre: Centre, now: datetime) -> Packet:
    """The packet as somebody may have it who asks here."""
    plain = sees_plain(visitor(), centre.settings.dashboard)
    by_kind: dict[str, Evidence] = {row.kind: row for row in kept}
    shown = {kind: by_kind[version(kind, plain)] for kind in CAPTIONS if version(kind, plain) in by_kind}
    enclosed = {row.kind for row in shown.values()}
    manifest = [
        Listed(row.kind, row.time, len(row.picture), row.sha256, _counted(row) == row.sha256, row.kind in enclosed)
        for row in kept
    ]
    camera = centre.cameras.get(case.alert.source_id)
    return Packet(case, shown, manifest, surroundings(case.alert, centre), now, bool(camera and camera.simulated))


def facts(made: Packet, centre: Centre, words: Words) -> dict[str, str]:
    """What is known, by what it is called."""
    case, alert = made.case, made.case.alert
    procedure, rows = case.procedure(centre), dict[str, str]()
    rows[words("Severity")] = words.name(SEVERITIES, alert.severity)
    rows[words("Place")] = place(alert, centre)
    if made.around.lonlat is not None:
        lon, lat = made.around.lonlat
        rows[words("Coordinates")] = f"{lat:.5f}, {lon:.5f} (WGS 84)"
    if made.around.camera is not None:
        looks = bearing(made.around.camera.bearing_degrees, words)
        rows[words("Camera")] = f"{made.around.camera.id} · " + words("camera looks {degrees}° ({way})", **looks)
    rows[words("Commune")] = centre.commune_name(alert.commune_code) or words("not known")
    rows |= road(alert, centre, words) | times(alert, words)
    state = words.name(STATES, alert.state)
    rows[words("State")] = f"{state}: {words.name(WHY_DISMISSED, alert.reason)}" if alert.reason else state
    rows[words("Who has it")] = alert.owner or words("Nobody has it")
    rows[words("Reviewer")] = _reviewer(case, words)
    if procedure is not None:
        rows[words("Unit")] = centre.city.units[procedure.unit].in_language(words.language)
    if case.incident is not None:
        rows[words("Confidence")] = f"{words.number(case.incident.confidence * 100)} %"
        rows[words("Incident")] = case.incident.id
    return rows


def title(made: Packet, words: Words) -> str:
    """What kind of case it is, and its number."""
    return f"{words.name(KINDS, made.case.alert.kind)} · #{made.case.alert.id}"


def called(kind: str, words: Words) -> str:
    """What a picture is called: when it was taken, and which version of it."""
    what, _, variant = kind.partition("_")
    name = words.name(CAPTIONS, what)
    return f"{name} ({words(VARIANTS[variant])})" if variant in VARIANTS else name


def _reviewer(case: CaseFile, words: Words) -> str:
    row = case.reviewer()
    if row is None:
        return words("nobody yet")
    return f"{who_text(row, words)}, {words.name(DONE, row.action)}, {words.moment(row.time)}"


def _counted(row: Evidence) -> str:
    return hashlib.sha256(row.picture).hexdigest()
