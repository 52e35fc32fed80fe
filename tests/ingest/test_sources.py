"""Every kind of networked source of the city is taken, and none that it does not know."""

import pytest

from ingest.stream import Undecodable
from tests.ingest.mission import decoded

TIME = "2026-11-20T03:00:00Z"


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
