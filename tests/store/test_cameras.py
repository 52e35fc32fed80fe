"""How cameras are set up, version by version, and what is written down for who looks at one."""

from datetime import timedelta

from config.city import GroundPoint, Zone
from store import cameras
from store.cameras import Setup
from store.pool import connect
from store.records import Learned, Sight, Still
from tests.builders import NOON
from tests.database import ask, saved

ROAD = Zone(
    name="lòng đường", purpose="carriageway", polygon=((0.1, 0.9), (0.5, 0.2), (0.9, 0.9)), direction_degrees=10.0
)
CORNERS = ((0.2, 0.9, 0.0, 0.0), (0.8, 0.9, 7.0, 0.0), (0.6, 0.4, 7.0, 30.0), (0.4, 0.4, 0.0, 30.0))
POINTS = tuple(GroundPoint(x=x, y=y, east_metres=e, north_metres=n) for x, y, e, n in CORNERS)
DRAWN = Setup((ROAD,), POINTS)


def test_each_saving_is_a_version_and_the_newest_holds(any_engine_url):
    assert ask(any_engine_url, cameras.save_setup, "cam-01", 0, "An", DRAWN) == 1
    assert ask(any_engine_url, cameras.save_setup, "cam-01", 1, "Bình", Setup()) == 2
    assert ask(any_engine_url, cameras.save_setup, "cam-01", 2, "An", DRAWN, 1) == 3
    found = ask(any_engine_url, cameras.versions, "cam-01")
    assert [(row.version, row.saved_by, row.back_to) for row in found] == [
        (3, "An", 1),
        (2, "Bình", None),
        (1, "An", None),
    ]
    assert [row.setup for row in found] == [DRAWN, Setup(), DRAWN]
    with connect(any_engine_url, 5.0) as link:
        assert cameras.looking(link).versions == {"cam-01": 3}
        assert cameras.setup(link, "cam-01", 3) == DRAWN


def test_who_saves_second_from_the_same_version_is_refused(any_engine_url):
    assert ask(any_engine_url, cameras.save_setup, "cam-01", 0, "An", DRAWN) == 1
    assert ask(any_engine_url, cameras.save_setup, "cam-01", 0, "Bình", Setup()) is None
    assert [row.saved_by for row in ask(any_engine_url, cameras.versions, "cam-01")] == ["An"]


def test_saving_is_told_to_all_who_listen(database_url):
    with connect(database_url, 5.0) as link:
        link.autocommit = True
        link.execute("LISTEN ioc")
        ask(database_url, cameras.save_setup, "cam-01", 0, "An", DRAWN)
        assert [notice.payload for notice in link.notifies(timeout=5, stop_after=1)] == ["cameras"]


def test_look_lasts_as_long_as_was_asked_for(any_engine_url):
    ask(any_engine_url, cameras.look_at, "cam-01", 60.0)
    ask(any_engine_url, cameras.look_at, "cam-02", -1.0)
    with connect(any_engine_url, 5.0) as link:
        assert cameras.looking(link).looked_at == {"cam-01"}


def test_view_is_the_picture_with_what_was_seen_in_it_and_nothing_else(any_engine_url):
    later = NOON + timedelta(seconds=1)
    sights = [Sight("cam-01", NOON, {"tracks": [1]}), Sight("cam-02", NOON, {})]
    stills = [Still("cam-01", NOON, 1, b"jpeg"), Still("cam-02", later, 2, b"newer")]
    saved(any_engine_url, *sights, *stills)
    assert ask(any_engine_url, cameras.view, "cam-01", None) == (NOON, b"jpeg", b'{"tracks": [1]}')
    assert ask(any_engine_url, cameras.view, "cam-01", NOON) is None
    assert ask(any_engine_url, cameras.view, "cam-02", NOON) == (later, b"newer", None)
    assert ask(any_engine_url, cameras.view, "cam-03", None) is None


def test_what_was_learnt_is_kept_and_never_replaced_by_what_is_older(any_engine_url):
    rows = [Learned("cam-01", NOON, {"a": 1}), Learned("cam-01", NOON - timedelta(seconds=9), {"a": 0})]
    saved(any_engine_url, *rows)
    with connect(any_engine_url, 5.0) as link:
        assert cameras.learned_before(link, "cam-01") == {"a": 1}
        assert cameras.learned_before(link, "cam-02") is None
