"""What offices may expect, out of the store: of working days alone, and honest when too little is known."""

from datetime import UTC, datetime, timedelta

import numpy as np

from dashboard.centre import Centre
from dashboard.components.expected import late_list, waits_chart, waits_note
from dashboard.expectation import Expectation, expectation
from store.records import Reading
from tests.builders import city, settings
from tests.database import ask, saved

OFFICE = "office-1"
SAID = {"wait_seconds": 600.0, "dossiers_overdue": 4.0}
# Ten in the morning by the city's clock, of today: sums are made of what came within a week.
NOW = datetime.now(UTC).replace(hour=3, minute=0, second=0, microsecond=0)
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


def centre(days: tuple[int, ...] = EVERY_DAY) -> Centre:
    """A city that works on these days, and knows no holidays."""
    hours = {"IOC_ALERTS__OFFICE_HOURS__DAYS": str(list(days)), "IOC_ALERTS__OFFICE_HOURS__COUNTRY": ""}
    return Centre(settings(**hours), city())


def history(days: int) -> list[Reading]:
    """So many days before today: at nine a wait of ten minutes, and four dossiers overdue."""
    times = [NOW - timedelta(days=n, minutes=30) for n in range(days, 0, -1)]
    return [Reading(time, OFFICE, metric, value) for time in times for metric, value in SAID.items()]


def told(url: str, of: Centre) -> Expectation:
    return ask(url, expectation, of, NOW, [OFFICE])


def test_without_history_there_is_no_forecast_and_it_is_said(database_url):
    found, words = told(database_url, centre()), centre().words("en")
    assert (found.waits, found.overdue, found.days) == (None, None, 0)
    assert "Too few working days" in waits_note(found, centre(), words)
    assert "Too few working days" in str(late_list(found, centre(), words))
    assert waits_chart(found, [0], words)["data"] == []


def test_five_days_that_were_alike_are_told_to_go_on_and_what_nobody_said_is_not_told(database_url):
    saved(database_url, *history(5))
    found = told(database_url, centre())
    assert found.waits is not None and found.overdue is not None and found.days == 5
    expected = dict(zip(found.hours, found.waits.expected[:, 0].tolist(), strict=True))
    assert expected[9] == 600.0 and all(np.isnan(value) for hour, value in expected.items() if hour != 9)
    assert (found.overdue.expected[0], found.latest[0]) == (4.0, 4.0)


def test_day_of_rest_tells_of_the_next_working_day(database_url):
    saved(database_url, *history(6))
    resting = centre(tuple(day for day in EVERY_DAY if day != NOW.isoweekday()))
    found, words = told(database_url, resting), resting.words("en")
    assert (found.today, found.next_day, found.days) == (None, (NOW + timedelta(days=1)).date(), 6)
    assert "closed today (day of rest)" in waits_note(found, resting, words)
