"""What sites that are down took away, and which site would take most away if it failed next."""

from collections.abc import Mapping

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
from geo.reach import SERVICES
from geo.shares import Amounts
from store.coverage import Failure, GapRow
from store.records import Alert

MOST = 12
MOST_NAMES = 3


def down_list(seen: Seen, picture: Picture, centre: Centre, words: Words) -> list:
    """The sites that are down, each with what comes back when it does, the worst first; and the link that took it."""
    if not seen.known:
        return [html.P(words("No data"), className="nothing")]
    if not seen.down:
        return [html.P(words("No site is down."), className="coverage-calm")]
    rows, parents = sorted(seen.down, key=_people, reverse=True), centre.settings.alerts.grouping.parents
    dead = {row.source_id: row for row in picture.alerts if row.kind in parents and row.cleared_at is None}
    more = [html.Li(words("… and {n} more", n=words.number(len(rows) - MOST)))] if len(rows) > MOST else []
    return [html.Ul([*(_down(row, dead, centre, words) for row in rows[:MOST]), *more], className="coverage-list")]


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


def gap_name(gap: GapRow, centre: Centre) -> str:
    """The communes that a gap touches, the first of them by name."""
    names = ", ".join(map(centre.commune_name, gap.communes[:MOST_NAMES]))
    return f"{names} …" if len(gap.communes) > MOST_NAMES else names


def site_name(site_id: str, centre: Centre) -> str:
    """A site's name; one the city does not know is its id."""
    return centre.names.get(site_id, site_id)


def _people(row: DownSite) -> float:
    return row.lost.get("any", Amounts()).people + sum(lost.people for lost in row.lost.values()) / 1e6


def _down(row: DownSite, dead: Mapping[str, Alert], centre: Centre, words: Words) -> html.Li:
    parts = [
        html.Div(
            f"{words(SERVICE_NAMES[service])}: {amounts_text(row.lost[service], words)}", className="coverage-loss"
        )
        for service in SERVICES
        if service in row.lost and row.lost[service] != Amounts()
    ]
    nothing = [html.Div(words("others cover all of it"), className="coverage-loss")]
    name = html.Button(site_name(row.site_id, centre), type="button", **attributes(data_site=row.site_id))
    return html.Li(
        [
            html.Div([name, " ", age(row.since)], className="coverage-site"),
            *(parts or nothing),
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
    name = html.Button(site_name(row.site_id, centre), type="button", **attributes(data_site=row.site_id))
    return html.Li([name, html.Div(amounts_text(row.amounts, words), className="coverage-loss")])


def _gap(row: GapRow, centre: Centre, words: Words) -> html.Li:
    name = html.Span(gap_name(row, centre), className="coverage-site")
    return html.Li([name, html.Div(amounts_text(row.amounts, words), className="coverage-loss")])
