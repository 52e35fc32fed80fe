"""What a camera sees, as plain data for whoever sets it up: tracks, their speeds, and what each rule makes of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from store.records import Sight
from vision.learned import COLUMNS, ROWS, Learned, propose_zones
from vision.rule import Sighting
from vision.scene import Scene, Track

MOST_TRACKS = 60
MOST_POINTS = 24
MOST_PROPOSALS = 12
LEAST_VOTES = 1.0
SURE_VOTES = 30.0
KMH = 3.6


def sight(
    camera_id: str,
    version: int,
    scene: Scene,
    sightings: Mapping[str, Sequence[Sighting]],
    learned: Mapping[str, Any],
) -> Sight:
    """All of it for one frame, judged by ``version`` of the set-up; ``learned`` is what ``taught`` tells."""
    rules: dict[int, list[str]] = {}
    numbers, areas = {track.number for track in scene.tracks}, []
    for name, seen in sightings.items():
        for sighting in seen:
            rules.setdefault(sighting.track, []).append(name)
            if sighting.track not in numbers:  # a queue or a veil is no track
                areas.append({"rule": name, "box": [_plain(value, 4) for value in sighting.box]})
    return Sight(camera_id, scene.time, {
        "version": version,
        "changing": scene.change,
        "profile": scene.profile,
        "metres": "none" if scene.ground is None else "rough" if scene.ground.rough else "measured",
        "tracks": [_track(track, scene, rules.get(track.number, [])) for track in scene.tracks[:MOST_TRACKS]],
        "areas": areas[:MOST_TRACKS],
        **learned,
    })  # fmt: skip


def taught(learned: Learned) -> dict[str, Any]:
    """What a camera has learnt: the usual way at each place that has one, and the zones that makes."""
    arrows = []
    for row, column in np.argwhere(learned.votes.sum(axis=2) >= LEAST_VOTES):
        x, y = (column + 0.5) / COLUMNS, (row + 0.5) / ROWS
        if usual := learned.usual((x, y)):
            weight = min(1.0, usual.count / SURE_VOTES) * usual.share
            arrows.append([_plain(x, 3), _plain(y, 3), _plain(usual.degrees, 0), _plain(weight, 2)])
    return {"learned": arrows, "proposals": msgspec.to_builtins(propose_zones(learned)[:MOST_PROPOSALS])}


def _track(track: Track, scene: Scene, rules: list[str]) -> dict[str, Any]:
    stood = None if track.stop is None else round((scene.time - track.stop.since).total_seconds(), 1)
    return {
        "number": track.number,
        "kind": track.kind,
        "box": [_plain(value, 4) for value in track.box],
        "path": [[_plain(x, 4), _plain(y, 4)] for _, x, y in track.path[-MOST_POINTS:]],
        "kmh": None if track.speed_mps is None else _plain(track.speed_mps * KMH, 1),
        "stood_seconds": stood,
        "rules": rules,
        "reported": sorted(track.reported),
    }


def _plain(value: float, digits: int) -> float:
    """A number as JSON knows it: many come out of numpy."""
    return round(float(value), digits)
