"""indicators: what is taken, and what is refused with which reason."""

from datetime import date

import pytest

from ingest.stream import Undecodable
from ingest.streams.indicators import starts
from store import indicators
from tests.ingest.mission import COMMUNES, DTI, GOOD, decoded


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2026", date(2026, 1, 1)),
        ("2026-Q4", date(2026, 10, 1)),
        ("2026-02", date(2026, 2, 1)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_period_starts_on_its_first_day(period, day):
    assert starts(period) == day


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({k: v for k, v in GOOD.items() if k != "value"}, "missing required field `value`"),
        (GOOD | {"value": "12"}, "$.value"),
        (GOOD | {"indicator": "happiness"}, "unknown indicator 'happiness'"),
        (GOOD | {"commune_code": "99999"}, "unknown commune '99999'"),
        (GOOD | {"unit": "people"}, "is in 'accounts', not in 'people'"),
        (GOOD | {"period": "2026-Q5"}, "$.period"),
        (GOOD | {"period": "2026-13"}, "no period '2026-13'"),
        (GOOD | {"period": "2026-02-30"}, "no period '2026-02-30'"),
        (GOOD | {"period": "0000"}, "no period '0000'"),
        (DTI | {"period": "2026\n"}, "no period"),  # a pattern's $ lets a last line end pass
        (GOOD | {"whole": 0}, "$.whole"),
        (GOOD | {"value": 7, "whole": 6}, "more than the whole"),
        (GOOD | {"time": "2999-01-01T00:00:00Z"}, "in the future"),
        (GOOD | {"indicator": "dti_rank", "unit": "rank"}, "of the whole city, not of a commune"),
    ],
)
def test_statement_that_is_wrong_is_refused_with_the_reason(row, words):
    with pytest.raises(Undecodable) as refused:
        decoded("indicators", row)
    assert words in str(refused.value)


def test_sum_of_nothing_is_not_zero():
    assert indicators.summed([], COMMUNES) == (None, None, None, 0, 0, len(COMMUNES))
