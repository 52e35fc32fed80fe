"""What somebody typed to find alerts, as the store can look for it: names of the city become their ids."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from dashboard.centre import Centre
from dashboard.scope import Scope
from dashboard.words import KINDS, Words
from store.history import MOST_TERMS, Question, Term, plain
from store.records import State

MOST = 50
Span = Literal["day", "week", "month", "year", "all", "dates"]
SPANS: dict[Span, int] = {"day": 1, "week": 7, "month": 31, "year": 366}


class Wanted(msgspec.Struct):
    """What a person filled in; ``begins`` and ``ends`` count when the span is "dates", both days included."""

    text: Annotated[str, Meta(max_length=100)] = ""
    span: Span = "month"
    begins: date | None = None
    ends: date | None = None
    kind: Annotated[str, Meta(max_length=64)] = ""
    state: State | Literal[""] = ""
    commune: Annotated[str, Meta(max_length=20)] = ""
    before: tuple[datetime, int] | None = None


class Names:
    """The names that people may type, in plain letters, with the ids they stand for."""

    def __init__(self, centre: Centre) -> None:
        vi, en = centre.words("vi"), centre.words("en")
        self._kinds = {kind: plain(f"{vi.name(KINDS, kind)} | {en.name(KINDS, kind)}") for kind in _kinds(centre)}
        self._sources = {id: plain(name) for id, name in centre.names.items()}
        self._communes = {code: plain(centre.commune_name(code)) for code in centre.communes}

    def terms(self, text: str) -> list[Term]:
        """Words that make a known name together are one term ("yen thanh"); every other word is one by itself."""
        words, terms, at = plain(text).replace(",", " ").split(), [], 0
        while at < len(words) and len(terms) < MOST_TERMS:
            ends = range(len(words), at, -1)
            term, length = next(
                (term, end - at)
                for end in ends
                if (term := self._term(" ".join(words[at:end]))).kinds or term.sources or term.communes or end == at + 1
            )
            terms.append(term)
            at += length
        return terms

    def _term(self, text: str) -> Term:
        return Term(text, _named(self._kinds, text), _named(self._sources, text), _named(self._communes, text))


def question(wanted: Wanted, names: Names, words: Words, now: datetime, scope: Scope | None = None) -> Question:
    """What to ask the store; of a scope, when somebody sees no more."""
    begins, ends = _limits(wanted, words, now)
    seen = None if scope is None else (sorted(scope.communes), sorted(scope.cameras))
    return Question(
        names.terms(wanted.text), begins, ends, wanted.kind, wanted.state, wanted.commune, wanted.before, MOST + 1, seen
    )


def _limits(wanted: Wanted, words: Words, now: datetime) -> tuple[datetime | None, datetime | None]:
    if wanted.span == "dates":
        days = (wanted.begins, wanted.ends + timedelta(days=1) if wanted.ends and wanted.ends < date.max else None)
        return tuple(datetime.combine(day, time(), words.zone) if day else None for day in days)  # pyright: ignore[reportReturnType]
    return (now - timedelta(days=SPANS[wanted.span]) if wanted.span in SPANS else None), None


def _named(names: Mapping[str, str], text: str) -> list[str]:
    """The ids whose name has the text at the beginning of a word."""
    return [id for id, name in names.items() if f" {text}" in f" {name}"] if text else []


def _kinds(centre: Centre) -> set[str]:
    return KINDS.keys() | centre.city.procedures.keys()
