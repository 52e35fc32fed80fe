"""A camera without lens: metres of the world to pixels of the picture, and pixels back to the ground."""

import math
from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Pose:
    """Where a camera hangs (metres, height above the ground) and looks: yaw to the right and pitch down, in degrees."""

    x: float
    y: float
    height: float
    yaw: float
    pitch: float
    field_of_view: float


class View:
    """The projection of one pose into a picture of one size. The world: x to the right, y ahead, z up, in metres."""

    def __init__(self, pose: Pose, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.focal = width / (2 * math.tan(math.radians(pose.field_of_view) / 2))
        self.eye = np.array([pose.x, pose.y, pose.height])
        yaw, pitch = math.radians(pose.yaw), math.radians(pose.pitch)
        forward = np.array([math.sin(yaw) * math.cos(pitch), math.cos(yaw) * math.cos(pitch), -math.sin(pitch)])
        right = np.array([math.cos(yaw), -math.sin(yaw), 0.0])
        self.axes = np.stack([right, np.cross(forward, right), forward])
        self.horizon = height / 2 - self.focal * math.tan(pitch)

    def project(self, points: Array) -> tuple[Array, Array]:
        """(n, 2) pixels and (n,) depths in metres of (n, 3) points; what lies behind the camera is clamped to 0.3 m."""
        seen = (points - self.eye) @ self.axes.T
        depth = np.maximum(seen[:, 2], 0.3)
        pixels = seen[:, :2] * (self.focal / depth)[:, None]
        return pixels + np.array([self.width / 2, self.height / 2]), depth

    def ground(self, step: int = 1) -> tuple[Array, Array, Array]:
        """x, y and depth of the ground under each (step-th) pixel's centre; NaN above the horizon."""
        u, v = np.meshgrid(
            np.arange(0, self.width, step) + (step - 1) / 2 + 0.5 - self.width / 2,
            np.arange(0, self.height, step) + (step - 1) / 2 + 0.5 - self.height / 2,
        )
        rays = np.stack([u, v, np.full_like(u, self.focal)], axis=-1) @ self.axes
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.where(rays[..., 2] < -1e-6, -self.eye[2] / rays[..., 2], np.nan)
        x, y = self.eye[0] + rays[..., 0] * reach, self.eye[1] + rays[..., 1] * reach
        return x, y, reach * self.focal

    def box(self, points: Array) -> tuple[float, float, float, float]:
        """The smallest box, in fractions of the picture and cut at its edges, around the points' pixels."""
        pixels, _ = self.project(points)
        low = np.clip(pixels.min(axis=0) / (self.width, self.height), 0, 1)
        high = np.clip(pixels.max(axis=0) / (self.width, self.height), 0, 1)
        return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
