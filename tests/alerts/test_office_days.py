"""When offices work: weekends, holidays of sun and moon, Tết, and days worked in their place."""

from datetime import UTC, date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import msgspec
import pytest

from alerts.office_days import (
    holiday,
    is_working,
    next_working_day,
    open_hours,
    open_share,
    working_days_before,
    works_on,
)
from tests.builders import settings

HOURS = settings().alerts.office_hours
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 2, 16),  # the last day of the old lunar year
        date(2026, 2, 19),  # the third day of Tết
        date(2025, 4, 7),  # the Hùng kings, the tenth of the third lunar month
        date(2026, 4, 27),  # the same a year later fell on a Sunday: the Monday after is free
        date(2026, 8, 31),  # exchanged for a Saturday
        date(2026, 11, 21),  # a Saturday
    ],
)
def test_nobody_works_on_days_of_rest(day):
    assert not works_on(HOURS, day)


def test_saturday_that_is_worked_in_place_of_a_monday_is_a_working_day():
    assert works_on(HOURS, date(2026, 8, 22))


def test_configuration_adds_days_of_rest_and_days_of_work():
    own = msgspec.structs.replace(HOURS, holidays=(date(2026, 11, 20),), worked=(date(2026, 11, 21),))
    assert (works_on(own, date(2026, 11, 20)), works_on(own, date(2026, 11, 21))) == (False, True)
    assert holiday(own, date(2026, 11, 20)) == "–"


def test_without_a_country_a_holiday_is_a_day_like_any_other():
    assert works_on(msgspec.structs.replace(HOURS, country=""), date(2026, 2, 17))


def test_holiday_is_named_in_both_languages():
    assert holiday(HOURS, date(2026, 2, 17), "vi") == "Tết Nguyên Đán"
    assert "New Year" in holiday(HOURS, date(2026, 2, 17), "en_US")
    assert holiday(HOURS, date(2026, 3, 3)) == ""


def test_hours_are_the_citys():
    assert is_working(HOURS, ZONE, datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    assert not is_working(HOURS, ZONE, datetime(2026, 11, 23, 5, 0, tzinfo=UTC))
    assert open_hours(HOURS) == (7, 8, 9, 10, 11, 13, 14, 15, 16)
    assert [open_share(HOURS, hour) for hour in (7, 8, 12, 13)] == [0.5, 1.0, 0.0, 0.5]


def test_working_days_around_tet_leave_it_out():
    before = list(islice(working_days_before(HOURS, date(2026, 2, 23)), 2))
    assert before == [date(2026, 2, 13), date(2026, 2, 12)]
    assert next_working_day(HOURS, date(2026, 2, 13)) == date(2026, 2, 23)


def test_where_nobody_ever_works_there_is_no_next_day():
    never = msgspec.structs.replace(HOURS, days=())
    assert next_working_day(msgspec.structs.replace(never, country=""), date(2026, 3, 3)) is None
    assert list(working_days_before(msgspec.structs.replace(never, country=""), date(2026, 3, 3))) == []
