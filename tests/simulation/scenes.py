"""Small scenes for tests: one camera, one size, and a clock that stands where the test says."""

from datetime import UTC, datetime, timedelta

from config.city import Camera
from simulation.incidents import Script
from simulation.scene import Scene

SIZE = (320, 180)
MIDNIGHT = datetime(2026, 11, 17, 17, tzinfo=UTC)  # of a Wednesday in Vietnam


def at_hour(hour: float) -> datetime:
    """That local hour."""
    return MIDNIGHT + timedelta(hours=hour)


def scene(
    camera_id: str = "cam-03", hour: float = 9.0, seed: int = 1, stops: tuple[float, ...] = (), hold: float = 50
) -> Scene:
    """A scene that starts at a local hour; a vehicle breaks down so many seconds after the start."""
    start = at_hour(hour)
    scripts = [Script(camera_id, "stopped_vehicle", start + timedelta(seconds=s), hold, 0.4) for s in stops]
    camera = Camera(id=camera_id, name=camera_id, lon=105.7, lat=18.7, bearing_degrees=20)
    return Scene(camera, seed, start, scripts, SIZE)


def after(made: Scene, seconds: float) -> datetime:
    """So many seconds after the scene's start."""
    return made.start + timedelta(seconds=seconds)
