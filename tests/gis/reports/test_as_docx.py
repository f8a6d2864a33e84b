import io

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from gis.reports.as_docx import docx_bytes
from gis.reports.document import spell
from tests.gis.reports.example import hostile_report, report


@pytest.fixture(scope="module")
def document():
    return report()


@pytest.fixture(scope="module")
def word(document):
    return docx.Document(io.BytesIO(docx_bytes(document)))


def test_every_table_prints_every_figure(document, word):
    printed = {
        tuple(tuple(cell.text for cell in row.cells) for row in table.rows[1:]) for table in word.tables
    }
    for table in document.tables():
        expected = tuple(
            tuple(spell(value, column.kind) for value, column in zip(row, table.columns, strict=True))
            for row in table.rows
        )
        assert expected in printed


def test_headings_of_tables_repeat_and_rows_never_break(document, word):
    ruled = [table for table in word.tables if table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None]
    assert len(ruled) == len(list(document.tables()))
    for table in ruled:
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)


def test_pages_are_numbered_and_wide_sections_lie_on_their_side(word):
    footer = word.sections[0].footer._element.xml
    assert "PAGE" in footer and "NUMPAGES" in footer
    orientations = {section.orientation for section in word.sections}
    assert orientations == {WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE}


def test_there_is_a_place_for_each_signature(word):
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    for label in ("编制：", "审核：", "签发："):
        assert label in text


def test_hostile_names_are_text_and_the_file_opens():
    hostile = hostile_report()
    opened = docx.Document(io.BytesIO(docx_bytes(hostile)))
    assert any("<script>" in cell.text for table in opened.tables for cell in table._cells)


def test_the_same_report_gives_the_same_bytes(document):
    assert docx_bytes(document) == docx_bytes(document)
