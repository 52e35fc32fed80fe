"""One-stop offices: hours, peaks, and figures that agree with each other."""

from datetime import timedelta

import numpy as np

from config import City, load, load_city
from simulation import messages
from simulation.queues import Offices
from tests.simulation.scenes import MIDNIGHT, at_hour

ZONE = "Asia/Ho_Chi_Minh"
CITY: City = load_city(load({}), {})
OFFICES = Offices(CITY.offices, 1, ZONE)
DAY = OFFICES.day((MIDNIGHT + timedelta(hours=12)).date())


def test_messages_of_the_same_seed_and_clock_are_the_same_bytes() -> None:
    def sent(seed: int) -> list[messages.Message]:
        return list(messages.queues(Offices(CITY.offices[:9], seed, ZONE), at_hour(9), 1))

    assert sent(1) == sent(1)
    assert sent(1) != sent(2)


def test_figures_do_not_depend_on_when_the_simulation_started() -> None:
    early, late = Offices(CITY.offices, 1, ZONE), Offices(CITY.offices, 1, ZONE)
    early.figures(at_hour(8), 3)
    assert early.figures(at_hour(15), 3) == late.figures(at_hour(15), 3)


def test_office_outside_its_hours_has_nobody_waiting_and_no_counter_open() -> None:
    sunday = at_hour(10) + timedelta(days=4)
    for time in (at_hour(6), at_hour(12.5), at_hour(18), sunday):
        figures = OFFICES.figures(time, 0)
        assert (figures["people_waiting"], figures["counters_open"], figures["wait_seconds"]) == (0, 0, 0)


def test_queues_are_longest_after_opening_and_after_noon() -> None:
    mean = DAY.waiting.mean(axis=1)
    assert mean[int(8.5 * 60) : 10 * 60].mean() > 1.5 * mean[10 * 60 + 45 : 11 * 60 + 25].mean()
    assert mean[14 * 60 : 15 * 60 + 30].mean() > 1.5 * mean[16 * 60 + 30 : 17 * 60 - 1].mean()


def test_dossiers_only_grow_and_never_more_are_resolved_than_there_were() -> None:
    assert (np.diff(DAY.received, axis=0) >= 0).all() and (np.diff(DAY.resolved, axis=0) >= 0).all()
    assert (DAY.resolved <= DAY.received + DAY.backlog).all()
    assert DAY.received[-1].sum() > 0 and DAY.resolved[-1].sum() > 0


def test_dossiers_of_the_year_agree_with_each_other_at_every_hour() -> None:
    for hour in range(24):
        for number in range(len(CITY.offices)):
            said = OFFICES.figures(at_hour(hour), number)
            received, resolved = said["dossiers_received_this_year"], said["dossiers_resolved_this_year"]
            assert received - resolved == said["dossiers_open"] >= 0
            assert said["dossiers_digitised_this_year"] <= received
            assert said["dossiers_resolved_digitised_this_year"] <= resolved >= said["dossiers_on_time_this_year"]


def test_overdue_moves_slowly() -> None:
    now, tomorrow = (OFFICES.figures(at_hour(hour), 5)["dossiers_overdue"] for hour in (10, 34))
    assert abs(now - tomorrow) <= max(2, 0.3 * now)
