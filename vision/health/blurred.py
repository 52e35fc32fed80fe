"""Blurred: outlines are where they were, but no longer steep; out of focus, condensation or grease on the glass."""

from vision.health.view import View

# Steepness is compared between two scales of the same picture, so that fog, dusk and exposure, which take from both,
# do not count. A blur of one pixel and a half at working size halves one of the two ratios; weather, noise, night
# and JPEG quality 40 change them by less than a fifth.
OF_LEARNED = 0.62
NEVER_SHARP = (0.5, 0.52)
AFTER_SECONDS, OVER_SECONDS = 20.0, 10.0


def seen(view: View, learned: tuple[float, float] | None) -> bool:
    """Whether the picture is blurred against what is ``learned`` of this camera, or plainly, whatever was learned."""
    if all(ratio < least for ratio, least in zip(view.crispness, NEVER_SHARP, strict=True)):
        return True
    if learned is None:
        return False
    return any(ratio < OF_LEARNED * known for ratio, known in zip(view.crispness, learned, strict=True))
