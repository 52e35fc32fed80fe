"""Facts as pairs of a name and a value, and those that are known of every alert."""

from collections.abc import Mapping

from dash import html

from dashboard.centre import Centre
from dashboard.words import Words
from store.records import Alert


def times(alert: Alert, words: Words) -> dict[str, str]:
    """When it was opened and seen last, and whether what it is about is over."""
    return {
        words("Opened"): words.moment(alert.opened_at),
        words("Last seen"): words.moment(alert.last_seen_at),
        words("Condition over"): words.moment(alert.cleared_at) if alert.cleared_at else words("no, it lasts"),
    }


def whence(alert: Alert, centre: Centre, words: Words) -> dict[str, str]:
    """Whose it is: the source by name and id, its commune, and a camera's road."""
    return {
        words("Source"): f"{centre.names.get(alert.source_id, alert.source_id)} ({alert.source_id})",
        words("Commune"): centre.commune_name(alert.commune_code) or words("not known"),
        **road(alert, centre, words),
    }


def road(alert: Alert, centre: Centre, words: Words) -> dict[str, str]:
    """The road that a camera looks at, as the city's file names it; of anything else nothing."""
    camera = centre.cameras.get(alert.source_id)
    return {} if camera is None else {words("Road"): camera.road or words("not known")}


def fact_list(rows: Mapping[str, str]) -> html.Dl:
    """The pairs, one under the other."""
    return html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in rows.items()], className="facts")
