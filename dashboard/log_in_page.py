"""The pages outside the frame, for who is not in yet: to log in, to look after one's own account, to be told no."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from dashboard.authority import Visitor
from dashboard.case_words import ROLES
from dashboard.passwords import LEAST, MOST
from dashboard.theme import COLOURS
from dashboard.words import Words

STYLE = f"""
* {{ box-sizing: border-box }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 16px;
  background: {COLOURS["ground"]};
  color: {COLOURS["text"]}; font: 18px/1.4 system-ui, sans-serif }}
main {{ width: min(100%, 420px); background: {COLOURS["panel"]}; border: 1px solid {COLOURS["line"]};
  border-radius: 12px; padding: 24px }}
h1 {{ font-size: 24px; margin: 0 0 4px }} p {{ margin: 8px 0 }} small {{ color: {COLOURS["quiet"]}; font-size: 15px }}
label {{ display: block; margin: 14px 0 0 }} a {{ color: {COLOURS["accent"]} }}
input {{ display: block; width: 100%; min-height: 48px; margin-top: 4px; padding: 8px 10px;
  font: inherit; color: inherit;
  background: {COLOURS["ground"]}; border: 1px solid {COLOURS["line"]}; border-radius: 8px }}
button {{ width: 100%; min-height: 52px; margin-top: 18px; font: inherit; font-weight: 700; color: #fff;
  background: #17466e; border: 1px solid {COLOURS["accent"]}; border-radius: 8px; cursor: pointer }}
:focus-visible {{ outline: 3px solid {COLOURS["accent"]}; outline-offset: 2px }}
.bad, .good {{ padding: 10px 12px; border-radius: 8px; font-weight: 700 }}
.bad {{ background: #4a1512 }} .good {{ background: #0f3a2a }}
"""


def log_in_page(words: Words, city: str, where: str, problem: str = "", name: str = "") -> str:
    """The form; ``where`` is the page that is shown afterwards."""
    other = {"vi": ("en", "English"), "en": ("vi", "Tiếng Việt")}[words.language]
    told = f'<p class="bad" role="alert">{escape(problem)}</p>' if problem else ""
    again = f'<a href="?lang={other[0]}&amp;next={quote(where)}" lang="{other[0]}">{other[1]}</a>'
    return _document(
        words,
        words("Log in"),
        [
            f"<h1>{escape(city)}</h1><p>{escape(words('Smart City Operations Centre'))}</p>{told}",
            '<form method="post" action="/log-in">',
            f'<input type="hidden" name="next" value="{escape(where)}">',
            _field(words("Name"), "name", "text", "username", value=name, more="required autofocus"),
            _field(words("Password"), "password", "password", "current-password", more="required"),
            _field(
                words("Code of your phone, if you have one"), "code", "text", "one-time-code", 'inputmode="numeric"'
            ),
            f"<button>{escape(words('Log in'))}</button></form>",
            f"<p><small>{escape(words('Forgotten? Your administrator gives you a new password.'))} {again}</small></p>",
        ],
    )


def account_page(words: Words, who: Visitor, token: str, problem: str = "", done: str = "") -> str:
    """Who somebody is here, a new password, and the way out."""
    told = f'<p class="bad" role="alert">{escape(problem)}</p>' if problem else ""
    told += f'<p class="good" role="status">{escape(done)}</p>' if done else ""
    hidden = f'<input type="hidden" name="token" value="{escape(token)}">'
    seen = words("You see the whole city.") if who.scope is None else words("You see a part of the city.")
    limits = f'required minlength="{LEAST}" maxlength="{MOST}"'
    return _document(
        words,
        words("Account"),
        [
            f"<h1>{escape(who.name)}</h1><p>{escape(words.name(ROLES, who.role or ''))}. {escape(seen)}</p>{told}",
            f'<form method="post" action="/account">{hidden}',
            _field(words("Password until now"), "old", "password", "current-password", more="required"),
            _field(
                words("New password, at least {n} letters", n=LEAST), "new", "password", "new-password", more=limits
            ),
            f"<button>{escape(words('Change the password'))}</button></form>",
            f'<form method="post" action="/log-out">{hidden}<button>{escape(words("Log out"))}</button></form>',
            f'<p><a href="/">{escape(words("Back to the screens"))}</a></p>',
        ],
    )


def notice(message: str, words: Words, status: int) -> str:
    """Something that somebody is told instead of a page; what may pass is tried again."""
    again = '<meta http-equiv="refresh" content="5">' if status == 503 else ""
    links = "" if again else f'<p><a href="/">{escape(words("Back to the screens"))}</a></p>'
    return _document(words, words("Smart City Operations Centre"), [f"{again}<p>{escape(words(message))}</p>{links}"])


def _document(words: Words, title: str, parts: Sequence[str]) -> str:
    return f"""<!DOCTYPE html>
<html lang="{words.language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title><link rel="icon" href="data:,"><style>{STYLE}</style></head>
<body><main>{"".join(parts)}</main></body></html>"""


def _field(label: str, name: str, kind: str, fills: str, more: str = "", value: str = "") -> str:
    facts = f'name="{name}" type="{kind}" autocomplete="{fills}" maxlength="200" value="{escape(value)}"'
    return f"<label>{escape(label)}<input {facts} {more}></label>"
