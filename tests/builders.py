"""Small made things for tests: settings, a city of two communes, messages and records."""

from collections import namedtuple
from datetime import UTC, datetime, timedelta
from functools import cache

import msgspec

from config import City, Settings, load, load_city
from store.records import AlertCleared, AlertRaised, Batch, Incident, Reading

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
KafkaMessage = namedtuple("KafkaMessage", "topic partition offset timestamp key value headers")


def settings(**environ: str) -> Settings:
    """The defaults, with IOC_… overrides."""
    return load(environ)


def settings_for(database_url: str, servers: str, **environ: str) -> Settings:
    """The defaults on this database and this broker, with short waits."""
    waits = {"IOC_DATABASE__RETRY_SECONDS": "0.1", "IOC_DATABASE__CONNECT_SECONDS": "2.0"}
    return load({"DATABASE_URL": database_url, "KAFKA_BOOTSTRAP_SERVERS": servers} | waits | environ)


def square(code: str, lon: float, lat: float) -> dict:
    """A commune of a tenth of a degree with its south-west corner at lon, lat."""
    ring = [[lon, lat], [lon + 0.1, lat], [lon + 0.1, lat + 0.1], [lon, lat + 0.1], [lon, lat]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": f"Xã {code}"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def city(**changes: object) -> City:
    """Two communes, two cameras, one site, one office each, and a tree of links."""
    tree = {
        "name": "Thử", "lon": 105.6, "lat": 18.6, "boundaries_approximate": True,
        "communes": [
            {"code": c, "name": f"Xã {c}", "kind": "xã", "lon": lon + 0.05, "lat": 18.65, "area_km2": 117.0}
            for c, lon in (("1", 105.6), ("2", 105.7))
        ],
        "cameras": [
            {"id": f"cam-0{n}", "name": f"Ngã tư {n}", "lon": 105.6 + n / 20, "lat": 18.65} for n in (1, 2)
        ],
        "sites": [{"id": "site-0001", "name": "S1",
             "commune_code": "1", "lon": 105.62, "lat": 18.62, "technologies": "4G"}],
        "offices": [{"id": "office-1", "name": "O1", "commune_code": "1", "lon": 105.63, "lat": 18.63, "counters": 3}],
        "links": [
            {"id": "link-centre", "name": "Trung tâm", "parent": "", "commune_code": ""},
            {"id": "link-1", "name": "L1", "parent": "link-centre", "commune_code": "1"},
        ],
        "boundaries": {"type": "FeatureCollection", "features": [square("1", 105.6, 18.6), square("2", 105.7, 18.6)]},
    }  # fmt: skip
    return msgspec.structs.replace(msgspec.convert(tree | changes, City), **_handling())


@cache
def _handling() -> dict[str, object]:
    """What is done about each kind of alert is the same everywhere."""
    real = load_city(load({}), {})
    return {"units": real.units, "procedures": real.procedures}


def message(value: object, topic: str = "network.telemetry", key: str | None = None, offset: int = 0, **headers: str):
    """A consumed Kafka message; a value that is no bytes is sent as JSON."""
    body = value if isinstance(value, bytes) else msgspec.json.encode(value)
    pairs = [(name, text.encode()) for name, text in headers.items()]
    return KafkaMessage(topic, 0, offset, int(NOON.timestamp() * 1000), key.encode() if key else None, body, pairs)


def reading(seconds: float = 0, source_id: str = "link-1", metric: str = "up", value: float = 1.0) -> Reading:
    """A reading so many seconds after noon."""
    return Reading(NOON + timedelta(seconds=seconds), source_id, metric, value)


def raised(seconds: float = 0, fingerprint: str = "link_down/link-1", opened: float | None = None) -> AlertRaised:
    """The news, so many seconds after noon, that a link is down."""
    time, since = (NOON + timedelta(seconds=s) for s in (seconds, seconds if opened is None else opened))
    return AlertRaised(fingerprint, "link_down", "severe", "link-1", time, since, 105.6, 18.6, "1", {"value": 0.0})


def cleared(seconds: float = 0, fingerprint: str = "link_down/link-1", resolves: bool = True) -> AlertCleared:
    """The news that it is over."""
    return AlertCleared(fingerprint, NOON + timedelta(seconds=seconds), resolves)


def incident(seconds: float = 0, ended: float | None = None) -> Incident:
    """A stopped vehicle on cam-01 that began at noon, as seen so many seconds later; ``ended`` when it is over."""
    time = NOON + timedelta(seconds=seconds)
    end = None if ended is None else NOON + timedelta(seconds=ended)
    name = "cam-01/stopped_vehicle/20261121T050000"
    track = ((0.0, 0.2, 0.3),)
    return Incident(name, "cam-01", "stopped_vehicle", NOON, time, (0.1, 0.2, 0.3, 0.4), 0.9, end, track)


def batch(*records: object) -> Batch:
    """A batch of these records."""
    made = Batch()
    made.add(records)
    return made
