"""Judge what may be asked of a grid: a resident's request always, a department's task only from the list.

The admission list (准入清单) limits what departments hand down. A resident's request is never refused: off
the list it is recorded and referred (转办).
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from gis.casework.categories import CaseCategory, CaseRoute
from gis.casework.states import CaseState
from gis.errors import InputError


class CaseSource(StrEnum):
    """Who a case comes from."""

    RESIDENT = "resident"
    GRID_WORKER = "grid_worker"
    HOTLINE = "hotline"
    DEPARTMENT = "department"
    OPEN311 = "open311"


SOURCE_CHINESE = {
    CaseSource.RESIDENT: "居民",
    CaseSource.GRID_WORKER: "网格巡查",
    CaseSource.HOTLINE: "12345 热线",
    CaseSource.DEPARTMENT: "部门任务",
    CaseSource.OPEN311: "开放接口",
}


@dataclass(frozen=True, slots=True)
class Admission:
    """What becomes of a case when it is filed.

    Attributes
    ----------
    state, route
        Where it begins and the path it takes.
    rule
        The rule in Chinese where it did not simply come in; empty otherwise.
    """

    state: CaseState
    route: CaseRoute
    rule: str = ""

    @property
    def is_returned(self) -> bool:
        """Whether a department's task went back."""
        return self.state is CaseState.RETURNED


def judge_admission(source: CaseSource, category: CaseCategory, *, referred_to: str = "") -> Admission:
    """Say what becomes of a case from a source in a category.

    Parameters
    ----------
    referred_to
        Who has to take it, where its place is in another sub-district; empty within one's own.
    """
    if referred_to and source is not CaseSource.DEPARTMENT:
        rule = f"地点不在本街道：居民诉求一律登记，转{referred_to}办理"
        return Admission(CaseState.REFERRED, CaseRoute.REFER, rule)
    if category.is_listed:
        return Admission(CaseState.REPORTED, category.route)
    if source is CaseSource.DEPARTMENT:
        rule = f"《网格事项准入清单》未列“{category.full_chinese}”，部门任务不得直接下派网格，已退回"
        return Admission(CaseState.RETURNED, CaseRoute.REFER, rule)
    rule = f"“{category.full_chinese}”不在网格事项清单内：居民诉求一律登记，转有关部门办理"
    return Admission(CaseState.REFERRED, CaseRoute.REFER, rule)


def check_answers(
    answers: Collection[str], category: CaseCategory, asked_before: frozenset[str] = frozenset()
) -> None:
    """Refuse answers, by their questions, that the category neither asks nor asked (``answer_unexpected``)."""
    surplus = sorted(set(answers) - set(category.questions) - asked_before)
    if surplus:
        asked = "、".join(category.questions) or "无"
        raise InputError(
            f"{category.code} asks no {surplus}",
            chinese=f"“{category.full_chinese}”的补充问题只有：{asked}",
            code="answer_unexpected",
        )
