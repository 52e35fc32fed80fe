"""The parts of a case's page: what it is, where, what is to be done, what this person may do, what was done."""

from datetime import datetime

from dash import html

from alerts.lifecycle import Person, allowed
from config.city import Station
from config.kinds import REACH
from dashboard.case_words import ACTS, DONE, HIDDEN, ROLES, WAYS, WHY_DISMISSED
from dashboard.casefile import CaseFile
from dashboard.centre import Centre
from dashboard.components.alert_list import place
from dashboard.components.attributes import attributes
from dashboard.components.evidence_pictures import evidence_pictures
from dashboard.components.facts import fact_list, times, whence
from dashboard.components.place_picture import place_url
from dashboard.components.sign import sign
from dashboard.place_map import Near, place_map, surroundings
from dashboard.queue import clock_of
from dashboard.words import KINDS, SEVERITIES, STATES, Words
from store.handling import Audited

FORMS = {"dismiss": "case-dismiss", "shelve": "case-shelve"}  # acts that ask for more before they are done


def case_head(case: CaseFile, centre: Centre, words: Words) -> list:
    """What it is, how it stands, who has it, and the clock that runs."""
    alert = case.alert
    owner = words("{name} has it", name=alert.owner) if alert.owner else words("Nobody has it")
    facts = [
        html.Span(words.name(STATES, alert.state), className=f"state state-{alert.state}"),
        html.B(owner),
        *_limit(clock_of(alert, case.procedure(centre))),
        *([html.Span(words("escalated {n}×", n=alert.escalated), className="waits-escalated")] * bool(alert.escalated)),
        html.A(words("Packet for the phone"), href=f"/case/{alert.id}/packet", target="_blank"),
        html.A(words("Packet as PDF"), href=f"/case/{alert.id}/packet.pdf", target="_blank"),
    ]
    title = html.H1([sign(alert.severity, words), html.Span(words.name(KINDS, alert.kind))])
    return [title, html.P(place(alert, centre), className="case-where"), html.Div(facts, className="case-state")]


def case_facts(case: CaseFile, centre: Centre, words: Words) -> list:
    """Times, source, unit, and what it stands for or who stands for it."""
    alert, procedure = case.alert, case.procedure(centre)
    rows = {
        words("Severity"): words.name(SEVERITIES, alert.severity),
        **times(alert, words),
        **whence(alert, centre, words),
        words("Unit"): _unit(procedure.unit, centre, words) if procedure else words("no procedure"),
    }
    if case.incident is not None:
        rows[words("Confidence")] = f"{words.number(case.incident.confidence * 100)} %"
    if alert.reason:
        rows[words("Dismissed because")] = words.name(WHY_DISMISSED, alert.reason)
    if alert.shelved_until and alert.state == "shelved":
        rows[words("Shelved until")] = words.moment(alert.shelved_until)
    if alert.hidden:
        rows[words("Not in the queue")] = words(HIDDEN[alert.hidden])
    return [fact_list(rows), *_stands(case, words)]


def case_place(case: CaseFile, centre: Centre, words: Words) -> list:
    """The map, and what the city's data knows of help and cameras nearby."""
    around = surroundings(case.alert, centre)
    if around.lonlat is None:
        return [html.P(words("Nobody has said where this is."), className="case-none")]
    lon, lat = around.lonlat
    text = f"{lat:.5f}, {lon:.5f}"
    if around.camera is not None:
        text += " · " + words("camera looks {degrees}° ({way})", **bearing(around.camera.bearing_degrees, words))
    stations = [_near(near, centre, words) for near in around.stations]
    none = html.P(words("No station is configured in the city's folder (stations.csv)."), className="case-none")
    return [
        html.Img(src=place_url(place_map(case.alert, around, centre)), alt=words("Map"), className="case-map"),
        html.P(text, className="case-lonlat"),
        html.P(words("Boundaries are approximate"), className="case-none")
        if centre.city.boundaries_approximate
        else "",
        html.H3(words("Nearest stations")),
        html.Ul(stations, className="case-near") if stations else none,
        html.H3(words("Nearest cameras")),
        html.Ul([_near(near, centre, words) for near in around.cameras], className="case-near"),
    ]


def case_pictures(case: CaseFile, centre: Centre, words: Words) -> list:
    """The proof, or that there is none."""
    pictures = evidence_pictures(case.incident.id, case.heads, centre, words) if case.incident else []
    return pictures or [html.P(words("There are no pictures of this."), className="case-none")]


def case_acts(case: CaseFile, person: Person | None, words: Words) -> list:
    """A button for each thing that this person may do now; notes and ticks have places of their own."""
    acts = [act for act in allowed(case.alert, person) if act not in ("note", "tick")] if person else []
    if not acts:
        return [html.P(words("You can only look and write notes here."), className="case-none")]
    return [
        html.Button(
            words(ACTS[act]),
            type="button",
            className="button" + " button-first" * (act in ("acknowledge", "dispatch", "resolve")),
            **attributes(**({"data_form": FORMS[act]} if act in FORMS else {"data_act": act})),
        )
        for act in acts
    ]


def case_checklist(case: CaseFile, person: Person | None, centre: Centre, words: Words, now: datetime) -> list:
    """The steps of the procedure, each with who did it and when, or a box to tick."""
    procedure = case.procedure(centre)
    if procedure is None:
        return [html.Li(words("no procedure"), className="case-none")]
    may = person is not None and "tick" in allowed(case.alert, person)
    rows = []
    for step in procedure.checklist:
        text = html.Span(step.in_language(words.language), className="step-text")
        if step.id in case.ticks:
            who, when = case.ticks[step.id]
            by = html.Span(f"{who}, {words.clock(when, now)}", className="step-by")
            rows.append(html.Li([html.Span("✓", className="step-box step-done"), text, by]))
        else:
            said = attributes(data_tick=step.id, aria_label=step.in_language(words.language))
            box = html.Button("", type="button", className="step-box", disabled=not may, **said)
            rows.append(html.Li([box, text]))
    return rows


def case_timeline(case: CaseFile, centre: Centre, words: Words) -> list:
    """What was done, the newest first, as the audit has it."""
    return [_entry(row, case, centre, words) for row in reversed(case.timeline)]


def done_text(row: Audited, case: CaseFile, centre: Centre, words: Words) -> str:
    """What a row of the audit says was done; of a tick, which step."""
    text = words.name(DONE, row.action)
    procedure = case.procedure(centre)
    if row.action == "tick" and procedure is not None:
        steps = {step.id: step.in_language(words.language) for step in procedure.checklist}
        item = str(row.details.get("item", ""))
        return f"{text}: {steps.get(item, item)}"
    return text


def who_text(row: Audited, words: Words) -> str:
    """Who did what a row of the audit says, and as what."""
    return words(ROLES["centre"]) if row.actor == "centre" else f"{row.actor} ({words.name(ROLES, row.role)})"


def _entry(row: Audited, case: CaseFile, centre: Centre, words: Words) -> html.Li:
    parts = [
        html.Time(words.moment(row.time), dateTime=row.time.isoformat()),
        html.B(done_text(row, case, centre, words)),
        html.Span(who_text(row, words), className="entry-who"),
    ]
    if tapped := row.details.get("tapped_at"):
        when = words.moment(datetime.fromisoformat(str(tapped)))
        parts.append(html.Span(words("tapped without a link at {time}", time=when), className="entry-who"))
    if row.note:
        parts.append(html.P(row.note, className="entry-note"))
    return html.Li(parts, key=str(row.number))


def _limit(clock: dict) -> list:
    if not clock:
        return []
    facts = attributes(data_due=clock["due"], data_duty=clock["duty"], data_of=str(clock["of"]))
    return [html.Span(key=clock["due"], **facts)]


def _stands(case: CaseFile, words: Words) -> list:
    hides, parts = case.alert.hides, []
    if hides.get("alerts"):
        parts.append(html.P(words("stands for {n} others", n=words.number(hides["alerts"]))))
        reach = [words(REACH[key], n=words.number(n)) for key, n in hides.get("cut_off", {}).items() if key in REACH]
        parts.append(html.P(", ".join(reach)))
    if people := hides.get("people"):
        parts.append(html.P(words("{n} people without signal", n=words.number(people))))
    if case.root is not None:
        text = words("Explained by: {kind}", kind=words.name(KINDS, case.root.kind))
        parts.append(html.P(html.A(text, href=f"/case/{case.root.id}")))
    return [html.Div(parts, className="case-stands")] if parts else []


def _near(near: Near, centre: Centre, words: Words) -> html.Li:
    far = words("{n} km", n=words.number(near.metres / 1000, 1))
    name, parts = near.what.name, []
    if isinstance(near.what, Station):
        phone = near.what.phone
        parts = [html.Span(_unit(near.what.unit, centre, words)), *([html.A(phone, href=f"tel:{phone}")] * bool(phone))]
    return html.Li([html.B(name), html.Span(far), *parts])


def _unit(unit: str, centre: Centre, words: Words) -> str:
    known = centre.city.units.get(unit)
    return known.in_language(words.language) if known else unit


def bearing(degrees: float, words: Words) -> dict[str, str]:
    """A bearing in degrees and as the nearest of eight ways."""
    return {"degrees": words.number(degrees % 360), "way": words(list(WAYS.values())[round(degrees / 45) % 8])}
