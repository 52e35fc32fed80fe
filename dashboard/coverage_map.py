"""The map of a view as a drawing for paper: shades, gaps, sites, and each honest layer in a sign of its own."""

from collections.abc import Iterator

from dashboard.centre import Centre
from dashboard.coverage_answers import NOTHING, Answers
from dashboard.coverage_drawing import Drawing, Mark, Sheet
from dashboard.coverage_seen import LayerKey, Seen, verdict
from dashboard.coverage_shades import PAPER, shades
from dashboard.coverage_view import FIGURE_NAMES, SERVICE_NAMES, WHEN_NAMES, View
from dashboard.words import Words

WIDTH, MOST_HIGH = 900.0, 900.0
BORDER, MISSING, INK, GAP, DOWN, SITE = "#8a9bb3", "#d9d9d9", "#222222", "#b3261e", "#b3261e", "#4c6284"
MEASURED = {"agrees": "#1c7d64", "weaker": "#b3261e", "stronger": "#b36b00"}
COMPLAINT, MAST = "#7a3fa0", "#ffc24b"
SERVERS = ("#a9d3ee", "#f3cd85", "#93d2bf", "#eebad0", "#c9c9f1", "#f6eea0")
LETTER = 13.0
# What the marks are, each with the layer that it is from.
SIGN_LAYERS: dict[str, LayerKey] = {
    "gaps": "modelled", "sites": "modelled", "servers": "modelled", "sought": "modelled", "tried": "modelled",
    "measured": "measured", "contradictions": "measured", "complaints": "complained",
}  # fmt: skip
SIGN_NAMES = {
    "gaps": "red outline: gap as planned",
    "sites": "dot: radio site, crossed in red: down",
    "servers": "coloured ground: best server",
    "sought": "number: where a mast is sought",
    "tried": "ringed dot: the mast that is tried",
    "measured": "coloured dot: measured; green as modelled, red weaker, brown stronger",
    "contradictions": "coloured cross: measured against modelled",
    "complaints": "violet triangle: no signal reported",
}


def coverage_drawing(seen: Seen, view: View, centre: Centre, words: Words, found: Answers = NOTHING) -> Drawing:
    """The drawing; what lies above comes later."""
    sheet = Sheet(centre.city.boundaries, WIDTH, MOST_HIGH)
    marks = [*_communes(sheet, seen, view, centre), *_servers(sheet, found), *_layers(sheet, seen, view)]
    if "names" in view.layers:
        marks += _names(sheet, centre)
    marks += _masts(sheet, found)
    return Drawing(sheet.width, sheet.height + 26, [*marks, *_scale(sheet)], title_of(view, words))


def title_of(view: View, words: Words) -> str:
    """What the shades say, in words: service, figure and time."""
    return words(
        "{figure} with {service}: {when}",
        figure=words(FIGURE_NAMES[view.figure]),
        service=words(SERVICE_NAMES[view.service]),
        when=words(WHEN_NAMES[view.when]).lower(),
    )


def signs(view: View, found: Answers, words: Words) -> dict[LayerKey, str]:
    """What the marks on the map say, layer by layer."""
    there = {*view.layers, *(["sought"] if found.sought else []), *(["tried"] if found.tried else [])}
    told: dict[LayerKey, list[str]] = {}
    for name, layer in SIGN_LAYERS.items():
        if name in there:
            told.setdefault(layer, []).append(words(SIGN_NAMES[name]))
    return {layer: "; ".join(texts) for layer, texts in told.items()}


def _communes(sheet: Sheet, seen: Seen, view: View, centre: Centre) -> Iterator[Mark]:
    steps = shades(seen, view, list(centre.communes))
    for feature in centre.city.boundaries["features"]:
        number = steps.get(str(feature["properties"]["code"]))
        yield from sheet.areas(feature["geometry"], MISSING if number is None else PAPER[number], BORDER, 0.6)


def _layers(sheet: Sheet, seen: Seen, view: View) -> Iterator[Mark]:
    if "gaps" in view.layers:
        for gap in seen.gaps:
            yield from sheet.areas(gap.geometry, "none", GAP, 1.0)
    if "sites" in view.layers and seen.sites:
        yield from _sites(sheet, seen)
    for cell in seen.cells:
        said = verdict(cell)
        against = said != "agrees"
        wanted = "measured" in view.layers or (against and "contradictions" in view.layers)
        if wanted:
            place = sheet.at(cell.lon, cell.lat)
            kind = "cross" if against and "contradictions" in view.layers else "dot"
            colour = MEASURED[said]
            yield Mark(kind, [place], colour, colour, 3.5 if kind == "dot" else 5.0)
    if "complaints" in view.layers:
        for row in seen.complaints:
            if row.lon is not None and row.lat is not None:
                yield _triangle(sheet.at(row.lon, row.lat))


def _sites(sheet: Sheet, seen: Seen) -> Iterator[Mark]:
    down = {row.site_id for row in seen.down}
    places = dict(zip(seen.sites, sheet.all([(site.lon, site.lat) for site in seen.sites]), strict=True))
    for site, place in places.items():
        if site.id not in down:
            yield Mark("dot", [place], SITE, "none", 1.6)
    for site, place in places.items():
        if site.id in down:
            yield Mark("dot", [place], "#ffffff", DOWN, 6.0)
            yield Mark("cross", [place], stroke=DOWN, size=4.0)


def _servers(sheet: Sheet, found: Answers) -> Iterator[Mark]:
    """The ground of each best server; colours tell neighbours apart, no more."""
    for number, row in enumerate(found.ground.territories if found.ground else ()):
        yield from sheet.areas(row.geometry, SERVERS[number % len(SERVERS)], "#ffffff", 0.3)


def _masts(sheet: Sheet, found: Answers) -> Iterator[Mark]:
    """Masts that were sought, with their numbers, and the one that is tried."""
    if sought := found.sought:
        for number, mast in enumerate(sought.plan.masts, start=1):
            sector = sought.candidates[mast.candidate_id].sectors[0]
            x, y = sheet.at(sector.lon, sector.lat)
            yield Mark("dot", [(x, y)], MAST, INK, 9.0)
            yield Mark("text", [(x, y + 4)], INK, size=LETTER - 1, text=str(number))
    if found.tried:
        place = sheet.at(found.tried.lon, found.tried.lat)
        yield Mark("dot", [place], "#ffffff", INK, 7.0)
        yield Mark("dot", [place], MAST, INK, 3.5)


def _triangle(place: tuple[float, float]) -> Mark:
    x, y = place
    return Mark("area", [(x, y - 6), (x + 6, y + 5), (x - 6, y + 5)], COMPLAINT, "#ffffff", 0.8)


def _names(sheet: Sheet, centre: Centre) -> Iterator[Mark]:
    """Names of the largest places that have room; towns come first."""
    taken: list[tuple[float, float, float]] = []
    for commune in sorted(centre.city.communes, key=lambda row: (row.kind != "phường", -row.area_km2)):
        x, y = sheet.at(commune.lon, commune.lat)
        half = len(commune.name) * LETTER * 0.3
        if all(abs(x - a) > half + b or abs(y - c) > LETTER for a, b, c in taken):
            taken.append((x, half, y))
            yield Mark("text", [(x, y + 4)], INK, size=LETTER - 2, text=commune.name)


def _scale(sheet: Sheet) -> Iterator[Mark]:
    kilometres = next(km for km in (50, 20, 10, 5, 2, 1, 0.5) if km * 1000 * sheet.units_a_metre < 200)
    long, low = kilometres * 1000 * sheet.units_a_metre, sheet.height + 16
    yield Mark("line", [(10, low), (10 + long, low)], stroke=INK, size=2.0)
    yield Mark("text", [(18 + long, low + 4)], INK, size=LETTER, text=f"{kilometres:g} km", anchor="start")
    x = sheet.width - 16
    yield Mark("area", [(x, low - 18), (x + 7, low + 6), (x, low), (x - 7, low + 6)], INK)
