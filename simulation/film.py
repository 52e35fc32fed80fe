"""Renders the clips of the catalogue, with what really happened in them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import cv2
import numpy as np
from msgspec.structs import replace as with_fields

from config.city import Camera
from simulation import calibration, lens, setting, weather
from simulation.clips import HEALTH, QUIET, Recipe
from simulation.incidents import Truth
from simulation.pinhole import Pose
from simulation.render import Painter
from simulation.scene import ZONE, Scene
from simulation.scenery import Scenery
from vision.evaluate import Clip, Event

Array = np.ndarray
MIDNIGHT = datetime(2026, 11, 17, 17, tzinfo=UTC)  # of a Wednesday in Vietnam
BEGINS = 24.0
HIDDEN = 0.4


class Film:
    """One clip as it is being taken; its events are known once all frames are."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.start = MIDNIGHT + timedelta(hours=recipe.hour)
        self.random = np.random.default_rng([recipe.seed, len(recipe.subject), recipe.width])
        camera = Camera(id=recipe.camera_id, name=recipe.camera_id, lon=105.7, lat=18.7, bearing_degrees=20.0)
        size = (recipe.width, recipe.width * 9 // 16)
        self.scene = Scene(camera, recipe.seed, self.start, size=size)
        self.events: list[Event] = []
        zones = setting.prepare(self.scene, recipe, self.random)
        view, place = self.scene.painter.view, self.scene.place
        self.camera = with_fields(camera, zones=zones, calibration=calibration.ground_points(place, view))
        self.moved: Painter | None = None
        self._equip()

    def frames(self) -> Iterator[tuple[datetime, bytes]]:
        """(time, JPEG) from the first to the last."""
        last: bytes = b""
        begins = self.start + timedelta(seconds=BEGINS)
        for number in range(int(self.recipe.seconds * self.recipe.rate_fps)):
            time = self.start + timedelta(seconds=number / self.recipe.rate_fps)
            if not (self.recipe.subject == "camera_frozen" and last and time >= begins):
                last = self._frame(time, begins)
            yield time, last
        self.events = [event for truth in self.scene.truths if (event := self._event(truth))]
        if self.recipe.subject in HEALTH:
            self.events.append(Event(self.recipe.subject, begins, None, (0.0, 0.0, 1.0, 1.0)))

    def _frame(self, time: datetime, begins: datetime) -> bytes:
        self.scene.advance(time)
        if self.recipe.subject == "camera_moved" and time >= begins and self.moved is None:
            self.scene.painter = self.moved = self._turned()
        picture = self.scene.painter.picture(time, self.scene.seen())
        return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, self.recipe.quality])[1].tobytes()

    def _equip(self) -> None:
        """Weather, lens and troubles as the recipe says."""
        painter, recipe, random = self.scene.painter, self.recipe, self.random
        if recipe.condition == "rain":
            painter.air.append(weather.Rain(random, painter.view, float(random.uniform(0.6, 1.1))))
            painter.cloud = 0.0
        if recipe.condition == "clouds":
            painter.cloud = 0.85
        if recipe.condition == "leaves":
            painter.lens.append(weather.Branch(random, painter.view))
        if recipe.condition == "sway":
            painter.lens.append(lens.sway(painter.view, recipe.seed))
        if recipe.subject == "smoke_or_dust":
            self._smoke(painter, painter.still)
        painter.lens += setting.troubles(recipe, self.start, random)
        if recipe.subject in HEALTH:
            kind, begins = recipe.subject.removeprefix("camera_"), self.start + timedelta(seconds=BEGINS)
            size = (painter.view.width, painter.view.height)
            painter.lens.append(lens.ailing(next(a for a in lens.AILMENTS if a == kind), begins, random, size))

    def _smoke(self, painter: Painter, still: Scenery) -> None:
        """Smoke of a fire beside the road, or dust over all of it."""
        begins, lasts = self.start + timedelta(seconds=BEGINS), self.recipe.seconds - BEGINS - 12
        if self.recipe.seed % 3 == 2:
            ground = painter.view.ground()[2]
            dust = weather.Dust(still.depth, ground, begins, lasts, float(self.random.uniform(0.85, 0.97)))
            painter.air.append(dust)
            box = (0.0, 0.0, 1.0, 1.0)
        else:
            foot = setting.beside(self.scene, self.random)
            plume = weather.Plume(
                self.random, painter.view, foot, float(self.random.uniform(7, 11)), begins, lasts,
                float(self.random.choice([0.45, 1.3])),
            )  # fmt: skip
            painter.air.append(plume)
            box = plume.box
        end = begins + timedelta(seconds=lasts)
        due = begins + timedelta(seconds=4)
        self.scene.truths.append(Truth("", "smoke_or_dust", begins, end, [(begins, box)], due))

    def _turned(self) -> Painter:
        """The same street from the same pole, after somebody or the wind has turned the camera."""
        pose, old = self.scene.place.pose, self.scene.painter
        turned = Pose(pose.x, pose.y, pose.height, pose.yaw + float(self.random.choice([-14, 15])), pose.pitch + 4,
                      pose.field_of_view)  # fmt: skip
        place = replace(self.scene.place, pose=turned)
        new = Painter(place, old.name, old.bearing, ZONE, old.seed, (old.view.width, old.view.height))
        new.air, new.lens, new.cloud = old.air, old.lens, old.cloud
        return new

    def _event(self, truth: Truth) -> Event | None:
        """What a truth is to those who judge; what cannot be seen, or only just was, nobody can judge."""
        if not truth.boxes:
            return None
        rule, reason = truth.kind.rstrip("?"), ""
        if truth.kind.endswith("?"):
            reason = "caused"
        elif self._hidden(truth) > HIDDEN:
            reason = "hidden"
        boxes = [box for _, box in truth.boxes]
        around = (
            min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes),
        )  # fmt: skip
        track = tuple(truth.boxes) if len(boxes) > 1 else ()
        return Event(rule, truth.start, truth.end, around, not reason, track, truth.due, reason)

    def _hidden(self, truth: Truth) -> float:
        """The share of an incident's boxes that lie behind trees, walls and the like."""
        painter, shares = self.scene.painter, []
        if truth.kind in ("smoke_or_dust", "congestion"):
            return 0.0
        ground = painter.view.ground()[2]
        h, w = painter.still.depth.shape
        for _, (left, top, right, bottom) in truth.boxes[:: max(1, len(truth.boxes) // 12)]:
            rows, columns = slice(int(top * h), int(bottom * h) + 1), slice(int(left * w), int(right * w) + 1)
            foot = ground[min(h - 1, int(bottom * h)), min(w - 1, int((left + right) / 2 * w))]
            shares.append(float(np.mean(painter.still.depth[rows, columns] < foot - 1.5)) if foot == foot else 0.0)
        return float(np.mean(shares))


def clip(recipe: Recipe) -> Clip:
    """The clip of a recipe; it is rendered while it is looked at, and its events are told at its end."""
    film = Film(recipe)
    condition = recipe.condition
    return Clip(recipe.name, film.camera, film.frames, condition=condition, later=lambda: tuple(film.events),
                subject="" if recipe.subject == QUIET else recipe.subject)  # fmt: skip
