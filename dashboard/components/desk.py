"""What a desk tells whoever is logged in at it."""

import json

from dash import html

from config.language import said
from dashboard.components.attributes import attributes
from dashboard.words import Words

# What the browser says by itself; the keys are those of assets/desk.js and assets/police.js.
LABELS = {
    "waiting": "{n} sent without a link: waiting since {time}",
    "waits": "No link. It is kept on this device and sent as soon as there is one.",
    "noLink": "No link: this was not done.",
    "logIn": "Your session has ended: log in again. What you took is kept on this device until then.",
    "others": "{n} of {name} wait on this device: log in as {name} to send them",
    "sent": "Sent: you have it.",
    "taken": "You have it.",
    "take": "Take it",
    "mine": "You",
    "nobody": "Nobody has it",
    "has": "{name} has it",
    "leftTake": "{time} left to take it",
    "leftAct": "{time} left to act",
    "leftClose": "{time} left to close it",
    "leftWait": "shelved for {time} more",
    "overTake": "not taken, {time} over",
    "overAct": "not acted on, {time} over",
    "overClose": "not closed, {time} over",
    "overWait": "shelving is over",
    "escalated": "escalated {n}×",
    "over": "over since {time}",
    "since": "since {time}",
    "flapping": "comes and goes",
    "hides": "stands for {n} others",
    "noPicture": "no picture",
    "nothing": "No alert waits.",
    "noneFits": "No alert of this choice waits.",
    "noData": "no data",
    "more": "and {n} more, less urgent",
    "allUnits": "All units",
    "onlyMine": "Only mine",
    "unit": "Unit",
    "sound": "Sound",
    "voice": "Vietnamese voice and tone",
    "tone": "Tone only",
    "off": "Off",
    "noVoice": "This device has no Vietnamese voice: it gives a tone.",
    "asleep": "Press any key or touch the page once: browsers allow no sound before.",
    "try": "Try it",
    "keys": "Keys: J, K or arrows move, Enter opens, T takes, S sound",
    "confirm": "Really?",
    "close": "Close",
}


# Said aloud by a Vietnamese voice, whatever language is read.
SPOKEN_LABELS = {"sayMore": "And {n} more alerts.", "sayTry": "This is a try of the sound."}


def desk_bar(words: Words) -> html.Div:
    """The places that assets/desk.js fills; its words lie beside them."""
    texts = json.dumps(texts_of(words), ensure_ascii=False)
    told = attributes(role="status", aria_live="polite")
    return html.Div(
        [
            html.Div(id="desk-waiting", className="desk-waiting", hidden=True),
            html.Div(id="desk-told", className="desk-told", **told),
        ],
        id="desk",
        className="desk",
        **attributes(data_words=texts),
    )


def texts_of(words: Words) -> dict[str, str]:
    """The words of the desk in the reader's language."""
    return {key: words(text) for key, text in LABELS.items()} | {
        k: said("vi", text) for k, text in SPOKEN_LABELS.items()
    }
