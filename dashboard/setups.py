"""What a person does to a camera's set-up: look at it, save a new version, go back to an earlier one."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from config import Camera
from config.city import GroundPoint, Purpose, Zone
from dashboard.authority import visitor
from dashboard.centre import Centre
from dashboard.words import Words
from geo.drawing import Fault, faults
from store import cameras
from store.cameras import Setup, Version
from store.reader import DatabaseDown

FAULTS = {
    "few_points": "needs three corners at least",
    "outside": "lies outside the picture",
    "crosses": "crosses itself",
    "small": "is too small",
    "no_name": "has no name",
    "same_name": "has the name of another zone",
    "four_points": "needs four points",
    "one_line": "three of its points lie on one line in the picture",
    "road_one_line": "three of its points lie on one line on the road: check the metres",
    "not_convex": "its sides cross or bend inwards: are the points in the right order?",
    "order": "its points go round the wrong way: near left, near right, far right, far left",
    "far": "is more than 500 metres large",
}
MOST_ZONES = 40
MOST_CORNERS = 100
Name = Annotated[str, Meta(max_length=60)]


class DrawnZone(msgspec.Struct, forbid_unknown_fields=True):
    """A zone as the browser sends it: nothing is known of it yet."""

    name: Name
    purpose: Purpose
    polygon: Annotated[list[tuple[float, float]], Meta(max_length=MOST_CORNERS)]
    direction_degrees: Annotated[float, Meta(ge=0, le=360)] | None = None


class DrawnPoint(msgspec.Struct, forbid_unknown_fields=True):
    """A ground point as the browser sends it."""

    x: float
    y: float
    east_metres: float
    north_metres: float


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody asks for. ``base`` is the version their drawing began from, ``version`` the one to go back to."""

    do: Literal["read", "save", "back"]
    camera: str
    base: int = 0
    version: int = 0
    zones: Annotated[list[DrawnZone], Meta(max_length=MOST_ZONES)] = []
    calibration: Annotated[list[DrawnPoint], Meta(max_length=4)] = []
    nonce: float = 0.0


async def answer(centre: Centre, asked: object, words: Words) -> dict[str, Any]:
    """What became of a wish, as plain data: the newest set-up with all versions, or what is wrong, in words."""
    try:
        wish = msgspec.convert(asked, Wish)
        camera = centre.cameras[wish.camera]  # of those that whoever asks may see
    except (msgspec.ValidationError, KeyError):
        return {"problem": words("This cannot be understood.")}
    try:
        return await _granted(centre, wish, camera, words)
    except DatabaseDown:
        return {"problem": words("The database gives no answer.")}


async def _granted(centre: Centre, wish: Wish, camera: Camera, words: Words) -> dict[str, Any]:
    known = await centre.reader.ask(cameras.versions, camera.id)
    if wish.do == "read":
        return _told(known, camera, words)
    setup, back_to = _wanted(wish, known, camera)
    if setup is None:
        return {"problem": words("There is no such version.")}
    if wrong := faults(setup.zones, setup.calibration):
        return {"problem": words("Not saved:"), "faults": [_in_words(fault, setup, words) for fault in wrong]}
    saved = await centre.reader.ask(cameras.save_setup, camera.id, wish.base, visitor().name, setup, back_to)
    if saved is None:
        newest = known[0] if known else None
        who = words("{name} saved version {n} meanwhile.", name=newest.saved_by, n=newest.version) if newest else ""
        return {"problem": f"{words('Not saved:')} {who} {words('Reload the page, then draw again.')}"}
    told = _told(await centre.reader.ask(cameras.versions, camera.id), camera, words)
    return told | {"saved": words("Version {n} is saved; the analysis takes it up within seconds.", n=saved)}


def _wanted(wish: Wish, known: Sequence[Version], camera: Camera) -> tuple[Setup | None, int | None]:
    """The set-up to be saved, and the version it is taken from."""
    if wish.do == "back":
        found = {version.version: version.setup for version in known} | {0: _of_folder(camera)}
        return found.get(wish.version), wish.version
    zones = tuple(
        Zone(
            name=zone.name.strip(),
            purpose=zone.purpose,
            polygon=tuple((x, y) for x, y in zone.polygon),
            direction_degrees=zone.direction_degrees,
        )
        for zone in wish.zones
    )
    points = (
        GroundPoint(x=p.x, y=p.y, east_metres=p.east_metres, north_metres=p.north_metres) for p in wish.calibration
    )
    return Setup(zones, tuple(points)), None


def _of_folder(camera: Camera) -> Setup:
    return Setup(camera.zones, camera.calibration)


def _told(known: Sequence[Version], camera: Camera, words: Words) -> dict[str, Any]:
    now = known[0].setup if known else _of_folder(camera)
    rows = [
        {"version": row.version, "text": _line(row, words), "setup": msgspec.to_builtins(row.setup)} for row in known
    ]
    folder = {"version": 0, "text": words("from the city's folder"), "setup": msgspec.to_builtins(_of_folder(camera))}
    return {"version": known[0].version if known else 0, "setup": msgspec.to_builtins(now), "versions": [*rows, folder]}


def _line(row: Version, words: Words) -> str:
    text = f"{words.moment(row.saved_at)} · {row.saved_by}"
    return text if row.back_to is None else f"{text} · {words('as version {n}', n=row.back_to)}"


def _in_words(fault: Fault, setup: Setup, words: Words) -> dict[str, Any]:
    if fault.zone is None:
        subject = words("Ground points")
    else:
        name = setup.zones[fault.zone].name
        subject = words("Zone “{name}”", name=name) if name else words("Zone {n}", n=fault.zone + 1)
    return {"zone": fault.zone, "text": f"{subject}: {words(FAULTS[fault.reason])}"}
