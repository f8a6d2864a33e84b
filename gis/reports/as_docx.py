"""Write a report as Word: cover, sections, tables whose heading repeats, page numbers, places to sign.

Word embeds no font here: the fonts named (黑体, 仿宋) stand on every office machine, and the method page
says so. ``word_parts`` builds the pieces Word's own library has no call for.
"""

import io

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Mm, Pt, RGBColor

from gis.reports import word_parts
from gis.reports.archive import with_fixed_clock
from gis.reports.document import Block, Document, Facts, KeyFigures, Paragraph, Picture, Section, Table, spell

PAGE_MM = (210, 297)
MARGIN_MM = 20
BODY_FONT, HEAD_FONT = "仿宋", "黑体"
ACCENT = RGBColor(0x9B, 0x1C, 0x1C)
GREY = RGBColor(0x55, 0x55, 0x55)


def docx_bytes(document: Document) -> bytes:
    """Return the report as the bytes of a .docx file."""
    word = docx.Document()
    _set_styles(word)
    _set_properties(word, document)
    _set_page(word, landscape=False)
    _write_running_lines(word, document)
    _write_cover(word, document)
    for number, section in enumerate(document.sections, start=1):
        _write_section(word, section, number)
    _write_signatures(word, document)
    written = io.BytesIO()
    word.save(written)
    return with_fixed_clock(written.getvalue(), document.made_at)


def _set_styles(word: Word) -> None:
    for name, font, size_pt, colour in (
        ("Normal", BODY_FONT, 12, None),
        ("Title", HEAD_FONT, 26, ACCENT),
        ("Heading 1", HEAD_FONT, 16, ACCENT),
        ("Caption", HEAD_FONT, 11, None),
    ):
        style = word.styles[name]
        word_parts.set_font(style.element.get_or_add_rPr(), font)
        style.font.size = Pt(size_pt)
        style.font.bold = False
        style.font.italic = False
        if colour is not None:
            style.font.color.rgb = colour
    word_parts.speak_chinese(word.styles["Normal"].element.get_or_add_rPr())
    word_parts.remove_borders(word.styles["Title"].element.get_or_add_pPr())
    word.styles["Caption"].font.color.rgb = RGBColor(0, 0, 0)
    word.styles["Caption"].paragraph_format.keep_with_next = True
    word.styles["Normal"].paragraph_format.space_after = Pt(6)


def _set_properties(word: Word, document: Document) -> None:
    properties = word.core_properties
    properties.title = f"{document.subtitle}{document.title}"
    properties.author = "网格地图服务"
    properties.last_modified_by = properties.author
    properties.comments = document.badge
    properties.language = "zh-CN"
    properties.created = properties.modified = document.made_at.replace(tzinfo=None)


def _set_page(word: Word, *, landscape: bool) -> None:
    section = word.sections[-1]
    short_mm, long_mm = PAGE_MM
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (
        (Mm(long_mm), Mm(short_mm)) if landscape else (Mm(short_mm), Mm(long_mm))
    )
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(MARGIN_MM)


def _text_width_mm(word: Word) -> float:
    is_wide = word.sections[-1].orientation == WD_ORIENT.LANDSCAPE
    return float(PAGE_MM[1] if is_wide else PAGE_MM[0]) - 2 * MARGIN_MM


def _write_running_lines(word: Word, document: Document) -> None:
    section = word.sections[0]
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]
    head.text = "　".join(part for part in (f"{document.subtitle}{document.title}", document.badge) if part)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece in ("第 ", "PAGE", " 页　共 ", "NUMPAGES", " 页"):
        word_parts.add_field(foot, piece) if piece.isupper() else foot.add_run(piece)
    for paragraph in (head, foot):
        for run in paragraph.runs:
            run.font.size = Pt(9)
            run.font.color.rgb = GREY


def _write_cover(word: Word, document: Document) -> None:
    for _ in range(5):
        word.add_paragraph()
    place = word.add_paragraph(document.subtitle)
    place.alignment = WD_ALIGN_PARAGRAPH.CENTER
    place.runs[0].font.size = Pt(20)
    word_parts.set_font(place.runs[0]._r.get_or_add_rPr(), HEAD_FONT)
    title = word.add_paragraph(document.title, style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if document.badge:
        badge = word.add_paragraph(document.badge)
        badge.alignment = WD_ALIGN_PARAGRAPH.CENTER
        badge.runs[0].font.color.rgb = ACCENT
    for _ in range(4):
        word.add_paragraph()
    word_parts.append_pairs(word, document.cover, _text_width_mm(word) * 0.8, ruled=False)
    word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _write_section(word: Word, section: Section, number: int) -> None:
    if section.landscape or word.sections[-1].orientation == WD_ORIENT.LANDSCAPE:
        word.add_section(WD_SECTION.NEW_PAGE)
        _set_page(word, landscape=section.landscape)
        word.sections[-1].different_first_page_header_footer = False
    word.add_heading(f"{number}　{section.title}", level=1)
    for block in section.blocks:
        _write_block(word, block)


def _write_block(word: Word, block: Block) -> None:
    width_mm = _text_width_mm(word)
    match block:
        case Paragraph():
            _write_paragraph(word, block)
        case KeyFigures():
            word_parts.append_figures(word, block.figures, width_mm)
        case Facts():
            word.add_paragraph(block.caption, style="Caption")
            word_parts.append_pairs(word, block.pairs, width_mm, ruled=True)
        case Table():
            _write_table(word, block, width_mm)
        case Picture():
            _write_picture(word, block, width_mm)


def _write_paragraph(word: Word, block: Paragraph) -> None:
    paragraph = word.add_paragraph(block.text)
    if block.is_note:
        for run in paragraph.runs:
            run.font.size = Pt(9)
            run.font.color.rgb = GREY
    else:
        paragraph.paragraph_format.first_line_indent = Pt(24)


def _write_table(word: Word, table: Table, width_mm: float) -> None:
    word.add_paragraph(table.caption, style="Caption")
    rows = [
        [spell(value, column.kind) for value, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    word_parts.append_table(word, table.columns, rows, width_mm, bold_rows_at_end=table.total_rows)
    if table.note:
        _write_paragraph(word, Paragraph(table.note, is_note=True))


def _write_picture(word: Word, picture: Picture, width_mm: float) -> None:
    is_wide = word.sections[-1].orientation == WD_ORIENT.LANDSCAPE
    height_limit_mm = float(PAGE_MM[0] if is_wide else PAGE_MM[1]) - 2 * MARGIN_MM - 30
    height_limit_mm = min(height_limit_mm, picture.height_limit_mm)
    scaled_mm = min(width_mm, height_limit_mm * picture.width_px / picture.height_px)
    word.add_paragraph(picture.caption, style="Caption")
    shape = word.add_picture(io.BytesIO(picture.png), width=Mm(scaled_mm))
    shape._inline.docPr.set("descr", picture.alt)
    word.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _write_signatures(word: Word, document: Document) -> None:
    for label in document.signatures:
        line = word.add_paragraph(f"{label}：________________　　日期：________年____月____日")
        line.paragraph_format.keep_with_next = label != document.signatures[-1]
        line.paragraph_format.space_before = Pt(14)
