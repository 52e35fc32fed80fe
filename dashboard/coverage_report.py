"""The leaders' report as plain chapters, for the page and the PDF alike: every number has a layer and a date."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from dashboard.centre import Centre
from dashboard.components.coverage_legend import HONEST, HONEST_NAMES, origin_text, steps_in_words
from dashboard.components.coverage_losses import failures, gap_name, largest_gaps, site_name
from dashboard.components.coverage_ranking import ranked
from dashboard.components.coverage_siting import about, name_of, plan_notes
from dashboard.components.coverage_three import ORDER, amount_text, by_figure, share_text
from dashboard.coverage_drawing import Drawing
from dashboard.coverage_map import coverage_drawing
from dashboard.coverage_seen import LayerKey, Seen, Standing, verdict
from dashboard.coverage_shades import PAPER
from dashboard.coverage_siting import Sought
from dashboard.coverage_trend import trend_drawing
from dashboard.coverage_view import FIGURE_NAMES, ORDER_NAMES, SERVICE_NAMES, View, query_of
from dashboard.words import Words
from geo.shares import Amounts, Shares

MOST_COMMUNES, MOST_ROWS = 30, 20


class Table(NamedTuple):
    """Heads and rows of text; ``wide`` are the columns' parts of the width."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    wide: Sequence[float]


class Chapter(NamedTuple):
    """A part of the report; ``source`` says the layer its numbers are from, and for when they hold."""

    title: str
    source: str
    texts: Sequence[str] = ()
    table: Table | None = None
    drawing: Drawing | None = None
    legend: Sequence[tuple[str, str]] = ()


class Report(NamedTuple):
    """All of it; ``link`` opens the view it was made of."""

    title: str
    city: str
    made: str
    link: str
    chapters: Sequence[Chapter]


def report(seen: Seen, view: View, sought: Sought | None, centre: Centre, words: Words, now: datetime) -> Report:
    """The report of a view: what is known now, and nothing that nobody has computed or measured."""
    told = _Teller(seen, view, centre, words)
    chapters = [told.whole(), told.map(), told.communes(), told.down(), told.next()]
    chapters += [told.gaps(), told.measured(), told.complained(), told.trend()]
    if sought is not None:
        chapters.append(told.plan(sought))
    made = words("Made at {time}", time=words.moment(now))
    title = words("Mobile coverage for leaders")
    link = f"{centre.settings.notify.screen_url.rstrip('/')}/coverage?{query_of(view)}".rstrip("?")
    return Report(title, centre.city.name, made, link, [*chapters, told.origins()])


class _Teller:
    """Tells each chapter of one view in one language."""

    def __init__(self, seen: Seen, view: View, centre: Centre, words: Words) -> None:
        self.seen, self.view, self.centre, self.words = seen, view, centre, words
        self.service = words(SERVICE_NAMES[view.service])
        self.names = [words(FIGURE_NAMES[name]) for name in ORDER]

    def whole(self) -> Chapter:
        """Every service in the whole city."""
        rows = [line for row in self.seen.whole() for line in self._lines(row)] if self.seen.known else []
        table = Table([self.words("Service"), self.words("Time"), *self.names], rows, [2, 2, 3, 3, 3])
        texts = [] if rows else [self.words("Coverage has not been computed yet.")]
        if self.seen.sites_unheard:
            number = self.words.number(self.seen.sites_unheard)
            texts.append(self.words("{n} sites say nothing: they count as they last were.", n=number))
        return Chapter(self.words("Whole city"), self._source("modelled"), texts, table if rows else None)

    def map(self) -> Chapter:
        """The map of the view."""
        drawing = coverage_drawing(self.seen, self.view, self.centre, self.words)
        legend = list(zip(PAPER, steps_in_words(self.view, self.words), strict=True))
        texts = [self.words("Boundaries are approximate")] if self.centre.city.boundaries_approximate else []
        return Chapter(drawing.title, self._source("modelled"), texts, drawing=drawing, legend=legend)

    def communes(self) -> Chapter:
        """The communes in the view's order."""
        rows = ranked(self.seen, self.view, self.centre)[:MOST_COMMUNES]
        lines = [[self.centre.commune_name(row.commune_code), *self._shares(row.now), self._amounts(row.now.uncovered)]
                 for row in rows]  # fmt: skip
        heads = [self.words("Commune"), *self.names, self.words("Without")]
        title = f"{self.words('Communes')}, {self.service}: {self.words(ORDER_NAMES[self.view.order]).lower()}"
        return Chapter(title, self._source("modelled"), table=Table(heads, lines, [4, 2, 2, 2, 5]))

    def down(self) -> Chapter:
        """The sites that are down."""
        rows = [
            [
                site_name(row.site_id, self.centre),
                self.words.moment(row.since),
                self._amounts(row.lost.get(self.view.service)),
            ]
            for row in self.seen.down
        ]
        heads = [self.words("Radio site"), self.words("Since"), self.words("Comes back with it")]
        texts = [] if rows else [self.words("No site is down.")]
        title = f"{self.words('Down now, and what that takes away')}: {self.service}"
        return Chapter(title, self._source("modelled"), texts, Table(heads, rows[:MOST_ROWS], [4, 3, 6]))

    def next(self) -> Chapter:
        """The sites on which most depends."""
        rows = failures(self.seen, self.view, MOST_ROWS)
        lines = [[site_name(row.site_id, self.centre), self._amounts(row.amounts)] for row in rows]
        heads = [self.words("Radio site"), self.words("Would be lost")]
        title = f"{self.words('If this site fails next')}: {self.service}"
        return Chapter(title, self._source("modelled"), table=Table(heads, lines, [4, 8]))

    def gaps(self) -> Chapter:
        """Where people live whom the service does not reach."""
        rows = largest_gaps(self.seen, self.view, MOST_ROWS)
        lines = [[gap_name(gap, self.centre), self._amounts(gap.amounts)] for gap in rows]
        heads = [self.words("Communes"), self.words("Without")]
        title = f"{self.words('Gaps as planned')}: {self.service}"
        return Chapter(title, self._source("modelled"), table=Table(heads, lines, [7, 6]))

    def measured(self) -> Chapter:
        """Where measurements and model agree, and where not."""
        counts = Counter((cell.technology, verdict(cell)) for cell in self.seen.cells)
        kinds = ("agrees", "weaker", "stronger")
        rows = [
            [name, *(self.words.number(counts[name, kind]) for kind in kinds)]
            for name in sorted({key[0] for key in counts})
        ]
        heads = [
            self.words("Service"),
            self.words("squares as modelled"),
            self.words("modelled, but measured too weak"),
            self.words("not modelled, but measured"),
        ]
        texts = [] if rows else [self.words("Nothing was measured: no drive test was imported.")]
        title = self.words("Measured against modelled")
        return Chapter(title, self._source("measured"), texts, Table(heads, rows, [2, 3, 4, 4]) if rows else None)

    def complained(self) -> Chapter:
        """What citizens report."""
        counts = Counter(row.commune_code for row in self.seen.complaints).most_common(MOST_ROWS)
        rows = [[self.centre.commune_name(code) or "–", self.words.number(number)] for code, number in counts]
        heads = [self.words("Commune"), self.words("Reports of no signal")]
        texts = (
            []
            if rows
            else [self.words("Nobody has reported no signal in {days} days.", days=self.seen.layer("complained").days)]
        )
        title = self.words("Complained about")
        return Chapter(title, self._source("complained"), texts, Table(heads, rows, [6, 4]) if rows else None)

    def trend(self) -> Chapter:
        """The months."""
        rows = self.seen.months
        place = self.centre.commune_name(self.view.commune) if self.view.commune else self.centre.city.name
        title = f"{self.words('{service} over the months', service=self.service)}: {place}"
        if len(rows) < 2:
            return Chapter(title, self._source("modelled"), [self.words("There is no trend yet")])
        lines = [[f"{row.day:%d/%m/%Y}", *self._shares(row.shares)] for row in reversed(rows)]
        table = Table([self.words("Day"), *self.names], lines, [3, 3, 3, 3])
        cut = [self.words("Months of former units are given to today's communes by shares.")] if any(
            row.cut for row in rows) else []  # fmt: skip
        return Chapter(
            title, self._source("modelled"), cut, table, trend_drawing(rows, self.words, "#55606f", "#d0d7e0")
        )

    def plan(self, sought: Sought) -> Chapter:
        """Where the next masts should stand."""
        rows = [
            [str(number), name_of(mast.candidate_id, sought, self.words), self._amounts(mast.newly),
             about(sought.candidates[mast.candidate_id], self.words)]
            for number, mast in enumerate(sought.plan.masts, start=1)
        ]  # fmt: skip
        heads = ["", self.words("Place"), self.words("Newly covered"), self.words("About the place")]
        texts = plan_notes(sought, self.view, self.words)
        title = self.words("Where the next mast should stand")
        return Chapter(title, self._source("modelled"), texts, Table(heads, rows, [1, 4, 6, 5]))

    def origins(self) -> Chapter:
        """The three layers, and what the model cannot know."""
        texts = [
            self.words("The model knows distance, direction, height, power, band and the kind of land."),
            self.words("It knows no single hill, house or tree."),
            self.words("What was measured and what was complained about is never counted into it."),
        ]
        rows = [[self.words(HONEST_NAMES[key]), origin_text(key, self.seen.layer(key), self.words), self._date(key)]
                for key in HONEST]  # fmt: skip
        heads = [self.words("Layer"), self.words("Origin"), self.words("As of")]
        return Chapter(self.words("Three layers, never mixed"), "", texts, Table(heads, rows, [2, 8, 3]))

    def _lines(self, row: Standing) -> list[list[str]]:
        name = self.words(SERVICE_NAMES[row.service])
        lines = [[name, self.words("Now"), *self._shares(row.now)],
                 ["", self.words("As planned"), *self._shares(row.planned)]]  # fmt: skip
        lost = [amount_text(figure, row.lost, self.words) for figure in ORDER]
        return lines if row.lost == Amounts() else [*lines, ["", self.words("Lost now"), *lost]]

    def _shares(self, shares: Shares) -> list[str]:
        return [share_text(value, self.words) for _, value in by_figure(shares)]

    def _amounts(self, amounts: Amounts | None) -> str:
        return " · ".join(amount_text(name, amounts or Amounts(), self.words) for name in ORDER)

    def _source(self, key: LayerKey) -> str:
        return f"{self.words(HONEST_NAMES[key])} · {self.words('as of {time}', time=self._date(key))}"

    def _date(self, key: LayerKey) -> str:
        as_of = self.seen.layer(key).as_of
        return self.words.moment(as_of) if as_of else self.words("no data")
