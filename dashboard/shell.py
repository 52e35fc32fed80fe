"""The frame around every page: name, navigation, language, clock, banners, and the sign that the line is dead."""

import html as text
import re
from collections.abc import Mapping
from datetime import datetime
from types import ModuleType

import dash
import msgspec
from dash import html

from dashboard.authority import permits, visitor
from dashboard.case_words import ROLES
from dashboard.centre import Centre
from dashboard.components.attributes import attributes
from dashboard.components.banner import banners
from dashboard.components.spotlight import calls
from dashboard.live import Patches
from dashboard.picture import Picture
from dashboard.sessions import token_name
from dashboard.theme import style_sheet
from dashboard.words import AGE_UNITS, Words

# Before anything is painted: the theme that this screen was told to have (?theme=light), kept on it.
THEME = """(function () {
  try {
    const asked = new URLSearchParams(location.search).get("theme");
    if (asked) localStorage.setItem("ioc-theme", asked);
    const kept = localStorage.getItem("ioc-theme");
    if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
  } catch (error) { /* a browser that keeps nothing has the theme of its device */ }
})();"""
OTHER = {"vi": ("en", "English"), "en": ("vi", "Tiếng Việt")}


def shell(centre: Centre, pages: Mapping[str, ModuleType]) -> html.Div:
    """The frame in the language of the request; ``pages`` by address."""
    words = centre.words()
    return html.Div(
        [
            html.Header([_title(centre, words), _navigation(pages, words), *_clock(words)], className="top"),
            html.Div(id="silence", role="alert", hidden=True, className="banner banner-down"),
            html.Div(id="banners"),
            html.Ul(id="calls", hidden=True),
            html.Main(dash.page_container),
            html.Footer(session_line(words)),
        ],
        className="shell",
    )


def session_line(words: Words) -> list:
    """Who is logged in, and the way to one's account and out."""
    who = visitor()
    if who.role is None:
        return []
    account = [" · ", html.A(words("Account and log-out"), href="/account")] if who.role != "wall" else []
    return [html.B(who.name), " · ", words(ROLES[who.role]), *account]


def not_for_you(centre: Centre) -> html.Div:
    """What stands in the frame for who may not see the page."""
    words = centre.words()
    said = words("This is not for your role, or not for your area.")
    return html.Div(html.P(said, className="nothing not-for-you"), className="page")


def no_such_page(centre: Centre) -> html.Div:
    """What stands in the frame at an address that is none of ours."""
    words = centre.words()
    return html.Div(html.P(words("There is no such page."), className="nothing"), className="page")


def page_at(pages: Mapping[str, ModuleType], path: str) -> ModuleType | None:
    """The page at this path; what stands in angle brackets in a page's own address may be anything."""
    shapes = {re.sub("<.+?>", "[^/]+", address): page for address, page in pages.items()}
    return next((page for shape, page in shapes.items() if re.fullmatch(shape, path)), None)


def shell_patches(centre: Centre, picture: Picture, words: Words, now: datetime) -> Patches:
    """What changes in the frame; what has just happened is known on every page, so that a kiosk can turn to it."""
    return {
        "banners": {"children": banners(picture, words, now)},
        "calls": {"children": calls(centre, picture, words, now)},
    }


def index(centre: Centre, page: ModuleType | None, parts: Mapping[str, str]) -> str:
    """The HTML document: what the scripts must know stands on its first element."""
    words, who = centre.words(), visitor()
    title = f"{words(page.TITLE)} – {centre.city.name}" if page else centre.city.name
    facts = {
        "lang": words.language,
        "data-page": page.NAME if page else "",
        "data-zone": centre.settings.city.time_zone,
        "data-playlist": msgspec.json.encode(centre.settings.wall.playlist).decode(),
        "data-person": who.name,
        "data-role": who.role or "",
        "data-token": token_name(centre.settings.dashboard),
        "data-silence": words("NO LIVE DATA for {age} – what is shown is old"),
        **{f"data-{unit}": words(form) for unit, form in AGE_UNITS.items()},
    }
    attributes = " ".join(f'{name}="{text.escape(value)}"' for name, value in facts.items())
    return f"""<!DOCTYPE html>
<html {attributes}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{text.escape(title)}</title>
<link rel="icon" href="/assets/icon.svg">
<script>{THEME}</script>
<style>
{style_sheet(centre.settings.wall)}
</style>
{parts["css"]}
</head>
<body>
{parts["app_entry"]}
<noscript>{text.escape(words("This page needs JavaScript."))}</noscript>
<footer class="scripts" hidden>{parts["config"]}{parts["scripts"]}{parts["renderer"]}</footer>
</body>
</html>"""


def _title(centre: Centre, words: Words) -> html.Div:
    return html.Div([html.B(centre.city.name), html.Span(words("Smart City Operations Centre"))], className="brand")


def _navigation(pages: Mapping[str, ModuleType], words: Words) -> html.Nav:
    links = [
        html.A(words(page.TITLE), href=path, **attributes(data_page_link=page.NAME))
        for path, page in pages.items()
        if "<" not in path and permits(visitor(), page.NAME)
    ]
    code, name = OTHER[words.language]
    language = html.A(name, href=f"?lang={code}", lang=code, className="language")
    themes = attributes(data_theme_switch="yes", data_light=words("Light"), data_dark=words("Dark"))
    theme = html.Button(words("Light"), type="button", className="language", **themes)
    return html.Nav([*links, language, theme], id="pages", **attributes(aria_label=words("Pages")))


def _clock(words: Words) -> list:
    """The clock; and what opens the list of pages where there is no room for it, on a wall or a phone."""
    opens = attributes(aria_controls="pages", aria_expanded="false", aria_label=words("Pages"))
    return [
        html.Div([html.Span(id="clock-date"), html.Time(id="clock-time")], className="clock"),
        html.Button("☰", type="button", id="menu", className="menu", **opens),
    ]
