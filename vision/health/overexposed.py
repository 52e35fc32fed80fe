"""Over-exposed: so much of the picture is burnt out that what happens there cannot be seen."""

import numpy as np

from vision.health.view import View

# Sky, headlights and a white lorry together burn out a sixteenth of a picture on the cameras tried; a third is the
# sun in the lens, an iris that hangs, or a lamp shining into it.
BURNT_OUT = 245
SHARE = 0.35
AFTER_SECONDS, OVER_SECONDS = 15.0, 10.0


def seen(view: View) -> bool:
    """Whether the picture is burnt out now."""
    return bool(np.mean(view.grey >= BURNT_OUT) > SHARE)
