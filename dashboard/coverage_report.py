"""The leaders' report as plain chapters, for the page and the PDF alike: every number has a layer and a date."""

from collections import Counter
from collections.abc import Sized
from datetime import datetime

from dashboard.centre import Centre
from dashboard.components.coverage_ground import overlap_rows
from dashboard.components.coverage_legend import HONEST, HONEST_NAMES, origin_text, steps_in_words
from dashboard.components.coverage_losses import (
    commune_names,
    failures,
    gap_name,
    largest_gaps,
    lost_communes,
    site_name,
)
from dashboard.components.coverage_ranking import ranked
from dashboard.components.coverage_siting import about, gain_lines, name_of, plan_notes
from dashboard.components.coverage_three import ORDER, amount, amount_text, by_figure, share_text
from dashboard.coverage_answers import Answers
from dashboard.coverage_chapter import Chapter, Report, Table
from dashboard.coverage_ground import Ground
from dashboard.coverage_map import coverage_drawing, signs
from dashboard.coverage_seen import LayerKey, Seen, Standing, verdict
from dashboard.coverage_shades import PAPER
from dashboard.coverage_siting import Gain
from dashboard.coverage_trend import trend_drawing
from dashboard.coverage_view import FIGURE_NAMES, ORDER_NAMES, SERVICE_NAMES, View, query_of, start_view
from dashboard.words import Words
from geo.shares import Amounts, Shares

MOST_COMMUNES, MOST_ROWS = 30, 20


def report(seen: Seen, view: View, found: Answers, centre: Centre, words: Words, now: datetime) -> Report:
    """The report of a view: what is known now, and nothing that nobody has computed or measured."""
    told = _Teller(seen, view, found, centre, words)
    chapters = [told.whole(), told.map(), told.communes(), told.down(), told.lost(), told.next()]
    chapters += [told.gaps(), told.measured(), told.complained(), told.trend()]
    chapters += [told.overlap(found.ground)] if found.ground else []
    chapters += [told.tried(found.tried)] if found.tried else []
    chapters += [told.plan(found)] if found.sought or found.problems else []
    made = words("Made at {time}", time=words.moment(now))
    title = words("Mobile coverage for leaders")
    screen, query = centre.settings.notify.screen_url.rstrip("/"), query_of(view, start_view(centre.settings))
    link = f"{screen}/coverage?{query}".rstrip("?")
    return Report(title, centre.city.name, made, link, [*chapters, told.origins()])


class _Teller:
    """Tells each chapter of one view in one language."""

    def __init__(self, seen: Seen, view: View, found: Answers, centre: Centre, words: Words) -> None:
        self.seen, self.view, self.found, self.centre, self.words = seen, view, found, centre, words
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
        drawing = coverage_drawing(self.seen, self.view, self.centre, self.words, self.found)
        legend = list(zip(PAPER, steps_in_words(self.view, self.words), strict=True))
        texts = [f"{self._source(layer)}: {said}" for layer, said in signs(self.view, self.found, self.words).items()]
        texts += [self.words("Boundaries are approximate")] if self.centre.city.boundaries_approximate else []
        return Chapter(drawing.title, self._source("modelled"), texts, drawing=drawing, legend=legend)

    def communes(self) -> Chapter:
        """The communes in the view's order."""
        rows = ranked(self.seen, self.view, self.centre)
        shares = [row.planned if self.view.when == "planned" else row.now for row in rows[:MOST_COMMUNES]]
        lines = [[self.centre.commune_name(row.commune_code), *self._shares(one), self._amounts(one.uncovered)]
                 for row, one in zip(rows, shares, strict=False)]  # fmt: skip
        heads = [self.words("Commune"), *self.names, self.words("Without")]
        title = f"{self.words('Communes')}, {self.service}: {self.words(ORDER_NAMES[self.view.order]).lower()}"
        texts = self._left_out(rows, MOST_COMMUNES)
        return Chapter(title, self._source("modelled"), texts, Table(heads, lines, [4, 2, 2, 2, 5]))

    def down(self) -> Chapter:
        """The sites that are down."""
        lost, rows = lost_communes(self.seen), []
        for site in self.seen.down[:MOST_ROWS]:
            where = commune_names(set(site.communes.get(self.view.service, ())), lost, self.centre, self.words)
            amounts = self._amounts(site.lost.get(self.view.service))
            rows.append([site_name(site.site_id, self.centre), self.words.moment(site.since), amounts, where or "–"])
        heads = [
            self.words("Radio site"),
            self.words("Since"),
            self.words("Comes back with it"),
            self.words("Communes"),
        ]
        texts = self._left_out(self.seen.down, MOST_ROWS) if self.seen.down else [self.words("No site is down.")]
        title = f"{self.words('Down now, and what that takes away')}: {self.service}"
        return Chapter(title, self._source("modelled"), texts, Table(heads, rows, [4, 3, 5, 4]))

    def lost(self) -> Chapter:
        """The communes that all sites that are down took something from."""
        found = [(code, row[self.view.service]) for code, row in lost_communes(self.seen).items()
                 if self.view.service in row]  # fmt: skip
        found.sort(key=lambda row: -amount(self.view.figure, row[1]))
        rows = [[self.centre.commune_name(code) or code, self._amounts(amounts)] for code, amounts in found]
        heads = [self.words("Commune"), self.words("Lost now")]
        texts = self._left_out(rows, MOST_COMMUNES) if rows else [self.words("No commune has lost anything.")]
        title = f"{self.words('Communes that lost coverage')}: {self.service}"
        return Chapter(title, self._source("modelled"), texts, Table(heads, rows[:MOST_COMMUNES], [4, 8]))

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
        lines = [[gap_name(gap, self.centre, self.words), self._amounts(gap.amounts)] for gap in rows]
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

    def overlap(self, ground: Ground) -> Chapter:
        """What hangs on one site alone, and what on more."""
        rows = [[name, *(amount_text(figure, amounts, self.words) for figure in ORDER)]
                for name, amounts in overlap_rows(ground, self.words)]  # fmt: skip
        title = self.words("Overlap, {service}", service=self.service)
        table = Table([self.words("Served by"), *self.names], rows, [4, 3, 3, 3])
        return Chapter(title, self._source("modelled"), table=table)

    def tried(self, gain: Gain) -> Chapter:
        """The mast that somebody tries."""
        title = self.words("The mast that is tried")
        about = self.words("{height} m high, {power} dBm", height=self.words.number(self.view.height_metres),
                           power=self.words.number(self.view.power_dbm))  # fmt: skip
        return Chapter(title, self._source("modelled"), [about, *gain_lines(gain, self.centre, self.words)])

    def plan(self, found: Answers) -> Chapter:
        """Where the next masts should stand, or why nobody can say."""
        title = self.words("Where the next mast should stand")
        if (sought := found.sought) is None:
            return Chapter(title, self._source("modelled"), found.problems)
        rows = [
            [str(number), name_of(mast.candidate_id, sought, self.words), self._amounts(mast.newly),
             about(sought.candidates[mast.candidate_id], self.words)]
            for number, mast in enumerate(sought.plan.masts, start=1)
        ]  # fmt: skip
        heads = ["", self.words("Place"), self.words("Newly covered"), self.words("About the place")]
        texts = plan_notes(sought, self.view, self.words)
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

    def _left_out(self, rows: Sized, shown: int) -> list[str]:
        """That a table ends before its end."""
        number, of = self.words.number(shown), self.words.number(len(rows))
        return [self.words("The first {n} of {of}.", n=number, of=of)] if len(rows) > shown else []

    def _source(self, key: LayerKey) -> str:
        return f"{self.words(HONEST_NAMES[key])} · {self.words('as of {time}', time=self._date(key))}"

    def _date(self, key: LayerKey) -> str:
        as_of = self.seen.layer(key).as_of
        return self.words.moment(as_of) if as_of else self.words("no data")
