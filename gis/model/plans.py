"""The life of a plan, and the name of a grid."""

from enum import StrEnum


class PlanState(StrEnum):
    """Draft → comments → in review → approved → filed → in force → superseded; or dropped."""

    DRAFT = "draft"
    COMMENTS = "comments"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    FILED = "filed"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    DROPPED = "dropped"


PLAN_STATE_CHINESE = {
    PlanState.DRAFT: "草案",
    PlanState.COMMENTS: "征求社区意见",
    PlanState.IN_REVIEW: "审核中",
    PlanState.APPROVED: "已批准",
    PlanState.FILED: "已备案",
    PlanState.IN_FORCE: "执行中",
    PlanState.SUPERSEDED: "已被替代",
    PlanState.DROPPED: "已放弃",
}

_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """Write 1–999 as Chinese numerals (8 → 八, 12 → 十二, 105 → 一百零五)."""
    if not 1 <= number <= 999:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def grid_name(community_name: str, number: int) -> str:
    """Name a grid after its community and number: 茶花社区第八网格."""
    return f"{community_name}第{chinese_number(number)}网格"
