"""The leaders' report as one HTML file: its maps are vectors inside it, and it asks for nothing from anywhere."""

from html import escape

from dashboard.coverage_chapter import Chapter, Report, Table
from dashboard.coverage_drawing import svg
from dashboard.words import Words

STYLE = """
* { box-sizing: border-box }
body { margin: 0 auto; padding: 24px; max-width: 1000px; background: #fff; color: #111;
  font: 16px/1.4 system-ui, sans-serif }
h1 { font-size: 28px; margin: 0 } h2 { font-size: 20px; margin: 28px 0 2px } p { margin: 4px 0 }
.source, .made { color: #55606f; font-size: 14px } svg { width: 100%; height: auto; display: block; margin: 8px 0 }
table { border-collapse: collapse; width: 100%; margin: 8px 0; font-size: 15px; font-variant-numeric: tabular-nums }
th, td { text-align: left; vertical-align: top; padding: 4px 8px; border-bottom: 1px solid #b9c3d1 }
th { background: #f1f4f8 } .wide { overflow-x: auto } tr { break-inside: avoid }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; padding: 0; margin: 4px 0; font-size: 14px }
.legend span { display: inline-block; width: 18px; height: 12px; border: 1px solid #8a9bb3; margin-right: 6px }
@media print { body { padding: 0 } section { break-inside: avoid-page } }
"""


def report_page(made: Report, words: Words) -> str:
    """The document."""
    chapters = "".join(_chapter(chapter) for chapter in made.chapters)
    place = f"{words('Smart City Operations Centre')} – {made.city}"
    return f"""<!DOCTYPE html>
<html lang="{words.language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(made.title)} – {escape(made.city)}</title><link rel="icon" href="data:,"><style>{STYLE}</style></head>
<body><p class="made">{escape(place)}</p><h1>{escape(made.title)}</h1>
<p class="made">{escape(made.made)} · {escape(made.link)}</p>{chapters}</body></html>"""


def _chapter(chapter: Chapter) -> str:
    parts = [f"<h2>{escape(chapter.title)}</h2>"]
    if chapter.source:
        parts.append(f'<p class="source">{escape(chapter.source)}</p>')
    parts += [f"<p>{escape(text)}</p>" for text in chapter.texts]
    if chapter.drawing is not None:
        parts.append(svg(chapter.drawing))
    if chapter.legend:
        rows = (f'<li><span style="background:{colour}"></span>{escape(text)}</li>' for colour, text in chapter.legend)
        parts.append(f'<ul class="legend">{"".join(rows)}</ul>')
    if chapter.table is not None and chapter.table.rows:
        parts.append(_table(chapter.table))
    return f"<section>{''.join(parts)}</section>"


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in table.heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in table.rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
