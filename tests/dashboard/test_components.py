"""Pure parts of pages: what they say of a picture."""

import json
from datetime import timedelta

import msgspec
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard import systems
from dashboard.centre import Centre
from dashboard.components.alert_list import MOST, alert_counts, alert_foot, alert_list, place
from dashboard.components.banner import banners
from dashboard.components.camera_tile import camera_foot
from dashboard.components.city_map import alert_points, commune_shades, site_states
from dashboard.components.work import work
from dashboard.picture import Picture
from store.alerts import Rest
from store.records import Alert, Reading
from store.stills import StillHead
from tests import builders
from tests.builders import NOON

CENTRE = Centre(builders.settings(), builders.city())
WORDS = CENTRE.words("en")


def alert(number: int = 1, severity: str = "severe", **changes: object) -> Alert:
    """An open link alert in commune 1."""
    row = Alert(number, f"f{number}", "link_down", "severe", "open", "link-1", NOON, NOON, None, None, None, "1", {})
    return msgspec.structs.replace(row, severity=severity, **changes)


def text(components: object) -> str:
    """All of it as JSON: enough to look for words."""
    return json.dumps(components, cls=PlotlyJSONEncoder, ensure_ascii=False)


def said(*rows: Reading) -> Picture:
    return Picture(read_at=NOON, readings={(row.source_id, row.metric): row for row in rows})


def test_list_before_the_first_read_says_no_data_and_not_no_alerts():
    assert "no data" in text(alert_list(Picture(), CENTRE, WORDS, NOON))
    assert "No open alerts" in text(alert_list(Picture(read_at=NOON), CENTRE, WORDS, NOON))


def test_list_counts_what_it_does_not_show():
    picture = Picture(read_at=NOON, alerts=tuple(alert(number) for number in range(MOST + 7)))
    assert len(alert_list(picture, CENTRE, WORDS, NOON).items) == MOST
    assert '"data-rest": "7"' in text(alert_foot(picture, WORDS))


def test_row_says_severity_state_and_end_in_words():
    row = alert(state="acknowledged", owner="Lan", cleared_at=NOON + timedelta(minutes=5))
    shown = text(alert_list(Picture(read_at=NOON, alerts=(row,)), CENTRE, WORDS, NOON))
    assert all(word in shown for word in ("Severe", "Network link down", "Acknowledged", "Lan", "over since 12:05"))


def test_alert_of_an_unknown_kind_and_source_is_shown_all_the_same():
    row = alert(kind="smoke_seen", source_id="cam-99", commune_code="")
    shown = text(alert_list(Picture(read_at=NOON, alerts=(row,)), CENTRE, WORDS, NOON))
    assert "Smoke seen" in shown and "cam-99" in shown


def test_link_is_placed_by_its_commune_and_a_camera_by_name_and_commune():
    assert place(alert(), CENTRE) == "Xã Xã 1"
    assert place(alert(source_id="cam-01"), CENTRE) == "Ngã tư 1 · Xã Xã 1"


def test_commune_shows_its_worst_alert_else_its_link():
    up, late = builders.reading(0), builders.reading(0, "link-2", value=1.0)
    picture = msgspec.structs.replace(said(up, late), alerts=(alert(1, "minor"), alert(2, "extreme")))
    assert commune_shades(CENTRE, picture, NOON) == {"1": "extreme", "2": "ok"}
    assert commune_shades(CENTRE, said(up), NOON + timedelta(minutes=2)) == {"1": "silent", "2": "silent"}
    assert commune_shades(CENTRE, said(builders.reading(0, value=0.0)), NOON)["1"] == "severe"


def test_site_is_named_only_when_something_is_wrong():
    well = Reading(NOON, "site-0001", "up", 1.0)
    assert site_states(CENTRE, said(well), NOON) == {}
    assert site_states(CENTRE, said(msgspec.structs.replace(well, value=0.0)), NOON) == {"site-0001": "down"}
    assert site_states(CENTRE, Picture(), NOON) == {"site-0001": "silent"}


def test_alerts_of_one_place_are_one_mark_with_the_worst_sign():
    picture = Picture(alerts=(alert(1), alert(2, "minor"), alert(3, "minor", commune_code="nowhere")))
    [feature] = alert_points(CENTRE, picture, WORDS).values()
    assert (feature["properties"]["severity"], feature["properties"]["count"]) == ("severe", 2)
    assert feature["geometry"]["coordinates"] == [105.65, 18.65]


@pytest.mark.parametrize(("hours", "shown"), [(0, True), (23.9, True), (24.1, False)])
def test_simulation_is_announced_for_a_day_after_its_last_word(hours, shown):
    picture = said(Reading(NOON, "centre.simulation", "running", 1.0))
    assert bool(banners(picture, WORDS, NOON + timedelta(hours=hours))) == shown


def test_replay_and_dead_database_are_announced():
    picture = msgspec.structs.replace(said(Reading(NOON, "centre.replay", "running", 1.0)), down_since=NOON)
    shown = text(banners(picture, WORDS, NOON))
    assert "REPLAYED FOOTAGE" in shown and "DATABASE DOWN since 12:00" in shown


def test_camera_says_since_when_it_is_offline():
    camera, head = CENTRE.city.cameras[0], StillHead("cam-01", NOON, 1, 0.1)
    picture = Picture(stills={"cam-01": head})
    assert "live" in text(camera_foot(camera, picture, WORDS, NOON, 15))
    assert "offline since 12:00" in text(camera_foot(camera, picture, WORDS, NOON + timedelta(minutes=1), 15))
    assert "no picture yet" in text(camera_foot(camera, Picture(), WORDS, NOON, 15))


def test_row_of_an_open_alert_says_by_when_somebody_should_have_it():
    fresh, old = alert(changed_at=NOON), alert(changed_at=NOON - timedelta(hours=5))
    assert "take it by" in text(alert_list(Picture(read_at=NOON, alerts=(fresh,)), CENTRE, WORDS, NOON))
    assert "overdue" in text(alert_list(Picture(read_at=NOON, alerts=(old,)), CENTRE, WORDS, NOON))


def test_row_of_systems_has_every_tile_and_no_figure_without_data():
    tiles = systems.systems(CENTRE, Picture(), WORDS, NOON)
    assert tuple(tile.key for tile in tiles) == systems.SYSTEMS
    assert {tile.value for tile in tiles if tile.state != "none"} == set()


def test_hidden_alerts_are_not_listed_and_counted():
    rows = (alert(1, hides={"alerts": 2}), *(alert(n, hidden="root", root_id=1) for n in (2, 3)))
    made = alert_list(Picture(read_at=NOON, alerts=rows), CENTRE, WORDS, NOON)
    assert list(made.items) == ["1"]
    assert "stands for 2 others" in text(made)
    assert "2 more under a root cause" in text(alert_foot(Picture(read_at=NOON, alerts=rows), WORDS))


def test_wall_counts_alerts_for_which_its_list_has_no_room_at_all():
    rest = (
        Rest("2", "link_down", "extreme", "", "open", True, 4000),
        Rest("1", "link_down", "minor", "root", "open", False, 30),
    )
    picture = Picture(read_at=NOON, alerts=(alert(),), rest=rest)
    foot, counts = text(alert_foot(picture, WORDS)), text(alert_counts(picture, WORDS))
    assert '"data-rest": "4000"' in foot and "30 more under a root cause" in foot
    assert "4,000" in counts
    assert commune_shades(CENTRE, picture, NOON)["2"] == "extreme"
    done = text(work(picture, CENTRE, WORDS, NOON))
    assert "4,001" in done and "4,000" in done  # nobody has them, and so many are overdue
