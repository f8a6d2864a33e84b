from dataclasses import replace

from gis.reports.document import Facts, Paragraph
from gis.reports.method import method_section
from tests.gis.reports.example import findings

FINDINGS = findings()


def _words(section):
    texts = [block.text for block in section.blocks if isinstance(block, Paragraph)]
    pairs = [f"{a}:{b}" for block in section.blocks if isinstance(block, Facts) for a, b in block.pairs]
    return "\n".join(texts + pairs)


def test_the_page_names_editions_template_profile_and_version():
    words = _words(method_section(FINDINGS))
    for fact in ("2026-11-20", "六类便民设施（第1版）", "示例来源", "成年人，1.2 米/秒", "0.1.0", "150 米"):
        assert fact in words
    assert "演示数据，边界为生成" in words


def test_the_page_says_that_households_in_equal_households_out():
    assert "读入 1,610 户，测算结果合计 1,610 户，一致" in _words(method_section(FINDINGS))


def test_the_page_forbids_its_own_use_when_households_are_lost():
    broken = replace(FINDINGS, method=replace(FINDINGS.method, households_out=1609))
    assert "不一致，本报告不得使用" in _words(method_section(broken))


def test_imported_data_are_not_called_a_demo():
    real = replace(FINDINGS, method=replace(FINDINGS.method, is_demo=False))
    assert "演示数据" not in _words(method_section(real))
