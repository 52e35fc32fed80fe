"""A made city on an ordinary day, written through the store's own door: what a screen has to show."""

import hashlib
import sys
from datetime import UTC, datetime, timedelta

import cv2
import msgspec
import numpy as np

from config import Camera, City, Settings, load, load_city
from dashboard.picture import STREAMS
from store.pool import connect
from store.records import AlertRaised, Batch, Evidence, EvidenceKind, Incident, Reading, Still
from store.write import save

STREETS = (
    "Quang Trung – Trần Phú", "Lê Lợi – Nguyễn Trãi", "Đại lộ Lênin", "Cầu Bến Thủy",
    "Ngã ba Quán Bàu", "Quốc lộ 1 – Hoàng Mai", "Cửa Lò – Bình Minh", "Đường Hồ Chí Minh – Thái Hòa",
)  # fmt: skip
PLACES = (
    (105.67, 18.68), (105.69, 18.69), (105.70, 18.67), (105.72, 18.65),
    (105.66, 18.71), (105.71, 19.27), (105.72, 18.82), (105.43, 19.31),
)  # fmt: skip


def settings(database_url: str, port: int, **environ: str) -> Settings:
    """The defaults on this database and port, with short waits."""
    waits = {"IOC_DATABASE__RETRY_SECONDS": "0.2", "IOC_DATABASE__CONNECT_SECONDS": "2.0"}
    return load({"DATABASE_URL": database_url, "IOC_DASHBOARD__PORT": str(port)} | waits | environ)


def city(of: Settings, cameras: int = len(STREETS)) -> City:
    """The default city with so many made cameras."""
    made = tuple(
        Camera(
            id=f"cam-{n + 1:02}",
            name=STREETS[n % 8],
            lon=PLACES[n % 8][0],
            lat=round(PLACES[n % 8][1] + n // 8 / 50, 5),
        )
        for n in range(cameras)
    )
    return msgspec.structs.replace(load_city(of), cameras=made)


def street(seed: int, seconds: float = 0.0, marked: bool = False) -> bytes:
    """A drawn street as a JPEG: a road in perspective, cars that move with the seconds, and a box when marked."""
    picture = np.zeros((360, 640, 3), np.uint8)
    picture[:140] = (150 - seed * 12 % 90, 130, 110)
    picture[140:] = (70, 84 + seed * 9 % 40, 72)
    cv2.fillPoly(picture, [np.array([[270, 140], [370, 140], [640, 360], [0, 360]])], (88, 86, 84))
    for n in range(5):
        far = (n / 5 + seconds / 10 + seed / 8) % 1
        x, y, size = int(320 + (n % 3 - 1) * (20 + 180 * far)), int(145 + 190 * far), int(8 + 46 * far)
        cv2.rectangle(
            picture, (x - size, y - size // 2), (x + size, y + size // 2), (40 + n * 45, 60, 210 - n * 40), -1
        )
    noise = np.random.default_rng(seed).integers(0, 12, picture.shape, np.uint8)
    if marked:
        cv2.rectangle(picture, (250, 190), (380, 270), (80, 80, 255), 3)
        cv2.putText(picture, "STOPPED VEHICLE", (250, 182), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (80, 80, 255), 2)
    return cv2.imencode(".jpg", cv2.add(picture, noise))[1].tobytes()


def strip() -> bytes:
    """Two seconds of a street as an animated WebP."""
    film = cv2.Animation()
    film.frames = [cv2.resize(cv2.imdecode(np.frombuffer(street(1, n), np.uint8), 1), (320, 180)) for n in range(4)]
    film.durations = [500] * 4
    return cv2.imencodeanimation(".webp", film)[1].tobytes()


def telemetry(of: City, now: datetime) -> list[Reading]:
    """Every link, site and office speaks; three of them badly."""
    rows = [Reading(now, link.id, "up", float(n not in (40, 41))) for n, link in enumerate(of.links)]
    rows += [Reading(now, site.id, "up", float(n % 61 != 17)) for n, site in enumerate(of.sites)]
    for n, office in enumerate(of.offices):
        values = {
            "people_waiting": 28 if n == 3 else n * 7 % 13,
            "wait_seconds": n * 131 % 2300,
            "counters_open": office.counters - n % 3,
            "dossiers_received_today": 20 + n * 17 % 40,
            "dossiers_resolved_today": 15 + n * 13 % 30,
            "dossiers_overdue": n % 3,
        }
        rows += [Reading(now, office.id, metric, float(value)) for metric, value in values.items()]
    rows += [Reading(now, camera.id, "frame_lag_seconds", 0.3 + n / 20) for n, camera in enumerate(of.cameras)]
    rows += [Reading(now, "centre.ingest", f"{stream}_messages_total", 1000.0) for stream in STREAMS]
    rows.append(Reading(now, "centre.canary", "incident_seconds", 2.4))
    return [*rows, Reading(now, "centre.simulation", "running", 1.0)]


def stills(of: City, now: datetime) -> list[Still]:
    """Every camera but the last has a new picture; the last one fell silent twelve minutes ago."""
    old = now - timedelta(minutes=12)
    return [
        Still(
            camera.id, old if camera is of.cameras[-1] else now, int(now.timestamp()), street(n, now.timestamp() % 60)
        )
        for n, camera in enumerate(of.cameras)
    ]


def stopped_vehicle(camera: Camera, start: datetime, code: str) -> tuple[Incident, list[Evidence], AlertRaised]:
    """An incident on a camera with its pictures and its alert."""
    key = f"{camera.id}/stopped_vehicle/{start:%Y%m%dT%H%M%S.%fZ}"
    seen = start + timedelta(seconds=20)
    incident = Incident(key, camera.id, "stopped_vehicle", start, seen, (0.4, 0.5, 0.6, 0.75), 0.87)
    jpegs: dict[EvidenceKind, bytes] = {"start": street(1, 4, marked=True), "start_plain": street(1, 4)}
    jpegs |= {"start_masked": street(2, 4, marked=True), "strip": strip(), "strip_masked": strip()}
    pictures = [
        Evidence(key, kind, start, jpeg, hashlib.sha256(jpeg).hexdigest(), camera.id) for kind, jpeg in jpegs.items()
    ]
    details = {"incident_id": key, "confidence": 0.87}
    fingerprint = f"incident/{key}"
    place = (camera.lon, camera.lat, code, details)
    return incident, pictures, AlertRaised(fingerprint, "stopped_vehicle", "severe", camera.id, seen, start, *place)


def threshold_alert(kind: str, severity: str, source_id: str, code: str, opened: datetime) -> AlertRaised:
    """An alert as a reading out of bounds makes it; where it is, its commune says."""
    details = {"metric": "up", "value": 0.0}
    return AlertRaised(f"{kind}/{source_id}", kind, severity, source_id, opened, opened, None, None, code, details)


def day(of: City, now: datetime) -> Batch:
    """All of it: readings, stills, an incident with evidence, six alerts."""
    batch = Batch(readings=telemetry(of, now), stills=stills(of, now))
    for n, camera in enumerate(of.cameras[:2]):
        incident, pictures, alert = stopped_vehicle(camera, now - timedelta(minutes=3 + 9 * n), of.communes[n].code)
        batch.incidents.append(incident)
        batch.evidence += pictures
        batch.alerts.append(alert)
    down, office = [of.links[40], of.links[41]], of.offices[3]
    site = of.sites[17]
    ago = [now - timedelta(minutes=m) for m in (2, 26, 75, 190)]
    batch.alerts += [
        threshold_alert("link_down", "severe", down[0].id, down[0].commune_code, ago[0]),
        threshold_alert("link_down", "severe", down[1].id, down[1].commune_code, ago[1]),
        threshold_alert("site_down", "moderate", site.id, site.commune_code, ago[2]),
        threshold_alert("queue_long", "minor", office.id, office.commune_code, ago[3]),
    ]
    return batch


def write(database_url: str, batch: Batch) -> None:
    """Save a batch as ingest does."""
    with connect(database_url, 5.0) as connection:
        save(connection, batch)


if __name__ == "__main__":
    used = settings(sys.argv[1], 8050)
    write(sys.argv[1], day(city(used), datetime.now(UTC)))
