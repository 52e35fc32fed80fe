"""What a camera sees, as plain data for whoever sets it up: tracks, their speeds, and what each rule makes of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from store.records import Sight
from vision.rule import Sighting
from vision.scene import Scene, Track

MOST_TRACKS = 60
MOST_POINTS = 24
KMH = 3.6


def sight(camera_id: str, version: int, scene: Scene, sightings: Mapping[str, Sequence[Sighting]]) -> Sight:
    """All of it for one frame; ``version`` is that of the set-up it was judged by."""
    rules: dict[int, list[str]] = {}
    for name, seen in sightings.items():
        for sighting in seen:
            rules.setdefault(sighting.track, []).append(name)
    return Sight(camera_id, scene.time, {
        "version": version,
        "changing": scene.change,
        "profile": scene.profile,
        "metres": "none" if scene.ground is None else "rough" if scene.ground.rough else "measured",
        "tracks": [_track(track, scene, rules.get(track.number, [])) for track in scene.tracks[:MOST_TRACKS]],
    })  # fmt: skip


def _track(track: Track, scene: Scene, rules: list[str]) -> dict[str, Any]:
    stood = None if track.stop is None else round((scene.time - track.stop.since).total_seconds(), 1)
    return {
        "number": track.number,
        "kind": track.kind,
        "box": [round(value, 4) for value in track.box],
        "path": [[round(x, 4), round(y, 4)] for _, x, y in track.path[-MOST_POINTS:]],
        "kmh": None if track.speed_mps is None else round(track.speed_mps * KMH, 1),
        "stood_seconds": stood,
        "rules": rules,
        "reported": sorted(track.reported),
    }
