"""The tree of links from the centre to the communes: each a chip with its state, under the one it hangs on."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from dash import html

from config.city import Link
from config.kinds import REACH
from dashboard.centre import Centre
from dashboard.components.age import age
from dashboard.components.attributes import attributes
from dashboard.components.figure_table import ROW
from dashboard.components.panel import HIDDEN, MARKS, nothing, state_mark
from dashboard.live import Patches
from dashboard.network import Network, Root, whole_kinds_silent
from dashboard.words import KINDS, STATES, Words

LINK_STATES = {"good": "up", "warn": "loses packets", "bad": "down", "cut": "cut off", "silent": "says nothing"}
KIND_NAMES = {
    "links": "Network links",
    "sites": "Radio sites",
    "bridges": "Video bridges",
    "portals": "Portals",
    "uplinks": "Uplinks",
    "exchanges": "National platforms",
}
MOST_ROOTS = 12


def network_tree(centre: Centre, words: Words) -> html.Div:
    """All links; their states come with the live frames."""
    children: dict[str, list[Link]] = {}
    known = {link.id for link in centre.city.links}
    for link in centre.city.links:
        children.setdefault(link.parent if link.parent in known else "", []).append(link)
    if not children:
        return html.Div(nothing(words("No link is configured.")))
    return html.Div(_level(children.get("", []), children, frozenset(), words), className="net-tree")


def chip_patches(centre: Centre, network: Network, words: Words) -> Patches:
    """The state of each link, in sign, colour and word."""
    changes: dict[str, dict[str, object]] = {}
    for link in centre.city.links:
        state = network.states[link.id]
        label = f"{link.name}: {words(LINK_STATES[state])}"
        changes[f"net-{link.id}"] = {ROW: {"state": state, "sign": MARKS[state], "label": label}}
    return changes


def root_list(rows: list[Root], network: Network, centre: Centre, words: Words, now: datetime) -> list:
    """The causes in the order in which they should be seen to; whole kinds that are silent come as one."""
    if not rows:
        return [nothing(words("Everything that is heard is up; nothing is cut off."))]
    whole = whole_kinds_silent(network)
    listed = [_whole(name, count, words) for name, count in whole.items()]
    single = [row for row in rows if not _is_part(row, whole, network)]
    listed += [_root(row, centre, words, now) for row in single[:MOST_ROOTS]]
    if (rest := len(single) - MOST_ROOTS) > 0:
        listed.append(html.Li(words("and {n} more, less urgent", n=words.number(rest)), className="quiet"))
    return [html.Ul(listed, className="rows")]


def _is_part(row: Root, whole: Mapping[str, int], network: Network) -> bool:
    return row.state == "silent" and network.kinds[row.source_id] in whole


def _whole(kind: str, count: int, words: Words) -> html.Li:
    text = words("All {n} sources of one kind say nothing: it is the feed", n=words.number(count))
    return html.Li([state_mark("silent", words(KIND_NAMES[kind])), html.Span(text, className="quiet")])


def _root(row: Root, centre: Centre, words: Words, now: datetime) -> html.Li:
    name = centre.names[row.source_id]
    parts: list = [state_mark(row.state, name), html.Span(words(LINK_STATES[row.state]), className="quiet")]
    cut = row.blast.get("cut_off")
    if isinstance(cut, dict) and cut:
        taken = ", ".join(words(REACH[kind], n=words.number(count)) for kind, count in cut.items())
        parts.append(html.Span(words("takes along {what}", what=taken)))
    if row.alert is None:
        return html.Li([*parts, html.Span(words("no alert yet"), className="quiet")])
    alert = row.alert
    kind = html.A(words.name(KINDS, alert.kind), href=f"/case/{alert.id}")
    since = html.Span([words("since {time}", time=words.clock(alert.opened_at, now)), " · ", age(alert.opened_at)])
    owner = alert.owner or words.name(STATES, alert.state)
    return html.Li([*parts, kind, since, html.Span(owner, className="quiet")])


def _level(links: Iterable[Link], children: dict[str, list[Link]], above: frozenset[str], words: Words) -> html.Ul:
    """One level of the tree; a ring in the city's files ends where it began."""
    rows = []
    for link in links:
        below = [] if link.id in above else children.get(link.id, [])
        deeper = [_level(below, children, above | {link.id}, words)] if below else []
        look = "net-branch" if deeper else "net-leaf"
        rows.append(html.Li([_chip(link), *deeper], className=look))
    return html.Ul(rows)


def _chip(link: Link) -> html.Button:
    """A link without its state; the browser gives it one."""
    sign = html.Span(MARKS["silent"], className="mark-sign", **HIDDEN)
    chosen = attributes(data_choose="network-link", data_value=link.id, aria_label=link.name)
    return html.Button(
        [sign, link.name], type="button", id=f"net-{link.id}", className="net-link mark-silent", **chosen
    )
