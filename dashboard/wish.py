"""What a browser asks for, before anything is done about it."""

from typing import TypeVar

import msgspec
from dash.exceptions import PreventUpdate

Wish = TypeVar("Wish")


def understood(asked: object, kind: type[Wish]) -> Wish:
    """What was asked, as what it should be; what makes no sense asks for nothing, and changes nothing on the page."""
    try:
        return msgspec.convert(asked, kind)
    except msgspec.ValidationError as error:
        raise PreventUpdate from error
