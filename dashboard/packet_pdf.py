"""The packet of a case as a PDF for the file: Vietnamese, its fonts embedded, its pictures as they are stored."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, Image, KeepTogether, Paragraph, Spacer, Table, TableStyle

from dashboard.centre import Centre
from dashboard.components.case_parts import done_text, who_text
from dashboard.components.evidence_pictures import CAPTIONS, CLOCKS
from dashboard.packet import Packet, called, facts, title
from dashboard.paper_map import PaperMap
from dashboard.place_map import place_map
from dashboard.sheet import BLACK, GREY, LINE, WIDTH, fonts, sheets
from dashboard.small_pictures import frames
from dashboard.words import Words
from store.records import Evidence

rl_config.useA85 = 0  # a picture stands in the file byte by byte as it was stored
PICTURE_HEIGHT = 78 * mm
FRAMES = 4
WRONG = HexColor("#b3261e")


def packet_pdf(made: Packet, centre: Centre) -> bytes:
    """The whole document, in Vietnamese whatever the reader's screen speaks: it goes into Vietnamese files."""
    fonts()
    words = centre.words("vi")
    parts = [
        *_head(made, centre, words),
        *_place(made, centre, words),
        *_pictures(made, words),
        *_manifest(made, words),
        *_steps(made, centre, words),
        *_timeline(made, centre, words),
    ]
    foot = f"{words('Packet of the case')} #{made.case.alert.id} · {words.moment(made.made_at)}"
    name = f"{words('Packet of the case')}: {title(made, words)}"
    return sheets(parts, name, centre.city.name, foot, words)


class Look(NamedTuple):
    """How a text stands on the paper, in points."""

    size: float = 9.5
    colour: Color = BLACK
    before: float = 0.0
    after: float = 0.0


def _style(look: Look, font: str = "Roboto") -> ParagraphStyle:
    return ParagraphStyle(
        font,
        fontName=font,
        bulletFontName=font,
        fontSize=look.size,
        leading=look.size * 1.3,
        textColor=look.colour,
        spaceBefore=look.before,
        spaceAfter=look.after,
    )


def _text(text: str, size: float = 9.5, colour: Color = BLACK) -> Paragraph:
    return Paragraph(escape(text), _style(Look(size, colour)))


def _bold(text: str, size: float = 9.5, colour: Color = BLACK, before: float = 0.0, after: float = 0.0) -> Paragraph:
    return Paragraph(escape(text), _style(Look(size, colour, before, after), "Roboto-Bold"))


def _heading(text: str) -> Paragraph:
    return _bold(text, 12, before=8, after=3)


def _head(made: Packet, centre: Centre, words: Words) -> list[Flowable]:
    name = f"{words('Smart City Operations Centre')} – {centre.city.name}"
    parts: list[Flowable] = [
        _text(name, 9.5, colour=GREY),
        _bold(words("Packet of the case").upper(), 16, before=2),
        _bold(title(made, words), 13, before=2, after=4),
    ]
    if made.simulated:
        parts.append(
            _bold(words("SIMULATED: this camera's pictures are drawn, nothing of this happened."), colour=WRONG)
        )
    rows = [[_text(name, colour=GREY), _text(value)] for name, value in facts(made, centre, words).items()]
    note = words("Names and roles are those of the accounts that people logged in with.")
    return [*parts, _table(rows, [38 * mm, WIDTH - 38 * mm]), _text(note, 8, colour=GREY)]


def _place(made: Packet, centre: Centre, words: Words) -> list[Flowable]:
    shapes = place_map(made.case.alert, made.around, centre)
    if not shapes:
        return []
    notes = [words("Boundaries are approximate")] if centre.city.boundaries_approximate else []
    notes += [
        f"{near.what.name}: {words('{n} km', n=words.number(near.metres / 1000, 1))}" for near in made.around.stations
    ]
    if not made.around.stations:
        notes.append(words("No station is configured in the city's folder (stations.csv)."))
    return [
        KeepTogether([_heading(words("Place")), PaperMap(shapes, 110 * mm), _text(" · ".join(notes), 8, colour=GREY)])
    ]


def _pictures(made: Packet, words: Words) -> list[Flowable]:
    parts: list[Flowable] = [_heading(words("Evidence"))]
    for kind, row in made.pictures.items():
        caption = f"{words(CAPTIONS[kind])} · {words.moment(row.time)} ({words(CLOCKS[row.time_source])})"
        picture = _strip(row, words) if kind == "strip" else [_image(row.picture, WIDTH, PICTURE_HEIGHT)]
        parts.append(KeepTogether([*picture, _bold(caption, 8.5), _text(f"SHA-256 {row.sha256}", 7.5), Spacer(1, 6)]))
    return parts if made.pictures else [*parts, _text(words("There are no pictures of this."))]


def _strip(row: Evidence, words: Words) -> list[Flowable]:
    """A film cannot be printed: some of its frames, and the hash of the whole."""
    each = WIDTH / FRAMES
    images = [_image(frame, each - 4, PICTURE_HEIGHT) for frame in frames(row.picture, FRAMES)]
    note = words("Frames taken out of the strip; the SHA-256 is that of the whole strip.")
    return [_table([images], [each] * len(images)), _text(note, 8, colour=GREY)]


def _image(picture: bytes, width: float, height: float) -> Image:
    wide, high = ImageReader(BytesIO(picture)).getSize()
    scale = min(width / wide, height / high)
    return Image(BytesIO(picture), wide * scale, high * scale, hAlign="LEFT")


def _manifest(made: Packet, words: Words) -> list[Flowable]:
    """Every picture that is kept of it, also those that this packet does not show."""
    if not made.manifest:
        return []
    heads = (words("Picture"), words("Time"), words("Bytes"), "SHA-256", words("Checked"))
    rows: list[list[Any]] = [[_bold(name, 8) for name in heads]]
    for row in made.manifest:
        shown = called(row.kind, words) + ("" if row.enclosed else f" – {words('not enclosed')}")
        right = _text(words("matches"), 8) if row.whole else _bold(words("DOES NOT MATCH"), 8, colour=WRONG)
        cells = [_text(shown, 8), _text(words.moment(row.time), 8), _text(words.number(row.size), 8)]
        rows.append([*cells, _text(row.sha256, 6.6), right])
    widths = [40 * mm, 30 * mm, 17 * mm, WIDTH - 107 * mm, 20 * mm]
    note = words("Counted anew over the stored pictures when this was made; pictures here are the stored bytes.")
    return [_heading(words("Manifest")), _table(rows, widths), _text(note, 8, colour=GREY)]


def _steps(made: Packet, centre: Centre, words: Words) -> list[Flowable]:
    procedure = made.case.procedure(centre)
    if procedure is None:
        return []
    rows = []
    for step in procedure.checklist:
        who, when = made.case.ticks.get(step.id, ("", None))
        done = f"{who}, {words.moment(when)}" if when else words("not done")
        rows.append([_text(step.in_language("vi")), _text(done, 8.5, colour=GREY)])
    return [KeepTogether([_heading(words("Checklist")), _table(rows, [WIDTH * 0.62, WIDTH * 0.38])])]


def _timeline(made: Packet, centre: Centre, words: Words) -> list[Flowable]:
    rows = []
    for row in made.case.timeline:
        text = done_text(row, made.case, centre, words) + (f" – {row.note}" if row.note else "")
        rows.append([_text(words.moment(row.time), 8.5), _text(who_text(row, words), 8.5), _text(text, 8.5)])
    return [_heading(words("Timeline")), _table(rows, [34 * mm, 52 * mm, WIDTH - 86 * mm])] if rows else []


def _table(rows: Sequence[list[Any]], widths: Sequence[float]) -> Table:
    style = TableStyle(
        [
            ("FONTNAME", (0, 0), (-1, -1), "Roboto"),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ("TOPPADDING", (0, 0), (-1, -1), 1.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ]
    )
    return Table(rows, colWidths=widths, style=style, hAlign="LEFT", splitInRow=1)
