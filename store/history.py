"""Searches all alerts there ever were, without minding the marks on Vietnamese letters."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString

import msgspec

from store.alerts import with_columns
from store.pool import AsyncConnection
from store.records import Alert

# What PLAIN says in SQL: letters taken apart, marks dropped, đ as d, small. Both must say the same of every text.
PLAIN: LiteralString = (
    r"lower(translate(regexp_replace(normalize({text}, NFD), '[\u0300-\u036f]', '', 'g'), 'Đđ', 'dd'))"
)
LETTERS = str.maketrans("Đđ", "dd")


def plain(text: str) -> str:
    """The text in small letters without marks: "Yên Thành" as "yen thanh"."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(c for c in apart if not "\u0300" <= c <= "\u036f").translate(LETTERS).lower()


class Term(msgspec.Struct, frozen=True):
    """A part of what is looked for: a text, in plain letters, and the ids whose names hold it."""

    text: str
    kinds: Sequence[str] = ()
    sources: Sequence[str] = ()
    communes: Sequence[str] = ()


class Question(msgspec.Struct, frozen=True):
    """What is looked for; "" and None: whatever it is. ``before``: what stands below this alert (opened_at, id).

    ``seen``: the communes and the sources that whoever asks may see; None: all.
    """

    terms: Sequence[Term] = ()
    begins: datetime | None = None
    ends: datetime | None = None
    kind: str = ""
    state: str = ""
    commune_code: str = ""
    before: tuple[datetime, int] | None = None
    most: int = 50
    seen: tuple[Sequence[str], Sequence[str]] | None = None


# A term fits by name, or by what people wrote: who has or had it, notes, the number of the case. The notes of one alert
# are looked at when its turn comes: as EXISTS the planner would read those of all alerts first.
FITS: LiteralString = """
 AND (kind = ANY(%(kinds_N)s) OR source_id = ANY(%(sources_N)s) OR commune_code = ANY(%(communes_N)s)
      OR id::text = %(text_N)s OR position(%(text_N)s IN {owner}) > 0 OR position(%(text_N)s IN lower(source_id)) > 0
      OR (SELECT true FROM audit WHERE alert_id = alerts.id AND role <> 'centre'
          AND position(%(text_N)s IN {written}) > 0 LIMIT 1))"""

SEARCH: LiteralString = """
SELECT {columns} FROM alerts
WHERE (%(begins)s::timestamptz IS NULL OR opened_at >= %(begins)s)
  AND (%(ends)s::timestamptz IS NULL OR opened_at < %(ends)s)
  AND (%(kind)s = '' OR kind = %(kind)s) AND (%(state)s = '' OR state = %(state)s)
  AND (%(commune_code)s = '' OR commune_code = %(commune_code)s)
  AND (%(before_time)s::timestamptz IS NULL OR (opened_at, id) < (%(before_time)s, %(before_id)s))
  AND (%(communes)s::text[] IS NULL OR commune_code = ANY(%(communes)s) OR source_id = ANY(%(sources)s)){fits}
ORDER BY opened_at DESC, id DESC LIMIT %(most)s"""


async def search(connection: AsyncConnection, question: Question) -> list[Alert]:
    """The newest alerts that fit, the newest first; raises no error for any text that people type."""
    before_time, before_id = question.before or (None, None)
    values: dict[str, Any] = {
        name: getattr(question, name) for name in ("begins", "ends", "kind", "state", "commune_code", "most")
    }
    communes, sources = question.seen or (None, None)
    values |= {"before_time": before_time, "before_id": before_id}
    values |= {"communes": _listed(communes), "sources": _listed(sources)}
    fits: LiteralString = ""
    for n, term in enumerate(question.terms):
        fits += FITS.replace("_N", f"_{_number(n)}")
        values |= {
            f"text_{n}": plain(term.text),
            f"kinds_{n}": list(term.kinds),
            f"sources_{n}": list(term.sources),
            f"communes_{n}": list(term.communes),
        }
    owner, written = PLAIN.replace("{text}", "owner"), PLAIN.replace("{text}", "actor || ' ' || note")
    sql = SEARCH.replace("{fits}", fits).replace("{owner}", owner).replace("{written}", written)
    cursor = await connection.execute(with_columns(sql), values)
    return [Alert(*row) for row in await cursor.fetchall()]


def _listed(ids: Sequence[str] | None) -> list[str] | None:
    return None if ids is None else list(ids)


PLAINLY: LiteralString = "SELECT " + PLAIN.replace("{text}", "%(text)s::text")


async def plain_in_sql(connection: AsyncConnection, text: str) -> str:
    """What the store makes of a text; it must be what ``plain`` makes of it."""
    row = await (await connection.execute(PLAINLY, {"text": text})).fetchone()
    return row[0] if row else ""


NUMBERS: Sequence[LiteralString] = ("0", "1", "2", "3", "4", "5", "6", "7")
MOST_TERMS = len(NUMBERS)


def _number(n: int) -> LiteralString:
    return NUMBERS[n]
