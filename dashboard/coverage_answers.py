"""What a view asks of the model itself, for what leaves the screen: masts tried and sought, and best servers."""

from typing import NamedTuple

from dashboard.coverage_ground import Ground, ground
from dashboard.coverage_model import Model
from dashboard.coverage_siting import Asked, Gain, Sought, gain, seek
from dashboard.coverage_view import View
from dashboard.words import Words


class Answers(NamedTuple):
    """What was asked for, and ``problems``: why some of it cannot be, in words; None: nobody asked for it."""

    tried: Gain | None = None
    sought: Sought | None = None
    ground: Ground | None = None
    problems: tuple[str, ...] = ()


NOTHING = Answers()


async def answers(model: Model, view: View, words: Words) -> Answers:
    """All that the view asks for; raises DatabaseDown."""
    found = NOTHING
    try:
        if view.mast:
            found = found._replace(tried=await gain(model, view, *view.mast))
        if "servers" in view.layers:
            found = found._replace(ground=await ground(model, view.service))
        if view.sought:
            found = found._replace(sought=await seek(model, view))
    except Asked as error:
        return found._replace(problems=(words(error.message, **error.values),))
    except ValueError:
        return found._replace(problems=(words("There is no planned network to compute with."),))
    return found
