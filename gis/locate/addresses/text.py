"""Bring written text to one form: half-width, lower case, one word for each thing, digits for numbers."""

import re
import unicodedata

_NUMERAL = "零〇一二三四五六七八九十百两"
_DIGIT = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_COUNTED = rf"号楼|栋|幢|座|单元|弄|室|层|楼(?![一-龥]*(?:小区|花园|苑))|号(?=[\d{_NUMERAL}|#-]|楼|$)|#|门(?![诊口诊厅])|梯"
_SAME_WORD = (
    ("號", "号"),
    ("樓", "楼"),
    ("棟", "栋"),
    ("單元", "单元"),
    ("衖", "弄"),
    ("＃", "#"),
    ("號樓", "号楼"),
    ("号樓", "号楼"),
    ("#楼", "#"),
    ("#栋", "#"),
    ("邨", "村"),
    ("層", "层"),
    ("之", "-"),
)
_PINYIN_UNITS = {
    "haolou": "号楼",
    "danyuan": "单元",
    "zhuang": "幢",
    "dong": "栋",
    "nong": "弄",
    "zuo": "座",
    "hao": "号",
    "shi": "室",
    "lou": "楼",
}
_IN_NAMES = "期村区组队坊里院"
_NO_NUMBER_OF_A_PLACE = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|\d{4}年|\d{1,2}月(?:\d{1,2}[日号])?|\d{1,2}日"
    r"|\d{1,2}[点时:](?:\d{1,2}分?|半|许|左右)?(?![一-龥]{0,2}[路街])"
    r"|\d+(?=天|次|辆|名|年|周|分钟|小时|米|元|块钱)"
)


def tidy(text: str) -> str:
    """Normal form of a written address or name.

    Full-width signs become half-width (NFKC), letters lower case, traditional unit words simplified,
    brackets and stops a bar (``|``), spaces vanish except between numbers, where they become ``-``.
    Chinese numerals before a counted thing become digits (三栋 → 3栋), digits inside names Chinese
    (1期 → 一期). Telephone numbers, dates, hours and amounts, of which a caller's sentence is full, are
    no numbers of a place and become a bar.
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub(r"(?<![a-z])no\.? ?(?=\d)", "", _NO_NUMBER_OF_A_PLACE.sub("|", plain))
    for written, meant in _SAME_WORD:
        if written != "之":
            plain = plain.replace(written, meant)
    plain = re.sub(r"(?<=\d)之(?=\d)|(?<=弄)之", "-", plain)
    plain = re.sub(r"[—–_~〜·‐−]", "-", plain)
    plain = re.sub(r"[()\[\]{}【】《》<>,，。、；;:：\"'“”‘’/\\!?|@&+*=\t\n\r.]", "|", plain)
    plain = re.sub(r"·(?=\d)|(?<=\d)·", "|", plain)
    plain = re.sub(r"(?<=\d) +(?=\d)", "-", plain).replace(" ", "")
    plain = _units_of_pinyin(plain)
    plain = re.sub(f"([{_NUMERAL}]+)(?={_COUNTED})", lambda found: str(number_of(found[1])), plain)
    plain = re.sub(r"(?<!\d)[-](?=\d{1,4}(?:号楼|栋|幢|座|单元))", "|", plain)
    return re.sub(
        rf"(?<!\d)(\d)(?=[{_IN_NAMES}])", lambda found: _NUMERAL[int(found[1]) + (found[1] != "0")], plain
    )


def _units_of_pinyin(text: str) -> str:
    """17haolou → 17号楼; only straight after a digit and before anything but a letter."""
    words = "|".join(_PINYIN_UNITS)
    return re.sub(rf"(?<=\d)({words})(?![a-z])", lambda found: _PINYIN_UNITS[found[1]], text)


def number_of(numeral: str) -> int:
    """Value of a Chinese numeral up to 999: 二十三 → 23, 一百零五 → 105, 二〇三 → 203."""
    if not set(numeral) & set("十百"):
        return int("".join(str(_DIGIT[sign]) for sign in numeral))
    total, pending = 0, 0
    for sign in numeral:
        if sign == "百":
            total, pending = total + max(pending, 1) * 100, 0
        elif sign == "十":
            total, pending = total + (pending if pending else 1) * 10, 0
        else:
            pending = _DIGIT[sign]
    return total + pending
