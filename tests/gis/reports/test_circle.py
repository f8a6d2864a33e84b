from dataclasses import replace

from gis.reports.circle import circle_document
from gis.reports.document import KeyFigures, Paragraph
from tests.gis.reports.example import MADE_AT, findings, report
from tests.worked import tiny


def _summary(document):
    return document.sections[0].blocks


def test_the_summary_tells_the_same_figures_as_the_tables():
    document = report()
    figures = next(block for block in _summary(document) if isinstance(block, KeyFigures)).figures
    assert [figure.value for figure in figures] == [1610, 470, 1140, "购物", 360, 1]
    whole = document.table("各社区覆盖率").rows[-1]
    assert (whole[1], whole[-2]) == (1610, 470)


def test_the_lead_names_the_weakest_category():
    lead = next(block for block in _summary(report()) if isinstance(block, Paragraph))
    assert "覆盖最薄弱的是购物：15 分钟内覆盖率 81.4%，300 户未覆盖" in lead.text


def test_a_place_without_gaps_says_so_instead_of_an_empty_table():
    whole = findings()
    document = circle_document(replace(whole, gaps=whole.gaps.iloc[:0]), made_at=MADE_AT)
    assert not any(table.name == "问题台账" for table in document.tables())


def test_demo_data_say_so_on_the_document_and_real_data_do_not():
    whole = findings()
    assert circle_document(whole, made_at=MADE_AT).badge == "演示数据，边界为生成"
    real = replace(whole, method=replace(whole.method, is_demo=False))
    assert circle_document(real, made_at=MADE_AT).badge == ""


def test_a_community_has_a_report_of_its_own_and_progress_is_told():
    told = []
    document = circle_document(
        findings().within(tiny.YI),
        made_at=MADE_AT,
        progress=lambda step, done, total: told.append((done, total)),
    )
    assert document.subtitle == "乙社区"
    assert told == [(number, 7) for number in range(1, 8)]
