"""The six categories of the 15-minute service circle (便民生活圈), and party service points."""

from enum import StrEnum


class Category(StrEnum):
    """What a facility gives; ``PARTY`` stands for party service points (党群服务点)."""

    SHOPPING = "shopping"
    SERVICES = "services"
    MEDICAL = "medical"
    DINING = "dining"
    EDUCATION = "education"
    CULTURE = "culture"
    PARTY = "party"


SIX_CATEGORIES = (
    Category.SHOPPING,
    Category.SERVICES,
    Category.MEDICAL,
    Category.DINING,
    Category.EDUCATION,
    Category.CULTURE,
)

CATEGORY_CHINESE = {
    Category.SHOPPING: "购物",
    Category.SERVICES: "服务",
    Category.MEDICAL: "医疗",
    Category.DINING: "餐饮",
    Category.EDUCATION: "教育",
    Category.CULTURE: "文化",
    Category.PARTY: "党群服务点",
}


class Confirmation(StrEnum):
    """What the community said of a facility."""

    UNCONFIRMED = "unconfirmed"
    OPEN = "open"
    CLOSED = "closed"
    MISPLACED = "misplaced"


CONFIRMATION_CHINESE = {
    Confirmation.UNCONFIRMED: "未确认",
    Confirmation.OPEN: "在营",
    Confirmation.CLOSED: "停业",
    Confirmation.MISPLACED: "位置错",
}
