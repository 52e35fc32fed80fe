"""Every kind of networked source of the city is taken, and none that it does not know."""

from datetime import UTC, datetime

import pytest

from ingest.stream import Undecodable
from tests.ingest.mission import decoded

TIME = "2026-11-20T03:00:00Z"
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
DISTRICT = {"dossiers_received_this_year": 51297, "dossiers_digitised_this_year": 51041,
            "dossiers_resolved_this_year": 50653, "dossiers_resolved_digitised_this_year": 50006,
            "dossiers_open": 644}  # fmt: skip


def _said(office_id: str, time: str = TIME, **figures: int) -> dict:
    return {"time": time, "office_id": office_id, **figures}


@pytest.mark.parametrize(
    "source",
    ["uplink-internet-1", "portal-17506", "exchange-documents", "security-province", "bridge-province", "site-0001"],
)
def test_every_kind_of_networked_source_is_taken_and_its_unknown_sister_refused(source):
    row = {"time": TIME, "source_id": source, "metric": "up", "value": 1}
    [reading] = decoded("network_telemetry", row)
    assert reading.source_id == source
    with pytest.raises(Undecodable, match="unknown source"):
        decoded("network_telemetry", row | {"source_id": f"{source}-x"})
