"""network.telemetry: one metric of one networked source at one time, as JSON."""

from typing import Annotated

import msgspec
from msgspec import Meta

from config import source_ids
from ingest.stream import (
    Context,
    Contract,
    Gate,
    Message,
    Metric,
    Stream,
    Undecodable,
    When,
    check_metric,
    decode_json,
    said,
)
from store.records import Reading

TOPIC = "network.telemetry"


class Telemetry(Reading, frozen=True, forbid_unknown_fields=True, gc=False):
    """One metric of one source at one time."""

    time: When
    source_id: Annotated[
        str, Meta(min_length=1, max_length=64, description="A source of the city, as its files name it; the key too.")
    ]
    metric: Metric
    value: Annotated[float, said("The metric's value, in the unit that its name says.", ge=-1e15, le=1e15)]


# What each kind of source is expected to say: metric, unit, meaning. Another metric is stored too, and shown nowhere.
METRICS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "`link-…`, `uplink-…`, `site-…`, `bridge-…`, `portal-…`, `exchange-…`": (
        ("up", "0 or 1", "whether it answers"),
        ("rtt_ms", "milliseconds", "there and back; of a probed source, the time to connect by TCP"),
        ("loss_percent", "percent", "packets, or of a probed source attempts, that were lost"),
    ),
    "`link-…`, `uplink-…`, `site-…`": (("throughput_mbps", "megabits a second", "what flows now, both ways"),),
    "`site-…` (base stations)": (
        ("on_battery", "0 or 1", "runs without grid power"),
        ("users", "people", "connected now"),
    ),
    "`bridge-…` (video conferences)": (
        ("jitter_ms", "milliseconds", "how unevenly packets arrive"),
        ("in_meeting", "0 or 1", "takes part in a meeting now"),
    ),
    "`portal-…`": (
        ("http_ms", "milliseconds", "from asking to the first line of the answer"),
        ("certificate_days", "days", "until its certificate ends"),
    ),
    "`exchange-…` (national platforms)": (
        ("sync_lag_seconds", "seconds", "age of the oldest item not yet exchanged"),
        ("errors_today", "count", "items that failed since midnight"),
        ("items_today", "count", "items exchanged since midnight"),
    ),
    "`security-…` (summaries of the security monitoring centre)": (
        ("incidents_critical_open", "count", "critical incidents not closed"),
        ("incidents_open", "count", "all incidents not closed"),
        ("attacks_blocked_today", "count", "since midnight"),
        ("machines_infected", "count", "machines known to be infected now"),
        ("machines_watched", "count", "machines that the centre watches"),
    ),
}

CONTRACT = Contract(
    TOPIC,
    "Links, uplinks, base stations, video bridges, portals, national platforms and the security monitoring centre: one "
    "metric of one source at one time becomes one reading. The same source, metric and time again is the same reading.",
    "source_id",
    Telemetry,
    (
        {"time": "2026-11-21T05:00:00Z", "source_id": "link-17506", "metric": "rtt_ms", "value": 12.5},
        {"time": "2026-11-21T12:00:00+07:00", "source_id": "bridge-province", "metric": "jitter_ms", "value": 4.1},
    ),
)


def stream(context: Context) -> Stream:
    """Each message becomes one reading."""
    decoder = msgspec.json.Decoder(Telemetry)
    gate = Gate(source_ids(context.city), context.now, context.settings.ingest.future_seconds)

    def decode(message: Message) -> list[Reading]:
        row = decode_json(decoder, message)
        gate.check(row.source_id, row.time)
        check_metric(row.metric)
        if message.key is not None and message.key != row.source_id.encode():
            raise Undecodable("the message's key is not its source_id")
        return [row]

    return Stream(TOPIC, context.settings.ingest.batch_rows, decode)
