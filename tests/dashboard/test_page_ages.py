"""Each source of the pages of figures stops in turn: its panels say so within its limit, and no other panel does."""

import json
from datetime import timedelta
from functools import cache

import numpy as np
import pytest
from plotly.utils import PlotlyJSONEncoder

from config import load, load_city
from dashboard.centre import Centre
from dashboard.expectation import Expectation
from dashboard.feeds import fresh_seconds
from dashboard.live import Patches
from dashboard.pages import health, indicators, network, reports, services
from dashboard.picture import CANARY, Picture
from dashboard.pipeline import METRICS
from store.feeds import Heard
from store.outbox import Post
from store.records import Indicator, Reading
from store.stills import StillHead
from tests.builders import NOON
from tests.dashboard import month

SETTINGS = load({})
CENTRE = Centre(SETTINGS, load_city(SETTINGS))
WORDS = CENTRE.words("en")
PLAIN = SETTINGS.dashboard.stale_seconds
OFFICES = fresh_seconds(CENTRE, "office-")
STATED = fresh_seconds(CENTRE, stream="indicators")
SERVED = {
    "fact-waiting", "fact-wait", "fact-counters", "fact-dossiers", "fact-overdue", "panel-offices", "panel-office",
}  # fmt: skip
EMPTY = np.zeros((0, 0))
FORETOLD = {"panel-waits", "panel-late"}
# page, what stops (how its ids begin), its limit in seconds, what must say so
STOPS = [
    ("network", "link-", PLAIN, {"fact-links", "panel-tree", "panel-course"}),
    *(("network", f"{kind[:-1]}-", PLAIN, {f"fact-{kind}", f"panel-{kind}"})
      for kind in ("uplinks", "sites", "bridges", "portals", "exchanges")),
    ("network", "security-", 900.0, {"fact-security", "panel-security"}),
    ("services", "office-", OFFICES, SERVED),
    ("services", "office-", OFFICES + 2 * services.FORECAST_SECONDS, FORETOLD),
    ("services", "forecast", OFFICES + 2 * services.FORECAST_SECONDS, FORETOLD),
    ("services", "agency-", fresh_seconds(CENTRE, "agency-"), {"panel-documents"}),
    ("services", "health-", fresh_seconds(CENTRE, "health-"), {"panel-checkins"}),
    ("services", "indicators", STATED, {"panel-online"}),
    ("indicators", "indicators", STATED, {"panel-stated", "panel-chosen", "panel-index", "fact-dti_rank"}),
    ("reports", "reports", fresh_seconds(CENTRE, stream="citizen_reports"), {
        *(f"panel-reports-{key}" for key in ("map", "list", "matters", "one")),
        *(f"fact-{key}" for key in reports.FACTS[:-1]),  # nothing ended: there is no share that could be old
    }),
    ("health", "centre.ingest", PLAIN, {"panel-health-streams"}),
    ("health", "centre.ingest", SETTINGS.alerts.pipeline.silent_seconds, {"fact-health-streams"}),
    ("health", "cam-", PLAIN, {"panel-health-cameras"}),
    ("health", CANARY, SETTINGS.canary.stale_seconds, {"fact-health-canary"}),
    ("health", "database", PLAIN, {"panel-health-feeds", "panel-health-letters", "panel-health-database"}),
]  # fmt: skip


@cache
def _said() -> list[tuple[str, str, float]]:
    rows = [*month.network(CENTRE.whole, NOON), *month.services(CENTRE.whole, NOON), *month.pulses(NOON)]
    return [(row.source_id, row.metric, row.value) for row in (*rows, Reading(NOON, CANARY, "incident_seconds", 2.0))]


def drawn(page: str, stopped: str, seconds: float) -> Patches:
    """The page, all of whose sources speak now, but for what stopped so long ago."""

    def time(source: str):
        return NOON - timedelta(seconds=seconds) if source.startswith(stopped) else NOON

    said = {(id, metric): Reading(time(id), id, metric, value) for id, metric, value in _said()}
    stills = {"cam-01": StillHead("cam-01", time("cam-01"), 1, 0.1)}
    picture = Picture(read_at=NOON, readings=said, stills=stills)
    stated = tuple(
        Indicator(time("indicators"), kind.id, "", "2026-11", NOON.date(), 50.0, None, None, kind.unit)
        for kind in CENTRE.city.indicators
    )
    nothing = Expectation(time("forecast"), (), (), None, EMPTY, None, None, EMPTY, None, 0)
    heard, pulses = Heard({}, NOON, 1, NOON), {key: row for key, row in said.items() if key[1] in METRICS}
    found = {
        "network": lambda: network.Found(said),
        "services": lambda: services.Found(said, stated, nothing),
        "indicators": lambda: indicators.Found(stated),
        "reports": lambda: reports.Found((), (), time("reports")),
        "health": lambda: health.Found(pulses, {}, heard, (), None, Post(0, 0, 0), 1.0, time("database")),
    }
    module = {"network": network, "services": services, "indicators": indicators, "reports": reports, "health": health}
    return module[page].patches(CENTRE, picture, WORDS, NOON, found[page]())


def stale(patches: Patches) -> set[str]:
    """The panels and figures that say that they are old, by their looks."""
    return {key for key, props in patches.items() if "is-stale" in str(props.get("className", "")).split()}


NAMES = [f"{page}-{source}-{limit:g}" for page, source, limit, _ in STOPS]


@pytest.mark.parametrize(("page", "source", "limit", "panels"), STOPS, ids=NAMES)
def test_source_that_stopped_makes_its_panels_stale_at_its_limit_and_no_other(page, source, limit, panels):
    assert stale(drawn(page, source, limit + 1)) - stale(drawn(page, source, limit - 1)) == panels
    assert stale(drawn(page, "-", 0)) == set(), "all speak"


@pytest.mark.parametrize("page", sorted({page for page, *_ in STOPS}))
def test_page_without_any_answer_calls_nothing_live_that_it_asked_for(page):
    module = {"network": network, "services": services, "indicators": indicators, "reports": reports, "health": health}
    patches = module[page].patches(CENTRE, Picture(), WORDS, NOON, None)
    assert [key for key, props in patches.items() if "is-live" in str(props.get("className", ""))] == []
    assert "0 %" not in json.dumps(dict(patches), cls=PlotlyJSONEncoder)
