"""Write a report as one web page: style and pictures inside, every name escaped, nothing fetched."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

from gis.reports.document import (
    Block,
    Document,
    Facts,
    KeyFigures,
    Paragraph,
    Picture,
    Section,
    Table,
    spell,
)
from gis.reports.html_parts import image, pairs

_STYLE = Path(__file__).with_name("report.css")


def html_text(document: Document) -> str:
    """Return the report as the text of one HTML file; it carries no script and links to nothing."""
    title = escape(f"{document.subtitle}{document.title}")
    stamp = document.made_at.isoformat()
    body = [_cover(document), _contents(document)]
    body += [_section(section, number) for number, section in enumerate(document.sections, start=1)]
    body.append(_signatures(document.signatures))
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        "style-src 'unsafe-inline'\">\n"
        f'<meta name="dcterms.created" content="{stamp}"><meta name="dcterms.modified" content="{stamp}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head>\n<body>{''.join(body)}</body></html>\n"
    )


def _cover(document: Document) -> str:
    badge = f'<p class="badge">{escape(document.badge)}</p>' if document.badge else ""
    return (
        f'<header class="cover"><p class="place">{escape(document.subtitle)}</p><h1>{escape(document.title)}</h1>'
        f'{badge}<table class="pairs plain">{pairs(document.cover)}</table></header>'
        f'<div class="running">{escape(document.subtitle + document.title)}'
        f"<span>{escape(document.badge)}</span></div>"
    )


def _contents(document: Document) -> str:
    lines = "".join(
        f'<li><a href="#s{number}">{number}　{escape(section.title)}</a></li>'
        for number, section in enumerate(document.sections, start=1)
    )
    return f'<nav class="contents"><h2>目录</h2><ol>{lines}</ol></nav>'


def _section(section: Section, number: int) -> str:
    kind = ' class="landscape"' if section.landscape else ""
    blocks = "".join(_block(block) for block in section.blocks)
    return f'<section{kind}><h2 id="s{number}">{number}　{escape(section.title)}</h2>{blocks}</section>'


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return f'<p class="{"note" if block.is_note else "text"}">{escape(block.text)}</p>'
        case KeyFigures():
            return _figures(block)
        case Facts():
            return (
                f'<table class="pairs"><caption>{escape(block.caption)}</caption>{pairs(block.pairs)}</table>'
            )
        case Table():
            return _table(block)
        case Picture():
            return _picture(block)


def _figures(block: KeyFigures) -> str:
    cards = "".join(
        f"<div><span>{escape(figure.label)}</span><b>{escape(spell(figure.value, figure.kind))}"
        f"<i>{escape(figure.unit)}</i></b><small>{escape(figure.note)}</small></div>"
        for figure in block.figures
    )
    return f'<div class="figures">{cards}</div>'


def _table(table: Table) -> str:
    whole = sum(column.width_share for column in table.columns)
    widths = "".join(f'<col style="width:{column.width_share / whole:.2%}">' for column in table.columns)
    heads = "".join(f"<th>{escape(column.head)}</th>" for column in table.columns)
    first_total = len(table.rows) - table.total_rows
    rows = []
    for place, row in enumerate(table.rows):
        cells = "".join(
            f'<td class="{column.kind}">{escape(spell(value, column.kind))}</td>'
            for value, column in zip(row, table.columns, strict=True)
        )
        rows.append(f'<tr class="{"total" if place >= first_total else "row"}">{cells}</tr>')
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    return (
        f'<div class="scroll"><table class="data"><caption>{escape(table.caption)}</caption><colgroup>{widths}'
        f"</colgroup><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>{note}"
    )


def _picture(picture: Picture) -> str:
    drawn = image(picture, style=f"max-height: {picture.height_limit_mm:g}mm")
    return f"<figure><figcaption>{escape(picture.caption)}</figcaption>{drawn}</figure>"


def _signatures(labels: Iterable[str]) -> str:
    lines = "".join(f"<tr><th>{escape(label)}</th><td></td><th>日期</th><td></td></tr>" for label in labels)
    return f'<table class="signatures">{lines}</table>'
