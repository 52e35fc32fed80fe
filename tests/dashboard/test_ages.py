"""Every panel of the wall has an age of its own data's time: each source stops in turn, and its panels say so."""

import json
from datetime import timedelta

import msgspec
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard.centre import Centre
from dashboard.pages import wall
from dashboard.picture import STREAMS, Picture
from store.records import Reading
from store.stills import StillHead
from tests import builders
from tests.builders import NOON

CENTRE = Centre(builders.settings(), builders.city())
WORDS = CENTRE.words("en")
LATER = NOON + timedelta(minutes=10)
SAID = {
    "links": [("link-1", "up"), ("link-2", "up"), ("link-centre", "up")],
    "sites": [("site-0001", "up")],
    "offices": [("office-1", metric) for metric in ("people_waiting", "wait_seconds", "counters_open")],
    "reports": [("centre.ingest", "citizen_reports_messages_total")],
    "network": [("centre.ingest", "network_telemetry_messages_total")],
    "frames": [("centre.ingest", "camera_frames_messages_total")],
    "canary": [("centre.canary", "incident_seconds")],
}
OTHERS = [("centre.ingest", f"{stream}_messages_total") for stream in STREAMS]
# Which panels say that a source is old.
PANELS = {
    "links": {"tile-links", "map-ages"},
    "sites": {"tile-sites", "map-ages"},
    "offices": {"tile-waiting"},
    "reports": {"tile-reports", "alerts", "alert-age"},
    "network": {"alerts", "alert-age"},
    "frames": {"alerts", "alert-age"},
    "canary": {"tile-centre"},
    "cameras": {"tile-cameras", "map-ages"},
    "database": {"work-panel", "work-age"},
    "": set(),
}


def picture(stopped: str) -> Picture:
    """All sources speak at LATER, but for the one that stopped at noon."""
    keys = dict.fromkeys([*OTHERS, *(key for keys in SAID.values() for key in keys)], LATER)
    keys |= dict.fromkeys(SAID.get(stopped, []), NOON)
    stills = {f"cam-0{n}": StillHead(f"cam-0{n}", NOON if stopped == "cameras" else LATER, 1, 0.1) for n in (1, 2)}
    read_at = NOON if stopped == "database" else LATER
    readings = {(source, metric): Reading(time, source, metric, 1.0) for (source, metric), time in keys.items()}
    return Picture(read_at=read_at, readings=readings, stills=stills)


def stale(shown: Picture) -> set[str]:
    """The parts of the wall that say that they are old."""
    patches = wall.patches(CENTRE, shown, WORDS, LATER)
    texts = {name: json.dumps(part, cls=PlotlyJSONEncoder) for name, part in patches.items()}
    return {name for name, text in texts.items() if "is-stale" in text or "age-note-stale" in text}


@pytest.mark.parametrize("source", PANELS)
def test_source_that_stopped_makes_its_panels_stale_and_no_other(source):
    assert stale(picture(source)) == PANELS[source]


@pytest.mark.parametrize("source", ["links", "sites", "cameras"])
def test_panel_of_a_stopped_source_says_since_when(source):
    text = json.dumps(wall.patches(CENTRE, picture(source), WORDS, LATER)["map-ages"], cls=PlotlyJSONEncoder)
    assert "since 12:00" in text


def test_nothing_heard_is_no_data_and_never_live():
    patches = wall.patches(CENTRE, Picture(), WORDS, LATER)
    assert not [name for name, part in patches.items() if "is-live" in str(part.get("className", ""))]
    assert msgspec.structs.asdict(Picture())["read_at"] is None
