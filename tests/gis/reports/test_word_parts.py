import io

import docx

from gis.reports.document import CellKind, Column, Figure
from gis.reports.word_parts import TWIPS_PER_MM, add_field, append_figures, append_pairs, append_table


def _reopened(word):
    written = io.BytesIO()
    word.save(written)
    return docx.Document(io.BytesIO(written.getvalue()))


def test_a_tables_columns_fill_the_width_in_their_proportion():
    word = docx.Document()
    append_table(
        word,
        (Column("甲", width_share=1), Column("乙", CellKind.COUNT, 3)),
        [["a", "1"]],
        160,
        bold_rows_at_end=0,
    )
    (table,) = _reopened(word).tables
    widths = [column.width for column in table.columns]
    assert abs(widths[1] / widths[0] - 3) < 0.01
    assert abs(sum(widths) / 635 - 160 * TWIPS_PER_MM) < 2


def test_totals_are_bold_and_numbers_stand_right():
    word = docx.Document()
    append_table(
        word,
        (Column("甲"), Column("乙", CellKind.COUNT)),
        [["a", "1"], ["合计", "1"]],
        160,
        bold_rows_at_end=1,
    )
    plain, total = _reopened(word).tables[0].rows[1:]
    assert total.cells[0].paragraphs[0].runs[0].bold and not plain.cells[0].paragraphs[0].runs[0].bold
    assert plain.cells[1].paragraphs[0].alignment == 2


def test_pairs_and_figures_are_written_in_full():
    word = docx.Document()
    append_pairs(word, [("数据版本", "第1版")], 160, ruled=True)
    append_figures(word, [Figure("总户数", 12345, unit="户", note="常住户")], 160)
    pairs, figures = _reopened(word).tables
    assert [cell.text for cell in pairs.rows[0].cells] == ["数据版本", "第1版"]
    assert figures.rows[0].cells[0].text.split("\n") == ["总户数", "12,345户", "常住户"]


def test_a_field_is_reckoned_by_the_program_that_opens_it():
    word = docx.Document()
    add_field(word.add_paragraph(), "PAGE")
    xml = _reopened(word).paragraphs[0]._p.xml
    assert 'fldCharType="begin"' in xml and " PAGE " in xml and 'fldCharType="end"' in xml
