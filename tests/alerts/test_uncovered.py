"""How many people dead radio sites leave without service."""

from alerts.grouping import Placement, hides
from alerts.uncovered import Uncovered
from tests.alerts.test_grouping import alert, tree, where
from tests.builders import NOON

LOST = Uncovered(
    frozenset({"site-0001", "b", "c"}),
    [(frozenset({"site-0001"}), 8000.4), (frozenset({"site-0001", "b"}), 399.6), (frozenset({"b"}), 7.0)],
)
ALONE = alert(2, "site_down", "site-0001")


def test_of_several_sites_nobody_is_counted_twice():
    assert LOST.people(["site-0001"]) == 8400
    assert LOST.people(["b"]) == 407
    assert LOST.people(["b", "site-0001"]) == 8407
    assert LOST.people(["c"]) == 0


def test_what_is_not_computed_yet_is_not_known_and_never_zero():
    assert LOST.people(["d"]) is None
    assert LOST.people(["site-0001", "d"]) is None
    assert LOST.people([]) is None


def test_dead_site_says_how_many_people_are_without_service():
    assert hides([ALONE], where(ALONE), tree(), LOST)[2] == {"people": 8400}
    assert hides([ALONE], where(ALONE), tree())[2] == {}


def test_root_says_how_many_people_the_dead_sites_below_it_leave():
    alerts = [alert(1, "link_down", "link-axis"), ALONE]
    found = hides(alerts, where(*alerts), tree(), LOST)
    assert (found[1]["people"], found[1]["alerts"]) == (8400, 1)


def test_site_that_is_up_again_takes_nobody_away():
    over = alert(2, "site_down", "site-0001", cleared_at=NOON)
    assert hides([over], {2: Placement()}, tree(), LOST)[2] == {}
