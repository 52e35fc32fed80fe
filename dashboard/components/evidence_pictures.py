"""The pictures that prove an incident, each with its time, whose clock that is, and the SHA-256 that is kept of it."""

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard.authority import sees_plain, version, visitor
from dashboard.centre import Centre
from dashboard.components.alert_list import evidence_url
from dashboard.components.attributes import attributes
from dashboard.words import Words
from store.incidents import EvidenceHead

CAPTIONS = {
    "strip": "Ten seconds before and after",
    "start": "At the start",
    "worst": "At its worst",
    "end": "At the end",
}
CLOCKS = {"capture": "time of the camera", "arrival": "time of arrival"}


def evidence_pictures(
    incident_id: str, heads: Mapping[str, EvidenceHead], centre: Centre, words: Words, later: bool = False
) -> list[html.Figure]:
    """Those there are of what this viewer may see; ``later``: they are loaded when the fold around them is opened."""
    plain = sees_plain(visitor(), centre.settings.dashboard)
    shown = {kind: heads[version(kind, plain)] for kind in CAPTIONS if version(kind, plain) in heads}
    return [
        _figure(incident_id, kind, head, f"{kind}_plain" in heads and plain, words, later)
        for kind, head in shown.items()
    ]


def _figure(incident_id: str, kind: str, head: EvidenceHead, plain: bool, words: Words, later: bool) -> html.Figure:
    caption, address = words(CAPTIONS[kind]), evidence_url(incident_id, kind)
    image = html.Img(alt=caption, className="evidence-picture", **_source(address, later))
    about = [
        html.B(caption),
        html.Span(f"{words.moment(head.time)} ({words(CLOCKS[head.time_source])})"),
        html.Code(f"SHA-256 {head.sha256[:16]}…", title=head.sha256),
    ]
    if plain:
        untouched = evidence_url(incident_id, f"{kind}_plain")
        about.append(html.A(words("as the camera sent it"), href=untouched, target="_blank"))
    return html.Figure([image, html.Figcaption(about)])


def _source(address: str, later: bool) -> dict[str, Any]:
    return attributes(data_src=address) if later else {"src": address}
