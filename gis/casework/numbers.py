"""What a case is called: the sub-district's short name for its number, and a provisional one on the phone."""

import re
from datetime import date

_ENDINGS = ("街道办事处", "街道", "镇", "乡")
_PROVISIONAL = re.compile(r"暂-\d{8}-[0-9a-f]{8}")


def short_name(subdistrict_name: str) -> str:
    """Shorten a sub-district's name as case numbers use it: 茶园街道 → 茶园."""
    for ending in _ENDINGS:
        if subdistrict_name.endswith(ending) and len(subdistrict_name) > len(ending):
            return subdistrict_name[: -len(ending)]
    return subdistrict_name


def provisional_number(day: date, token: str) -> str:
    """Write the number a phone uses until the server gives one: 暂-20261123-1f2e3d4c.

    ``token`` is eight hexadecimal digits that the phone drew at random.
    """
    return f"暂-{day:%Y%m%d}-{token}"


def is_provisional(number: str) -> bool:
    """Whether a number is a phone's own."""
    return _PROVISIONAL.fullmatch(number) is not None
