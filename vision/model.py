"""Models that somebody has put beside the centre: tried once, before anything relies on them."""

from collections.abc import Callable
from typing import Protocol, TypeVar

import cv2
import numpy as np
from cv2.typing import MatLike

from config import ConfigError


class Finder(Protocol):
    """What finds things in a picture."""

    def find(self, picture: MatLike) -> tuple[object, ...]:
        """All there are in it."""
        ...


Model = TypeVar("Model", bound=Finder)


def tried(make: Callable[[str], Model], path: str, key: str, what: str) -> Model | None:
    """The model at ``path``, None for ""; raises ConfigError with the setting's ``key`` when it cannot be asked."""
    if not path:
        return None
    try:
        model = make(path)
        model.find(np.zeros((180, 320, 3), np.uint8))
    except (cv2.error, SystemError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ConfigError(f"{key}: {path!r} is no {what} that OpenCV can use: {reason}") from error
    return model
