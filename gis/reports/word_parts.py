"""Pieces of a Word file its library has no call for: ruled tables with a repeated heading, fields, East Asian fonts.

Tables are built as XML row by row; python-docx's own cell access takes time quadratic in the rows.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from gis.reports.document import CellKind, Column, Figure, spell

TWIPS_PER_MM = 1440 / 25.4
HEAD_FILL, TOTAL_FILL, RULE_COLOUR = "F3E9E2", "F7F7F7", "B8B0A8"
FIGURES_PER_ROW = 3


def element(tag: str, children: Iterable[Any] = (), **attributes: str) -> Any:
    """Return a WordprocessingML element; attribute names without their ``w:``."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    for child in children:
        made.append(child)
    return made


def set_font(properties: Any, name: str) -> None:
    """Name the font for Latin and East Asian text alike."""
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)
    for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{script}"), None)


def speak_chinese(properties: Any) -> None:
    """Mark text as Simplified Chinese, so that a substituted font takes its shapes and places its full stops."""
    properties.append(element("lang", val="en-US", eastAsia="zh-CN"))


def remove_borders(properties: Any) -> None:
    """Take away the rule that Word's own title style carries."""
    for rule in properties.findall(qn("w:pBdr")):
        properties.remove(rule)


def add_field(paragraph: Paragraph, instruction: str) -> None:
    """Append a field (PAGE, NUMPAGES) that Word reckons when it lays out the page."""
    for kind in ("begin", "separate", "end"):
        run = paragraph.add_run()
        run._r.append(element("fldChar", fldCharType=kind))
        if kind == "begin":
            code = element("instrText")
            code.text = f" {instruction} "
            paragraph.add_run()._r.append(code)
        elif kind == "separate":
            paragraph.add_run("1")


def append_table(
    word: Word,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    width_mm: float,
    *,
    bold_rows_at_end: int,
) -> None:
    """Append a ruled table whose heading stands on each page and whose rows never break across pages."""
    widths = _widths(columns, width_mm)
    rights = [column.kind is not CellKind.TEXT for column in columns]
    table = _table(widths, ruled=True)
    table.append(
        _row([column.head for column in columns], widths, [False] * len(columns), fill=HEAD_FILL, head=True)
    )
    last_plain = len(rows) - bold_rows_at_end
    for place, row in enumerate(rows):
        is_total = place >= last_plain
        fill = TOTAL_FILL if is_total else None
        table.append(_row(row, widths, rights, fill=fill, bold=is_total, keep=place >= len(rows) - 2))
    _append(word, table)


def append_pairs(word: Word, pairs: Sequence[tuple[str, str]], width_mm: float, *, ruled: bool) -> None:
    """Append labels and values in two columns."""
    widths = [round(width_mm * part * TWIPS_PER_MM) for part in (0.24, 0.76)]
    table = _table(widths, ruled=ruled, centred=not ruled)
    for label, value in pairs:
        table.append(_row([label, value], widths, [False, False], first_fill=HEAD_FILL if ruled else None))
    _append(word, table)


def append_figures(word: Word, figures: Sequence[Figure], width_mm: float) -> None:
    """Append the key figures, three to a row: label, large number, note."""
    width = round(width_mm / FIGURES_PER_ROW * TWIPS_PER_MM)
    table = _table([width] * FIGURES_PER_ROW, ruled=True)
    for start in range(0, len(figures), FIGURES_PER_ROW):
        cells = [_figure_cell(figure, width) for figure in figures[start : start + FIGURES_PER_ROW]]
        cells += [_cell([_paragraph("")], width) for _ in range(FIGURES_PER_ROW - len(cells))]
        table.append(element("tr", [element("trPr", [element("cantSplit")]), *cells]))
    _append(word, table)


def _append(word: Word, table: Any) -> None:
    word.element.body.insert(len(word.element.body) - 1, table)
    word.add_paragraph().paragraph_format.space_after = 0


def _widths(columns: Sequence[Column], width_mm: float) -> list[int]:
    whole = sum(column.width_share for column in columns)
    return [round(width_mm * column.width_share / whole * TWIPS_PER_MM) for column in columns]


def _table(widths: Sequence[int], *, ruled: bool, centred: bool = False) -> Any:
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    kind = {"val": "single", "sz": "4", "space": "0", "color": RULE_COLOUR} if ruled else {"val": "nil"}
    margins = [element(side, w="80", type="dxa") for side in ("left", "right")]
    properties = element(
        "tblPr",
        [
            element("tblW", w=str(sum(widths)), type="dxa"),
            *([element("jc", val="center")] if centred else []),
            element("tblBorders", [element(edge, **kind) for edge in edges]),
            element("tblLayout", type="fixed"),
            element("tblCellMar", margins),
        ],
    )
    return element(
        "tbl", [properties, element("tblGrid", [element("gridCol", w=str(width)) for width in widths])]
    )


def _row(
    texts: Sequence[str],
    widths: Sequence[int],
    rights: Sequence[bool],
    *,
    fill: str | None = None,
    first_fill: str | None = None,
    bold: bool = False,
    head: bool = False,
    keep: bool = False,
) -> Any:
    marks = [element("cantSplit"), *([element("tblHeader")] if head else [])]
    cells = [
        _cell(
            [_paragraph(text, right=right, bold=bold or head, centred=head, keep=keep or head)],
            width,
            fill=first_fill if first_fill and place == 0 else fill,
        )
        for place, (text, width, right) in enumerate(zip(texts, widths, rights, strict=True))
    ]
    return element("tr", [element("trPr", marks), *cells])


def _figure_cell(figure: Figure, twips: int) -> Any:
    value = spell(figure.value, figure.kind) + figure.unit
    return _cell(
        [
            _paragraph(figure.label, size_half_pt=18),
            _paragraph(value, bold=True, size_half_pt=32),
            _paragraph(figure.note, size_half_pt=16),
        ],
        twips,
    )


def _cell(paragraphs: Sequence[Any], twips: int, *, fill: str | None = None) -> Any:
    properties = [element("tcW", w=str(twips), type="dxa")]
    if fill:
        properties.append(element("shd", val="clear", color="auto", fill=fill))
    properties.append(element("vAlign", val="center"))
    return element("tc", [element("tcPr", properties), *paragraphs])


def _paragraph(
    text: str,
    *,
    right: bool = False,
    bold: bool = False,
    centred: bool = False,
    keep: bool = False,
    size_half_pt: int = 18,
) -> Any:
    shape = [element("keepNext")] if keep else []
    shape.append(element("spacing", before="20", after="20"))
    if right or centred:
        shape.append(element("jc", val="center" if centred else "right"))
    marks = [element("b")] if bold else []
    marks += [element("sz", val=str(size_half_pt)), element("szCs", val=str(size_half_pt))]
    letters = element("t")
    letters.text = text
    letters.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element("p", [element("pPr", shape), element("r", [element("rPr", marks), letters])])
