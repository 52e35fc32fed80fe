"""What sites that are down took away, and which site would take most away if it failed next."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from itertools import islice

from dash import html

from config.kinds import REACH
from dashboard.centre import Centre
from dashboard.components.age import age
from dashboard.components.attributes import attributes
from dashboard.components.coverage_three import amount, amounts_text
from dashboard.coverage_seen import DownSite, Seen
from dashboard.coverage_view import SERVICE_NAMES, View
from dashboard.picture import Picture
from dashboard.words import KINDS, Words
from geo.reach import SERVICES, Service
from geo.shares import Amounts
from store.coverage import Failure, GapRow
from store.records import Alert

Lost = Mapping[str, Mapping[Service, Amounts]]
MOST, LEAST_KM2 = 12, 0.05
MOST_NAMES, MOST_LOST_NAMES = 3, 6


def down_list(seen: Seen, picture: Picture, centre: Centre, words: Words) -> list:
    """The sites that are down, each with what comes back when it does and where, the worst first, and the link that
    took it; then the communes that lost something, with what all sites together took from them.
    """
    if not seen.known:
        return [html.P(words("No data"), className="nothing")]
    if not seen.down:
        return [html.P(words("No site is down."), className="coverage-calm")]
    rows, parents = sorted(seen.down, key=_people, reverse=True), centre.settings.alerts.grouping.parents
    dead = {row.source_id: row for row in picture.alerts if row.kind in parents and row.cleared_at is None}
    lost = lost_communes(seen)
    sites = [_down(row, dead, lost, centre, words) for row in rows[:MOST]]
    listed = html.Ul([*sites, *_more(len(rows), words)], className="coverage-list")
    return [*_together(seen, words), listed, *_losers(lost, centre, words)]


def lost_communes(seen: Seen) -> Lost:
    """Each commune that lost something with what it lost of each service, most people first; nobody counts twice."""
    found: dict[str, dict[Service, Amounts]] = {}
    for (code, service), row in seen.standings.items():
        if code and told(row.lost):
            found.setdefault(code, {})[service] = row.lost
    return dict(sorted(found.items(), key=lambda row: (-_worth(row[1]), row[0])))


def told(amounts: Amounts) -> bool:
    """Whether any of the three figures is more than nothing once it is rounded."""
    return amounts.area_km2 >= LEAST_KM2 or amounts.people >= 0.5 or amounts.hamlets >= 0.5


def commune_names(codes: AbstractSet[str], lost: Lost, centre: Centre, words: Words) -> str:
    """Communes by name, those that lost most first; many are counted."""
    rows = [code for code in lost if code in codes]  # the others lost so little that it is nothing once rounded
    names = ", ".join(centre.commune_name(code) or code for code in rows[:MOST_LOST_NAMES])
    left = len(rows) - MOST_LOST_NAMES
    return f"{names} {words('… and {n} more', n=words.number(left))}" if left > 0 else names


def failures(seen: Seen, view: View, most: int = MOST) -> list[Failure]:
    """The sites on which most depends for the view's service, by its figure."""
    rows = [row for row in seen.failures if amount(view.figure, row.amounts) > 0]
    return sorted(rows, key=lambda row: (-amount(view.figure, row.amounts), row.site_id))[:most]


def failure_list(seen: Seen, view: View, centre: Centre, words: Words) -> list:
    """What would be lost if a site failed next."""
    rows = failures(seen, view)
    if not rows:
        return [html.P(words("No data") if not seen.known else words("Nothing depends on one site alone."))]
    return [html.Ol([_failure(row, centre, words) for row in rows], className="coverage-list")]


def gap_list(seen: Seen, view: View, centre: Centre, words: Words) -> list:
    """The stretches that the plan leaves without the service, those with most of the view's figure first."""
    rows = largest_gaps(seen, view, MOST)
    if not rows:
        return [html.P(words("No data") if not seen.known else words("The plan leaves no gap."))]
    return [html.Ol([_gap(row, centre, words) for row in rows], className="coverage-list")]


def largest_gaps(seen: Seen, view: View, most: int) -> list[GapRow]:
    """The gaps with most of the view's figure."""
    return sorted(seen.gaps, key=lambda gap: -amount(view.figure, gap.amounts))[:most]


def gap_name(gap: GapRow, centre: Centre, words: Words) -> str:
    """The communes that a gap touches, the first of them by name, the others counted."""
    names, left = ", ".join(map(centre.commune_name, gap.communes[:MOST_NAMES])), len(gap.communes) - MOST_NAMES
    return f"{names} {words('… and {n} more', n=words.number(left))}" if left > 0 else names


def site_name(site_id: str, centre: Centre) -> str:
    """A site's name; one the city does not know is its id."""
    return centre.names.get(site_id, site_id)


def _people(row: DownSite) -> float:
    return _worth(row.lost)


def _worth(lost: Mapping[Service, Amounts]) -> float:
    """People without any network, then people without one of them."""
    return lost.get("any", Amounts()).people + sum(amounts.people for amounts in lost.values()) / 1e6


def _more(number: int, words: Words) -> list[html.Li]:
    return [html.Li(words("… and {n} more", n=words.number(number - MOST)))] if number > MOST else []


def _losses(lost: Mapping[Service, Amounts], words: Words) -> list[html.Div]:
    """One line a service of which there was any."""
    return [
        html.Div(f"{words(SERVICE_NAMES[service])}: {amounts_text(lost[service], words)}", className="coverage-loss")
        for service in SERVICES
        if told(lost.get(service, Amounts()))
    ]


def _together(seen: Seen, words: Words) -> list[html.Div]:
    """What several sites take away together, nobody counted twice."""
    if len(seen.down) < 2:
        return []
    whole: dict[Service, Amounts] = {row.service: row.lost for row in seen.whole()}
    head = html.B(words("Down: {n}. Together they take away:", n=words.number(len(seen.down))))
    return [html.Div([head, *_losses(whole, words)], className="coverage-together")]


def _losers(lost: Lost, centre: Centre, words: Words) -> list:
    if not lost:
        return []
    items = [
        html.Li([_button(centre.commune_name(code) or code, data_commune=code), *_losses(amounts, words)])
        for code, amounts in islice(lost.items(), MOST)
    ]
    title = html.H3(words("Communes that lost coverage"))
    return [title, html.Ul([*items, *_more(len(lost), words)], className="coverage-list")]


def _down(row: DownSite, dead: Mapping[str, Alert], lost: Lost, centre: Centre, words: Words) -> html.Li:
    name, parts = _button(site_name(row.site_id, centre), data_site=row.site_id), _losses(row.lost, words)
    where = {code for service in SERVICES for code in row.communes.get(service, ())}
    names = commune_names(where, lost, centre, words)
    return html.Li(
        [
            html.Div([name, " ", age(row.since)], className="coverage-site"),
            *(parts or [html.Div(words("others cover all of it"), className="coverage-loss")]),
            *([html.Div(words("in {communes}", communes=names), className="coverage-loss")] if names else []),
            *_cause(row, dead, centre, words),
        ]
    )


def _cause(row: DownSite, dead: Mapping[str, Alert], centre: Centre, words: Words) -> list[html.Div]:
    """The dead link farthest up on which the site hangs, and what else that takes along."""
    roots = [dead[source] for source in centre.tree.above(row.site_id) if source in dead]
    if not roots:
        return []
    root = roots[-1]
    cut = centre.tree.blast(root.source_id).get("cut_off")
    taken = ", ".join(words(REACH[kind], n=words.number(n)) for kind, n in cut.items()) if isinstance(cut, dict) else ""
    name = f"{words.name(KINDS, root.kind)}: {site_name(root.source_id, centre)}"
    link = html.A(name, href=f"/case/{root.id}")
    return [html.Div([link, " – ", words("takes along {what}", what=taken)], className="coverage-loss")]


def _failure(row: Failure, centre: Centre, words: Words) -> html.Li:
    name = _button(site_name(row.site_id, centre), data_site=row.site_id)
    return html.Li([name, html.Div(amounts_text(row.amounts, words), className="coverage-loss")])


def _button(text: str, **leads: str) -> html.Button:
    """A name that leads to its place on the page, as coverage.js knows it."""
    return html.Button(text, type="button", **attributes(**leads))


def _gap(row: GapRow, centre: Centre, words: Words) -> html.Li:
    name = html.Span(gap_name(row, centre, words), className="coverage-site")
    return html.Li([name, html.Div(amounts_text(row.amounts, words), className="coverage-loss")])
