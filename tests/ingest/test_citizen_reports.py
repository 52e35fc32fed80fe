"""citizen.reports: what is taken, and what is refused with which reason."""

import pytest

from ingest.stream import Undecodable
from tests.ingest.mission import RECEIVED, decoded, step


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (RECEIVED | {"lon": 105.483, "lat": 21.0}, "is outside the city"),
        (RECEIVED | {"lon": 19.0015, "lat": 85.0}, "longitude comes first"),
        (RECEIVED | {"category": "aliens"}, "unknown category"),
        (RECEIVED | {"commune_code": "1"}, "unknown commune"),
        (RECEIVED | {"state": "lost"}, "$.state"),
        (RECEIVED | {"report_id": ""}, "$.report_id"),
        (RECEIVED | {"text": "my neighbour …"}, "unknown field"),
        ({k: v for k, v in RECEIVED.items() if k != "lon"}, "lon and lat go together"),
        ({k: v for k, v in RECEIVED.items() if k not in ("lon", "lat")}, "its place or commune"),
        ({k: v for k, v in RECEIVED.items() if k != "category"}, "says its category"),
        (step(20, "assigned"), "which unit"),
        (step(20, "assigned", unit="UBND\x00"), "NUL"),
        (RECEIVED | {"time": "2999-01-01T00:00:00Z"}, "in the future"),
    ],
)
def test_change_that_is_wrong_is_refused_with_the_reason(row, words):
    with pytest.raises(Undecodable) as refused:
        decoded("citizen_reports", row)
    assert words in str(refused.value)


def test_place_finds_its_commune_and_a_commune_alone_has_no_place():
    [found] = decoded("citizen_reports", RECEIVED)
    assert (found.commune_code, found.lon) == ("17506", 105.483)
    [named] = decoded(
        "citizen_reports", {k: v for k, v in RECEIVED.items() if k not in ("lon", "lat")} | {"commune_code": "17569"}
    )
    assert (named.commune_code, named.lon, named.lat) == ("17569", None, None)
