"""What is said of a mast that somebody tries, and of masts that were sought: gains in all three figures, and limits."""

from collections.abc import Sequence

from dash import html

from dashboard.centre import Centre
from dashboard.components.coverage_losses import site_name
from dashboard.components.coverage_three import ORDER, amount_text, amounts_text
from dashboard.components.map_layers import collection, point
from dashboard.coverage_siting import Gain, Sought
from dashboard.coverage_view import FIGURE_NAMES, SERVICE_NAMES, View
from dashboard.words import Words
from geo.candidates import Candidate
from geo.reach import SERVICES, Service
from geo.shares import Amounts
from geo.siting import Plan


def gain_lines(gain: Gain, centre: Centre, words: Words) -> list[str]:
    """What a mast at this place would newly cover, line by line."""
    place = words("{lat} N, {lon} E", lat=words.number(gain.lat, 4), lon=words.number(gain.lon, 4))
    if gain.candidate is None:
        return [place, words("This place is outside of the city.")]
    served = {sector.technology for sector in gain.candidate.sectors}
    wanted: list[Service] = [service for service in SERVICES if service in served or service == "any"]
    lines = [
        words(
            "{service}: newly covered {amounts}",
            service=words(SERVICE_NAMES[service]),
            amounts=amounts_text(gain.newly.get(service, Amounts()), words),
        )
        for service in wanted
    ]
    return [place, *lines, about(gain.candidate, words), heard_text(gain, centre, words)]


def heard_text(gain: Gain, centre: Centre, words: Words) -> str:
    """Who serves the place best now, and how many sites do."""
    up = [server for server in gain.heard if server.up]
    if not up:
        return words("no site is heard here now")
    best = words(
        "best server here: {name}, {n} dB above the threshold",
        name=site_name(up[0].site_id, centre),
        n=words.number(up[0].headroom_db),
    )
    return words("{best}; {n} in all", best=best, n=words.number(len({server.site_id for server in up})))


def about(candidate: Candidate, words: Words) -> str:
    """How far the nearest site is, where backhaul is taken to be, and whether there is grid power."""
    power = words("grid power") if candidate.grid_power else words("no grid power")
    return words("nearest site {n} km, {power}", n=words.number(candidate.backhaul_metres / 1000, 1), power=power)


def plan_table(sought: Sought, view: View, words: Words) -> list:
    """The masts in the order of choosing, what they add, and how good the plan can be said to be."""
    plan = sought.plan
    if not plan.masts:
        return [html.P(words("No candidate that is allowed would newly cover anything."), className="nothing")]
    heads = ["", words("Place"), *(words(FIGURE_NAMES[name]) for name in ORDER), words("About the place")]
    rows = [_row(number, sought, words) for number in range(1, len(plan.masts) + 1)]
    total = [html.Th(""), html.Th(words("Together")), *_amounts(plan.newly, words), html.Td("")]
    table = html.Table(
        [html.Thead(html.Tr([html.Th(text, scope="col") for text in heads])), html.Tbody([*rows, html.Tr(total)])],
        className="coverage-ranking",
    )
    return [table, *(html.P(text, className="coverage-note") for text in plan_notes(sought, view, words))]


def plan_notes(sought: Sought, view: View, words: Words) -> list[str]:
    """How the plan was made, its guarantee, and what was not allowed."""
    plan = sought.plan
    made = words(
        "{service}, by {figure}: {n} masts from {of} candidates in {seconds} s; {refused} were not allowed.",
        service=words(SERVICE_NAMES[plan.service]),
        figure=words(FIGURE_NAMES[view.figure]).lower(),
        n=words.number(len(plan.masts)),
        of=words.number(len(sought.candidates)),
        seconds=words.number(plan.seconds, 1),
        refused=words.number(plan.refused),
    )
    return [made, guarantee_text(plan, view, words), words("The gains are modelled, for the sites that are up now.")]


def guarantee_text(plan: Plan, view: View, words: Words) -> str:
    """How far from the best plan this one can be at most."""
    most = amount_text(view.figure, _measured(plan, view), words)
    if plan.guarantee is None:
        return words("Nothing is guaranteed with these limits; no plan can newly cover more than {most}.", most=most)
    if plan.guarantee >= 1:
        return words("No other plan within these limits covers more: it is proven.")
    part = words.number(plan.guarantee * 100, 1)
    return words(
        "At least {part} of 100 of the best plan is always reached; no plan can newly cover more than {most}.",
        part=part,
        most=most,
    )


def plan_marks(sought: Sought, words: Words) -> dict:
    """The masts on the map, with their places in the order."""
    marks = []
    for number, mast in enumerate(sought.plan.masts, start=1):
        sector = sought.candidates[mast.candidate_id].sectors[0]
        text = f"{number}. {name_of(mast.candidate_id, sought, words)}: {amounts_text(mast.newly, words)}"
        marks.append(point(sector.lon, sector.lat, {"layer": "modelled", "place": number, "text": text}))
    return collection(marks)


def name_of(candidate_id: str, sought: Sought, words: Words) -> str:
    """The name somebody gave a candidate, else where it is."""
    sector = sought.candidates[candidate_id].sectors[0]
    place = words("{lat} N, {lon} E", lat=words.number(sector.lat, 4), lon=words.number(sector.lon, 4))
    return sought.names.get(candidate_id) or place


def _row(number: int, sought: Sought, words: Words) -> html.Tr:
    mast = sought.plan.masts[number - 1]
    cells: Sequence = [html.Td(str(number)), html.Th(name_of(mast.candidate_id, sought, words), scope="row")]
    there = about(sought.candidates[mast.candidate_id], words)
    return html.Tr([*cells, *_amounts(mast.newly, words), html.Td(there)])


def _amounts(amounts: Amounts, words: Words) -> list[html.Td]:
    return [html.Td(amount_text(name, amounts, words)) for name in ORDER]


def _measured(plan: Plan, view: View) -> Amounts:
    """The bound as an amount of the figure it was asked for."""
    return Amounts(**{{"area": "area_km2", "people": "people", "hamlets": "hamlets"}[view.figure]: plan.at_most})
