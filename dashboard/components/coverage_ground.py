"""Best servers on the map, and how many sites hold each place, in all three figures."""

from dash import html

from dashboard.centre import Centre
from dashboard.components.coverage_losses import site_name
from dashboard.components.coverage_three import ORDER, amount_text
from dashboard.components.map_layers import collection
from dashboard.coverage_ground import Ground
from dashboard.coverage_view import FIGURE_NAMES, SERVICE_NAMES
from dashboard.words import Words
from geo.shares import Amounts

HUES = 6


def territory_features(ground: Ground, centre: Centre, words: Words) -> dict:
    """The ground of each best server; ``hue`` tells neighbours apart, no more."""
    features = [
        {
            "type": "Feature",
            "geometry": row.geometry,
            "properties": {
                "layer": "modelled",
                "id": row.site_id,
                "hue": number % HUES,
                "text": words(
                    "best server: {name}, {area}",
                    name=site_name(row.site_id, centre),
                    area=amount_text("area", row.amounts, words),
                ),
            },
        }
        for number, row in enumerate(ground.territories)
    ]
    return collection(features)


def overlap_rows(ground: Ground, words: Words) -> list[tuple[str, Amounts]]:
    """What is served by no site, by one alone, and by more."""
    names = [words("no site"), words("one site alone"), *(words("{n} sites", n=n) for n in (2, 3))]
    return list(zip([*names, words("4 sites and more")], ground.overlap, strict=True))


def overlap_table(ground: Ground, words: Words) -> list:
    """What hangs on one site alone, and what on more."""
    heads = [words("Served by"), *(words(FIGURE_NAMES[name]) for name in ORDER)]
    rows = [
        html.Tr([html.Th(name, scope="row"), *(html.Td(amount_text(figure, amounts, words)) for figure in ORDER)])
        for name, amounts in overlap_rows(ground, words)
    ]
    title = html.H3(words("Overlap, {service}", service=words(SERVICE_NAMES[ground.service])))
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in heads]))
    return [title, html.Table([head, html.Tbody(rows)], className="coverage-figures")]
