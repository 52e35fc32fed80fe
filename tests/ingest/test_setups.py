"""What people draw is taken up without a restart, and open incidents go on."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from config.city import Zone
from ingest.setups import Setups
from ingest.stream import Context, open_stream
from store import cameras
from store.cameras import Setup
from store.pool import connect
from store.records import Incident, Learned, Record, Sight, Still
from tests.builders import NOON, city, message, settings
from tests.database import ask, saved
from tests.vision.road import Car, Road, moments

IGNORED = Zone(name="bỏ qua", purpose="ignore", polygon=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)))
CORNER = msgspec.structs.replace(IGNORED, polygon=((0.0, 0.0), (0.1, 0.0), (0.1, 0.1)))
CROSSED = msgspec.structs.replace(IGNORED, polygon=((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)))


def drawn(url: str, base: int, *zones: Zone) -> None:
    ask(url, cameras.save_setup, "cam-01", base, "An", Setup(zones))


def looked_at(url: str) -> None:
    with connect(url, 5.0) as link:
        link.execute("INSERT INTO camera_looks VALUES ('cam-01', now() + interval '1 hour')")


class Centre:
    """The camera stream on a database, with clocks that follow the frames."""

    def __init__(self, url: str) -> None:
        self.link, self.time = connect(url, 5.0), NOON
        self.link.autocommit = True
        used = settings(IOC_VISION__RULES__STOPPED_VEHICLE__MINIMUM_STOP_SECONDS="8")
        context = Context(used, city(), lambda: self.time, lambda _camera: [], lambda question: question(self.link))
        self.stream = open_stream("camera_frames", context)

    def play(self, road: Road, start: float, end: float) -> list[Record]:
        """The records of a stretch of road; what it stores is not stored."""
        made: list[Record] = []
        for number, seconds in moments(start, end, 5):
            self.time = NOON + timedelta(seconds=seconds)
            headers = {"time": self.time.isoformat(), "sequence": str(number)}
            made += self.stream.decode(message(road.jpeg(seconds), "camera.frames", "cam-01", number, **headers))
        return made


@pytest.fixture
def centre(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    """A stream that asks the store at every frame."""
    monkeypatch.setattr("ingest.setups.EVERY_SECONDS", 0.0)
    running = Centre(database_url)
    yield running
    running.link.close()


def news(records: list[Record]) -> list[Incident]:
    return [row for row in records if isinstance(row, Incident)]


def test_setup_saved_later_holds_in_place_of_the_citys_folder(database_url):
    known = {camera.id: camera for camera in city().cameras}
    with connect(database_url, 5.0) as link:
        setups = Setups(known, lambda question: question(link), iter(range(0, 1000, 10)).__next__)
        assert setups.refresh() == []
        drawn(database_url, 0, IGNORED)
        link.rollback()
        assert setups.refresh() == ["cam-01"]
        assert setups.cameras["cam-01"].zones == (IGNORED,) and setups.versions == {"cam-01": 1, "cam-02": 0}
        assert setups.refresh() == []


def test_setup_that_makes_no_sense_is_left_aside(database_url):
    known = {camera.id: camera for camera in city().cameras}
    drawn(database_url, 0, CROSSED)
    with connect(database_url, 5.0) as link:
        setups = Setups(known, lambda question: question(link), iter(range(0, 1000, 10)).__next__)
        assert setups.refresh() == []
        assert setups.cameras["cam-01"].zones == ()


def test_zone_drawn_meanwhile_is_taken_up_and_the_open_incident_goes_on(database_url, centre):
    road = Road((Car(stops=4),))
    [known] = {row.id for row in news(centre.play(road, 0, 16))}
    drawn(database_url, 0, CORNER)
    assert {(row.id, row.end) for row in news(centre.play(road, 16, 22))} == {(known, None)}
    drawn(database_url, 1, IGNORED)
    last = news(centre.play(road, 22, 28))[-1]
    assert last.id == known and last.end is not None
    assert news(centre.play(road, 28, 34)) == []


def test_what_a_camera_sees_is_told_with_its_picture_while_somebody_looks(database_url, centre):
    road = Road((Car(stops=4),))
    assert not [row for row in centre.play(road, 0, 5) if isinstance(row, Sight)]
    drawn(database_url, 0, CORNER)
    looked_at(database_url)
    rows = centre.play(road, 5, 16)
    sights = [row for row in rows if isinstance(row, Sight)]
    assert 25 <= len(sights) <= 29
    assert {row.time for row in sights} <= {row.time for row in rows if isinstance(row, Still)}
    assert sights[-1].sight["version"] == 1
    [track] = [track for track in sights[-1].sight["tracks"] if track["rules"]]
    assert track["rules"] == track["reported"] == ["stopped_vehicle"] and 8 < track["stood_seconds"] < 14


def test_what_a_camera_learnt_is_written_down_and_taken_up_after_a_restart(database_url, centre):
    cars = tuple(Car(stops=at, leaves=at, seed=round(at)) for at in range(4, 150, 6))
    lessons = [row for row in centre.play(Road(cars), 0, 125) if isinstance(row, Learned)]
    assert len(lessons) == 1
    saved(database_url, *lessons)
    again = Centre(database_url)
    looked_at(database_url)
    [sight, *_] = [row for row in again.play(Road(), 126, 127) if isinstance(row, Sight)]
    again.link.close()
    ways = {round(degrees / 45) for _, _, degrees, _ in sight.sight["learned"]}
    assert ways == {2}  # all cars went to the right
