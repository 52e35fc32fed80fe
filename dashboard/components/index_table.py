"""The Digital Transformation Index by commune: its pillars, the gap to the target, and what is missing."""

from collections.abc import Mapping, Sequence

from dash import html

from dashboard.centre import Centre
from dashboard.components.figure_table import Cell, Column, figure_table, row_id, row_props
from dashboard.live import Patches
from dashboard.stated import PILLARS, index_of, of_commune, target_of
from dashboard.words import Words
from store.records import Indicator

TABLE = "indicators-index"
PILLAR_NAMES = {
    "dti_government_score": "Digital government",
    "dti_economy_score": "Digital economy",
    "dti_society_score": "Digital society",
}
NOT_SAID = Cell("–", None, "none")


def index_table(centre: Centre, words: Words) -> html.Div:
    """The table, empty."""
    columns = [Column("index", words("Index"), words("The mean of the three pillars"), "ascending")]
    columns += [Column(key, words(name), "", "ascending") for key, name in PILLAR_NAMES.items()]
    columns += [Column("gap", words("Short of target by")), Column("missing", words("Pillars missing"))]
    caption = words("Digital Transformation Index by commune")
    return figure_table(TABLE, caption, words("Commune"), columns, centre.communes, words, search=True)


def index_rows(centre: Centre, of: Mapping[str, Sequence[Indicator]], words: Words) -> Patches:
    """Each commune's pillars in their newest period; an index with a pillar missing is missing, not lower."""
    kinds = {kind.id: kind for kind in centre.city.indicators}
    values: dict[str, dict[str, float | None]] = {}
    goals: dict[str, dict[str, float | None]] = {}
    for pillar in PILLARS:
        rows = of.get(pillar, ()) if pillar in kinds else ()
        values[pillar] = {row.commune_code: of_commune(kinds[pillar], row) for row in rows}
        goals[pillar] = {row.commune_code: target_of(kinds[pillar], row) for row in rows}
    return {row_id(TABLE, code): _row(code, centre, values, goals, words) for code in centre.communes}


def _row(
    code: str,
    centre: Centre,
    values: Mapping[str, Mapping[str, float | None]],
    goals: Mapping[str, Mapping[str, float | None]],
    words: Words,
) -> dict[str, object]:
    index, goal = index_of(code, values), index_of(code, goals)
    cells = [_cell(index, goal, words)]
    cells += [_cell(values[pillar].get(code), goals[pillar].get(code), words) for pillar in PILLARS]
    gap = None if index is None or goal is None else goal - index
    cells.append(NOT_SAID if gap is None else Cell(words.number(max(gap, 0), 1), max(gap, 0)))
    missing = sum(values[pillar].get(code) is None for pillar in PILLARS)
    cells.append(Cell(words.number(missing) if missing else "", float(missing)))
    return row_props(centre.commune_name(code), cells, "silent" if missing == len(PILLARS) else "")


def _cell(value: float | None, goal: float | None, words: Words) -> Cell:
    if value is None:
        return NOT_SAID
    return Cell(words.number(value, 1), value, "warn" if goal is not None and value < goal else "")
