"""Dark: nothing in the picture is bright enough to be seen, not even a lamp."""

import numpy as np

from vision.health.view import View

# A street at night has lamps, headlights or a lit window: its brightest hundredth is above 100 of 255 on every camera
# tried. With the lens cap on, or the sensor dead, it is below 30 however noisy.
BRIGHTEST = 45.0
BRIGHTEST_PERCENT = 99
AFTER_SECONDS, OVER_SECONDS = 15.0, 10.0


def seen(view: View) -> bool:
    """Whether the picture is dark now."""
    return bool(np.percentile(view.grey, BRIGHTEST_PERCENT) < BRIGHTEST)
