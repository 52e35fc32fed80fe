"""The packet of a case as one small document for a phone on a slow link: its pictures are inside it."""

import json
from collections.abc import Mapping
from html import escape

from alerts.lifecycle import Person, allowed
from config.city import Station
from dashboard.authority import visitor
from dashboard.case_words import ROLES
from dashboard.centre import Centre
from dashboard.components.alert_list import evidence_url
from dashboard.components.case_parts import bearing, done_text
from dashboard.components.desk import texts_of
from dashboard.components.evidence_pictures import CAPTIONS, CLOCKS
from dashboard.components.place_picture import place_svg
from dashboard.packet import Packet, called, facts, title
from dashboard.place_map import place_map
from dashboard.queue import PEOPLE, clock_of
from dashboard.sessions import token_name
from dashboard.small_pictures import data_url, small_jpeg
from dashboard.theme import COLOURS
from dashboard.words import AGE_UNITS, Words

MOST_BYTES = 150_000
SCRIPT_BYTES = 20_000  # desk.js and packet.js, which come beside it
PICTURE_BYTES = 36_000
MOST_ENTRIES, MOST_LETTERS = 25, 300
INK, QUIET, LINE, PANEL, ACCENT = (COLOURS[name] for name in ("text", "quiet", "line", "panel", "accent"))
STYLE = f"""
* {{ box-sizing: border-box }}
body {{ margin: 0 auto; padding: 12px; max-width: 720px; background: {COLOURS["ground"]}; color: {INK};
  font: 17px/1.35 system-ui, sans-serif }}
h1 {{ font-size: 23px; margin: 8px 0 2px }} h2 {{ font-size: 18px; margin: 18px 0 6px }} p {{ margin: 4px 0 }}
a {{ color: {ACCENT} }} img, svg {{ width: 100%; height: auto; border-radius: 6px; display: block }}
small, dt, .desk-note {{ color: {QUIET}; font-size: 14px }} dl {{ margin: 0 }} dd {{ margin: 0 0 6px }}
code {{ font-size: 12px; overflow-wrap: anywhere }} ul {{ list-style: none; margin: 0; padding: 0 }}
li {{ padding: 6px 0; border-bottom: 1px solid {LINE} }} summary {{ padding: 10px 0; font-weight: 700 }}
.button, #take {{ font: inherit; font-weight: 700; color: #fff; background: #17466e; border: 1px solid {ACCENT};
  border-radius: 8px; min-height: 56px; width: 100%; padding: 8px; margin: 8px 0 }}
#take:disabled {{ opacity: 0.5 }} label {{ display: block; margin: 6px 0 }} [hidden] {{ display: none !important }}
input, select {{ font: inherit; color: inherit; background: {PANEL}; border: 1px solid {LINE}; border-radius: 6px;
  padding: 8px; min-height: 46px; width: 100% }}
.desk-link, .desk-close {{ font: inherit; color: {ACCENT}; background: none; border: 0; min-height: 40px }}
.desk-link {{ text-decoration: underline }} .desk-note {{ display: block }}
.desk-good, .desk-waiting, .desk-bad {{ padding: 10px; margin: 4px 0; border-radius: 8px; font-weight: 700 }}
.desk-good {{ background: #0f3a2a }} .desk-bad {{ background: #4a1512 }} .desk-waiting {{ background: #3a2d0b }}
.limit {{ font-weight: 700 }} .limit-calm {{ color: {COLOURS["good"]} }} .limit-over {{ color: {COLOURS["bad"]} }}
.limit-soon, .simulated, .desk-waiting {{ color: {COLOURS["warn"]} }} .simulated {{ font-weight: 700 }}
"""


def packet_page(made: Packet, centre: Centre, words: Words) -> str:
    """The document; pictures are made smaller, and at last left out, until it fits."""
    text, budget = _document(made, centre, words, {}), PICTURE_BYTES
    while made.pictures and budget > 3000:
        small = {kind: small_jpeg(row.picture, budget) for kind, row in made.pictures.items() if kind != "strip"}
        tried = _document(made, centre, words, {kind: jpeg for kind, jpeg in small.items() if jpeg})
        if len(tried.encode()) + SCRIPT_BYTES <= MOST_BYTES:
            return tried
        budget = budget * 3 // 4
    return text


def _document(made: Packet, centre: Centre, words: Words, small: Mapping[str, bytes]) -> str:
    zone, name = centre.settings.city.time_zone, title(made, words)
    who, token = visitor(), token_name(centre.settings.dashboard)
    whose = f'data-person="{escape(who.name)}" data-role="{who.role or ""}" data-token="{token}"'
    units = " ".join(f'data-{unit}="{escape(words(form))}"' for unit, form in AGE_UNITS.items())
    parts = [
        _desk(words),
        _head(made, centre, words),
        _pictures(made, words, small),
        _place(made, centre, words),
        _checklist(made, centre, words),
        _fold(words("Facts"), _facts(made, centre, words)),
        _fold(words("Manifest"), _manifest(made, words)),
        _fold(words("Timeline"), _timeline(made, centre, words)),
        f"<p><small>{escape(words('Made at {time}', time=words.moment(made.made_at)))}</small></p>",
    ]
    return f"""<!DOCTYPE html>
<html lang="{words.language}" data-page="packet" data-zone="{escape(zone)}" {whose} {units}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(name)}</title><link rel="icon" href="data:,"><style>{STYLE}</style></head>
<body>{"".join(parts)}
<script src="/assets/desk.js"></script><script src="/assets/packet.js"></script></body></html>"""


def _desk(words: Words) -> str:
    texts = escape(json.dumps(texts_of(words), ensure_ascii=False))
    places = '<div id="desk-waiting" class="desk-waiting" hidden></div>'
    told = '<div id="desk-told" role="status" aria-live="polite"></div>'
    return f'<div id="desk" data-words="{texts}">{places}{told}</div>'


def _head(made: Packet, centre: Centre, words: Words) -> str:
    alert, rows = made.case.alert, facts(made, centre, words)
    clock = clock_of(alert, made.case.procedure(centre))
    limit = f'<p><span data-due="{clock["due"]}" data-duty="{clock["duty"]}" data-of="{clock["of"]}"></span></p>'
    takers = [role for role in PEOPLE if "acknowledge" in allowed(alert, Person("", role))]
    take = f'<button id="take" type="button" data-alert="{alert.id}" data-version="{alert.version}">'
    owner = words("{name} has it", name=alert.owner) if alert.owner else words("Nobody has it")
    since = words("since {time}", time=words.moment(alert.opened_at))
    simulated = words("SIMULATED: this camera's pictures are drawn, nothing of this happened.")
    return "".join(
        [
            f'<p class="simulated">{escape(simulated)}</p>' if made.simulated else "",
            f"<h1>{escape(title(made, words))}</h1><p><b>{escape(rows[words('Place')])}</b></p>",
            f"<p>{escape(rows[words('Severity')])} · {escape(since)}</p>",
            f'<p id="owner">{escape(rows[words("State")])} · {escape(owner)}</p>',
            limit if clock else "",
            f"{take}{escape(words('Take it'))}</button>" if takers else "",
        ]
    )


def _pictures(made: Packet, words: Words, small: Mapping[str, bytes]) -> str:
    rows = []
    for kind, row in made.pictures.items():
        about = f"{words(CAPTIONS[kind])} · {words.moment(row.time)} ({words(CLOCKS[row.time_source])})"
        address, size = evidence_url(row.incident_id, row.kind), words.number(len(row.picture) / 1000)
        whole = f'<a href="{address}">{escape(words("whole, {n} kB", n=size))}</a>'
        image = f'<img src="{data_url(small[kind])}" alt="{escape(words(CAPTIONS[kind]))}">' if kind in small else ""
        rows.append(f"{image}<p><small>{escape(about)} · {whole}</small></p>")
    none = f"<p>{escape(words('There are no pictures of this.'))}</p>"
    return f"<h2>{escape(words('Evidence'))}</h2>{''.join(rows) or none}"


def _place(made: Packet, centre: Centre, words: Words) -> str:
    around, lines = made.around, []
    if around.lonlat is None:
        return ""
    lon, lat = around.lonlat
    lines.append(f'<a href="geo:{lat:.6f},{lon:.6f}">{lat:.5f}, {lon:.5f}</a>')
    if around.camera is not None:
        lines.append(escape(words("camera looks {degrees}° ({way})", **bearing(around.camera.bearing_degrees, words))))
    for near in around.stations:
        phone = near.what.phone if isinstance(near.what, Station) else ""
        call = f' <a href="tel:{escape(phone)}">{escape(phone)}</a>' if phone else ""
        lines.append(
            f"{escape(near.what.name)}, {escape(words('{n} km', n=words.number(near.metres / 1000, 1)))}{call}"
        )
    if not around.stations:
        lines.append(escape(words("No station is configured in the city's folder (stations.csv).")))
    drawn = place_svg(place_map(made.case.alert, around, centre))
    return f"<h2>{escape(words('Place'))}</h2>{drawn}<p>{'<br>'.join(lines)}</p>"


def _checklist(made: Packet, centre: Centre, words: Words) -> str:
    procedure = made.case.procedure(centre)
    if procedure is None:
        return ""
    rows = []
    for step in procedure.checklist:
        mark = "☑" if step.id in made.case.ticks else "☐"
        rows.append(f"<li>{mark} {escape(step.in_language(words.language))}</li>")
    return f"<h2>{escape(words('Checklist'))}</h2><ul>{''.join(rows)}</ul>"


def _facts(made: Packet, centre: Centre, words: Words) -> str:
    rows = facts(made, centre, words).items()
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows) + "</dl>"


def _manifest(made: Packet, words: Words) -> str:
    note = words("The SHA-256 is that of the picture as it is kept; the pictures above were made smaller.")
    rows = []
    for row in made.manifest:
        said = words("matches") if row.whole else words("DOES NOT MATCH")
        about = f"{called(row.kind, words)} · {words.number(row.size)} B · {said}"
        rows.append(f"<li>{escape(about)}<br><code>{row.sha256}</code></li>")
    pdf = f'<a href="/case/{made.case.alert.id}/packet.pdf">{escape(words("Packet as PDF"))}</a>'
    return f"<p><small>{escape(note)}</small></p><ul>{''.join(rows)}</ul><p>{pdf}</p>"


def _timeline(made: Packet, centre: Centre, words: Words) -> str:
    rows = []
    for row in made.case.timeline[-MOST_ENTRIES:]:
        who = words(ROLES["centre"]) if row.actor == "centre" else row.actor
        note = f"<br>{escape(row.note[:MOST_LETTERS])}" if row.note else ""
        said = f"{words.moment(row.time)} · {who}: {done_text(row, made.case, centre, words)}"
        rows.append(f"<li>{escape(said)}{note}</li>")
    return f"<ul>{''.join(rows)}</ul>"


def _fold(name: str, inside: str) -> str:
    return f"<details><summary>{escape(name)}</summary>{inside}</details>"
