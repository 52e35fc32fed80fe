"""The typed, frozen shape of every setting; default.toml says what each means."""

from typing import Annotated, Any

from msgspec import Meta

from config.alerting import Alerts, Notify, OfficeHours, Silence, Target, Threshold
from config.canary import Canary
from config.coverage import CoverageSettings
from config.limits import Limits
from config.section import Language, Section, Severity
from config.wall import Wall

__all__ = ["Alerts", "Language", "Notify", "OfficeHours", "Section", "Settings", "Severity", "Silence", "Store",
           "Target", "Threshold", "Vision", "Wall"]  # fmt: skip


class CitySettings(Section, frozen=True):
    """Which city, and how its screens speak."""

    folder: str
    language: Language
    time_zone: str


class Database(Section, frozen=True):
    """Where the store is."""

    url: str
    bin_folder: str
    connect_seconds: float
    retry_seconds: float


class Store(Section, frozen=True):
    """How long each kind of row is kept (0: for ever), and when readings are summed up and compressed."""

    chunk_days: int
    late_days: int
    compress_after_days: int
    readings_kept_days: int
    minutes_kept_days: int
    hours_kept_days: int
    days_kept_days: int
    dead_letters_kept_days: int
    evidence_kept_days: int
    incidents_kept_days: int
    alerts_kept_days: int
    housekeeping_seconds: float


class Broker(Section, frozen=True):
    """Where Kafka is."""

    bootstrap_servers: str
    memory_limit_mb: int
    session_timeout_ms: int
    fetch_kb: int
    fetch_wait_ms: int


class Data(Section, frozen=True):
    """Where embedded services keep what they store."""

    folder: str


class SenderKey(Section, frozen=True):
    """Who may POST: the SHA-256 of a key in hex, and to what it is limited; nothing named: no limit."""

    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    streams: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class Ingest(Section, frozen=True):
    """How messages become rows, and who may send them over HTTP."""

    batch_rows: int
    batch_frames: int
    poll_ms: int
    future_seconds: float
    dead_letter_kb: int
    post_mb: float
    post_lines: int
    line_kb: int
    keys: dict[str, SenderKey]


class Sources(Section, frozen=True):
    """How cameras are read."""

    rate_fps: float
    width_px: int
    jpeg_quality: int
    read_seconds: float
    retry_seconds: float
    loop_pause_seconds: float
    retry_max_seconds: float


class Probe(Section, frozen=True):
    """How the centre measures the ways to its sources itself."""

    period_seconds: float
    timeout_seconds: float
    attempts_counted: int
    down_after: int
    at_once: int


class Vision(Section, frozen=True):
    """How frames are looked at."""

    width_px: int
    max_megapixels: float
    still_seconds: float
    late_seconds: float
    face_detector: str
    detector: str
    off: tuple[str, ...]
    rules: dict[str, dict[str, Any]]


class Dashboard(Section, frozen=True):
    """How screens are served."""

    host: str
    published_on_loopback: bool
    port: int
    tick_seconds: float
    stale_seconds: float
    camera_stale_seconds: float
    plain_evidence: bool
    public_url: str
    proxies: tuple[str, ...]
    tls_certificate: str
    tls_key: str


class LogIn(Section, frozen=True):
    """How long somebody stays logged in, and how often a guess may fail."""

    session_hours: Annotated[float, Meta(gt=0, le=168)]
    lock_minutes: Annotated[float, Meta(gt=0, le=1440)]
    failures: Annotated[int, Meta(ge=1)]
    failures_of_name: Annotated[int, Meta(ge=1)]
    failures_of_address: Annotated[int, Meta(ge=1)]


class Metrics(Section, frozen=True):
    """Where each process answers those who watch it from outside."""

    host: str
    port: Annotated[int, Meta(ge=0, le=65_000)]


class Simulation(Section, frozen=True):
    """The city that stands in for a real one."""

    enabled: bool
    seed: int
    rate_fps: float
    telemetry_seconds: float
    queue_seconds: float


class Settings(Section, frozen=True):
    """Every setting."""

    city: CitySettings
    database: Database
    store: Store
    broker: Broker
    data: Data
    ingest: Ingest
    sources: Sources
    probe: Probe
    vision: Vision
    dashboard: Dashboard
    log_in: LogIn
    wall: Wall
    canary: Canary
    limits: Limits
    coverage: CoverageSettings
    metrics: Metrics
    simulation: Simulation
    alerts: Alerts
    notify: Notify
