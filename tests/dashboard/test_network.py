"""The network's page: causes before consequences, silence is neither up nor down, and a whole feed is one row."""

from datetime import timedelta

from dashboard import network
from dashboard.centre import Centre
from dashboard.components.network_tables import source_rows
from dashboard.components.network_tree import root_list
from dashboard.picture import Picture
from store.records import Reading
from tests.builders import NOON, city, settings

LINKS = tuple(
    {"id": id, "name": id, "parent": parent, "commune_code": "1"}
    for id, parent in (("link-centre", ""), ("link-axis", "link-centre"), ("link-1", "link-axis"))
)
CENTRE = Centre(
    settings(), city(links=LINKS, bridges=({"id": "bridge-1", "name": "B1", "commune_code": "1", "level": "commune"},))
)
EVERY = ("link-centre", "link-axis", "link-1", "site-0001", "bridge-1")


def heard(down: tuple[str, ...] = (), silent: tuple[str, ...] = (), ago: float = 0.0) -> Picture:
    """Everything is up, but for these."""
    time = NOON - timedelta(seconds=ago)
    rows = [Reading(time, source, "up", float(source not in down)) for source in EVERY if source not in silent]
    return Picture(read_at=NOON, readings={(row.source_id, row.metric): row for row in rows})


def standing(picture: Picture, said: dict | None = None) -> network.Network:
    return network.standing(CENTRE, picture, said or {}, NOON)


def test_dead_axis_is_the_cause_and_what_hangs_on_it_is_cut_off():
    state = standing(heard(down=("link-axis", "link-1", "bridge-1")))
    assert [state.states[id] for id in EVERY] == ["good", "bad", "cut", "good", "cut"]
    [cause] = network.roots(CENTRE, Picture(), state)
    assert cause.source_id == "link-axis" and network.reach(cause) >= 2


def test_silent_source_is_neither_up_nor_down():
    state = standing(heard(silent=("bridge-1",)))
    assert state.states["bridge-1"] == "silent"
    cells = source_rows("bridges", CENTRE.city.bridges, CENTRE, {}, state, CENTRE.words("en"))
    assert [cell[0] for cell in cells["net-bridges-row-bridge-1"]["row"]["cells"]] == [
        "? says nothing",
        "–",
        "–",
        "–",
        "–",
    ]


def test_link_that_loses_more_than_alerts_allow_is_marked():
    said = {("link-1", "loss_percent"): Reading(NOON, "link-1", "loss_percent", 30.0)}
    assert standing(heard(), said).states["link-1"] == "warn"


def test_when_all_fell_silent_the_last_word_stands_and_its_age_is_told():
    state = standing(heard(down=("link-1",), ago=600))
    assert (state.states["link-1"], state.states["link-axis"]) == ("bad", "good")
    assert state.as_of == NOON - timedelta(seconds=600)


def test_kind_that_is_silent_as_a_whole_is_one_row():
    state = standing(heard(silent=("site-0001", "bridge-1")))
    assert network.whole_kinds_silent(state) == {"sites": 1, "bridges": 1}
    text = str(root_list(network.roots(CENTRE, Picture(), state), state, CENTRE, CENTRE.words("en"), NOON))
    assert text.count("it is the feed") == 2 and "B1" not in text


def test_city_without_a_kind_has_no_silent_kind():
    assert network.whole_kinds_silent(standing(heard())) == {}
