"""The method page: what was measured, with which rules, how sure we are, and whether the households add up."""

from gis.reports.circle_tables import conservation_table, facility_table, unreachable_table
from gis.reports.document import Block, CellKind, Facts, Paragraph, Section, spell
from gis.reports.findings import CircleFindings

DEMO_BADGE = "演示数据，边界为生成"

FONT_NOTE = (
    "PDF 与图件内嵌“思源黑体”（Noto Sans CJK SC）所用字形的子集；Word 文件不内嵌字体，"
    "正文用仿宋、标题用黑体，打开它的电脑上没有这两种字体时会以其他字体代替，数字不受影响。"
    "字体中没有的符号（如表情符号）在 PDF 与图件中印作“〓”。"
)
METHOD_NOTE = (
    "住户与设施都投影到最近的步行道路边上，沿路网计算到最近设施的最短步行时间；封闭小区只能经开放的出入口进出。"
    "步行可能走出数据边界而又未被覆盖的住户，单列为“边界不确定”，不计入未覆盖；"
    "离道路过远或所在路网不连通的，单列为“步行不可达”，不强行连接。户数始终记在楼栋上，不按面积分摊。"
)


def method_section(findings: CircleFindings) -> Section:
    """Return the method page of a service-circle report."""
    blocks: list[Block] = [
        Paragraph(METHOD_NOTE),
        _sources(findings),
        Facts("参数", "其他参数", findings.method.parameters),
        facility_table(findings),
        conservation_table(findings),
        Paragraph(_conservation_sentence(findings)),
    ]
    missing = unreachable_table(findings)
    blocks += [missing] if missing is not None else [Paragraph("全部楼栋和设施都已接入步行路网。")]
    blocks.append(Paragraph(FONT_NOTE, is_note=True))
    return Section("方法与数据说明", tuple(blocks))


def _sources(findings: CircleFindings) -> Facts:
    method = findings.method
    estimated = spell(method.households_estimated, CellKind.COUNT)
    return Facts(
        "来源",
        "数据、模板与版本",
        (
            ("数据版本", method.edition),
            ("数据日期", method.edition_date),
            ("数据性质", DEMO_BADGE if method.is_demo else "导入数据，以所列版本为准"),
            ("户数口径", f"{method.households_kind}；其中 {estimated} 户为估算"),
            ("分档模板", method.template),
            ("模板来源", method.template_source),
            ("模板可信程度", method.template_certainty),
            ("步行人群", method.profile),
            ("步速来源", method.profile_source),
            ("程序与公式版本", method.version),
        ),
    )


def _conservation_sentence(findings: CircleFindings) -> str:
    method = findings.method
    read, written = (spell(value, CellKind.COUNT) for value in (method.households_in, method.households_out))
    verdict = "一致" if method.households_in == method.households_out else "不一致，本报告不得使用"
    return f"户数守恒：读入 {read} 户，测算结果合计 {written} 户，{verdict}。"
