"""What somebody looks at on the coverage page, whole in the address: the same link opens the same view."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import msgspec
from msgspec import Meta

from config import Settings
from geo.reach import Service

Figure = Literal["people", "area", "hamlets"]
When = Literal["now", "planned", "lost"]
Layer = Literal["sites", "gaps", "measured", "complaints", "contradictions", "names", "servers"]
Order = Literal["uncovered", "share", "lost", "name"]
Lon = Annotated[float, Meta(ge=-180, le=180)]
Lat = Annotated[float, Meta(ge=-90, le=90)]

# The keys stand in addresses; what they are called on screens is English here and in the catalogue for the rest.
SERVICE_NAMES = {"3G": "3G", "4G": "4G", "5G": "5G", "any": "any network"}
FIGURE_NAMES = {"people": "People", "area": "Area", "hamlets": "Hamlets"}
WHEN_NAMES = {"now": "Now", "planned": "As planned", "lost": "Lost now"}
LAYER_NAMES = {
    "sites": "Radio sites",
    "gaps": "Gaps with people",
    "measured": "Measured",
    "complaints": "Complaints",
    "contradictions": "Contradictions",
    "names": "Names",
    "servers": "Best servers",
}
ORDER_NAMES = {
    "uncovered": "Most without",
    "share": "Smallest share",
    "lost": "Most lost now",
    "name": "Name",
}


class View(msgspec.Struct, frozen=True):
    """One view. ``mast_lon`` and ``mast_lat``: where somebody tries a mast; ``masts`` and on: how sites are sought.

    ``given``: candidates as "id,lon,lat;id,lon,lat"; none: a grid of ``spacing_km``. A 0 of a limit: there is none.
    Costs and budget are in whatever unit somebody counts in. A centre's own beginning is ``start_view``.
    """

    service: Service = "4G"
    figure: Figure = "people"
    when: When = "now"
    layers: tuple[Layer, ...] = ("sites", "gaps", "contradictions", "names")
    order: Order = "uncovered"
    commune: Annotated[str, Meta(pattern=r"^[0-9A-Za-z-]{0,12}$")] = ""
    lon: Lon | None = None
    lat: Lat | None = None
    zoom: Annotated[float, Meta(ge=0, le=20)] | None = None
    mast_lon: Lon | None = None
    mast_lat: Lat | None = None
    height_metres: Annotated[float, Meta(ge=10, le=150)] = 42.0
    power_dbm: Annotated[float, Meta(ge=20, le=70)] = 46.0
    masts: Annotated[int, Meta(ge=1, le=50)] = 5
    spacing_km: Annotated[float, Meta(ge=0.5, le=50)] = 4.0
    budget: Annotated[float, Meta(ge=0, le=1e9)] = 0.0
    mast_cost: Annotated[float, Meta(gt=0, le=1e9)] = 1.0
    off_grid_cost: Annotated[float, Meta(ge=0, le=1e9)] = 0.0
    backhaul_km: Annotated[float, Meta(ge=0, le=500)] = 0.0
    grid_power: bool = False
    method: Literal["greedy", "exact"] = "greedy"
    sought: bool = False
    given: Annotated[str, Meta(max_length=5000)] = ""

    @property
    def mast(self) -> tuple[float, float] | None:
        """Where a mast is tried, lon and lat."""
        return None if self.mast_lon is None or self.mast_lat is None else (self.mast_lon, self.mast_lat)


AS_ALWAYS = View()
SITING = ("height_metres", "power_dbm", "masts", "spacing_km", "budget", "mast_cost", "off_grid_cost", "backhaul_km")


def start_view(settings: Settings) -> View:
    """Where everybody begins whose address says nothing."""
    siting = settings.coverage.siting
    same = set(View.__struct_fields__) & set(siting.__struct_fields__)
    return msgspec.convert({name: getattr(siting, name) for name in same}, View)


def view_of(asked: Mapping[str, Any], start: View = AS_ALWAYS) -> View:
    """The view that an address asks for; what cannot be understood of it is as if it were not said."""
    view = start
    for name, said in asked.items():
        value = tuple(part for part in said.split(".") if part) if name == "layers" and isinstance(said, str) else said
        changed = {**msgspec.to_builtins(view), name: value}
        if name in View.__struct_fields__:
            try:
                view = msgspec.convert(changed, View, strict=False)
            except msgspec.ValidationError:
                continue
    return view


def query_of(view: View, start: View = AS_ALWAYS) -> str:
    """The view as the query of an address; what is as always is not said.

    But of a mast all is said: what a centre begins with may be something else when the link is opened.
    """
    told, always = texts_of(view), texts_of(start)
    masts = SITING if view.mast or view.sought else ()
    return urlencode({name: text for name, text in told.items() if text != always[name] or name in masts})


def texts_of(view: View) -> dict[str, str]:
    """Each part as an address has it."""
    return {name: _text(getattr(view, name)) for name in View.__struct_fields__}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ".".join(value)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
