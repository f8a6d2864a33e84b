"""Bring written text to one form: half-width, lower case, one word for each thing, digits for numbers."""

import re
import unicodedata

from gis.locate.addresses.unit_words import after_digits, with_unit_words

_DIGIT = {
    **{sign: value for value, sign in enumerate("零一二三四五六七八九")},
    **{sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0,
    "两": 2,
}
_LONG_NUMERALS = str.maketrans({"廿": "二十", "卅": "三十", "拾": "十", "佰": "百", "仟": "千"})
_ROMAN = {roman: "一二三四五六七八九"[value] for value, roman in enumerate("ⅠⅡⅢⅣⅤⅥⅦⅧⅨ")}
_NUMERAL = "".join(_DIGIT) + "十百千廿卅拾佰仟"
_COUNTED = rf"号楼|栋|幢|座|单元|弄|室|层|楼(?![一-龥]*(?:小区|花园|苑))|号(?=[\d{_NUMERAL}|#-]|楼|$)|#|门(?![诊口厅])|梯"
_SAME_WORD = (
    ("號", "号"),
    ("樓", "楼"),
    ("棟", "栋"),
    ("單元", "单元"),
    ("衖", "弄"),
    ("号栋", "号楼"),
    ("号幢", "号楼"),
    ("#楼", "#"),
    ("#栋", "#"),
    ("邨", "村"),
    ("層", "层"),
)
_RANKS = {"十": 10, "百": 100, "千": 1000}
_IN_NAMES = "期村区组队坊里院"
_NO_NUMBER_OF_A_PLACE = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|\d{4}年|\d{1,2}月(?:\d{1,2}[日号])?|\d{1,2}日"
    r"|\d{1,2}[点时:](?:\d{1,2}分?|半|许|左右)?(?![一-龥]{0,2}[路街])"
    r"|\d+(?=天|次|辆|名|年|周|分钟|小时|米|元|块钱)"
)
_LABEL = re.compile(
    r"^(?:[一-龥]{0,4}(?:地址|地点|位置|住址)(?:[:：]|是|为|在)|位于|就?在(?=.{3})"
    r"|我?家?住(?:在|址)?(?=.{3})|请问|[你您]好)+[:：,， ]*"
)
_BELOW_GROUND = re.compile(
    r"(?:负|地下)[\d一二三]*[楼层]|(?<=[栋幢座楼号#元])-\d[楼层]|(?<=[栋幢座楼号#])地下(?:车|储物)?[室库]"
)


def tidy(text: str) -> str:
    """Normal form of a written address or name.

    Full-width signs become half-width (NFKC), letters lower case and without tone marks, traditional unit words
    simplified, unit words in pinyin, in English or misheard the usual ones, brackets and stops a bar (``|``),
    spaces vanish except between numbers, where they become ``-``. Chinese numerals before a counted thing become
    digits (三栋 → 3栋), digits inside names Chinese (1期 → 一期). Telephone numbers, dates, hours and amounts, of
    which a caller's sentence is full, and floors below ground, are no numbers of a place and become a bar. What
    only says that an address follows (事发地址：, 我住在) is left out.
    """
    plain = _LABEL.sub("", _letters(text).strip())
    plain = re.sub(r"(?:(?<![a-z])no\.? ?|no\. ?|№ ?)(?=\d)", "", _NO_NUMBER_OF_A_PLACE.sub("|", plain))
    for written, meant in _SAME_WORD:
        plain = plain.replace(written, meant)
    plain = _BELOW_GROUND.sub("|", with_unit_words(plain))
    plain = re.sub(r"(?<=\d)之(?=\d)|(?<=弄)之", "-", plain)
    plain = re.sub(r"(?:里面|里边|那边|这边|那里)?的(?=第?\d)", "", plain)
    plain = re.sub(r"[(]([一二三四五六七八九\d])[)](?=[村区期里])", r"\1", plain)
    plain = re.sub(r"(?<=[a-z])['’](?=[a-z])", "", plain)
    plain = re.sub(r"[—–_~〜‐−]|(?<=\d)·(?=\d)", "-", plain)
    plain = re.sub(r"[()\[\]{}【】《》<>,，。、；;:：\"'“”‘’/\\!?|@&+*=\t\n\r.·]", "|", plain)
    plain = re.sub(r"(?<=[路街道巷])[-|] *(?=\d)", "", plain)
    plain = re.sub(r"(?<=[一-龥])(?<![号楼栋幢座元弄])-(?=\d{1,3}-\d)", "|", plain)
    plain = re.sub(r"(?<=\d号)院子?(?=$|\|)", "", plain)
    plain = re.sub(r"(?<=\d) +(?=\d)", "-", plain)
    plain = re.sub(r"(?<=\d) +(?=[一-龥])(?![号楼栋幢座单弄支室层梯门])", "|", plain).replace(" ", "")
    return _numbers(after_digits(plain))


def _letters(text: str) -> str:
    """Half-width lower-case letters without the tone marks of pinyin; Roman numerals as Chinese ones."""
    for roman, meant in _ROMAN.items():
        text = text.replace(roman, meant)
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).lower())
    apart = re.sub("(?<=[a-z])[\u0300-\u036f]+", "", apart.replace("u\u0308", "v"))
    return unicodedata.normalize("NFC", apart)


def _numbers(plain: str) -> str:
    """Digits for what is counted, Chinese numerals in names."""
    plain = re.sub(f"([{_NUMERAL}]+)(?={_COUNTED})", lambda found: str(number_of(found[1])), plain)
    plain = re.sub(r"第(?=\d+(?:号|栋|幢|座|#|单元|弄|室|层|楼|梯))", "", plain)
    plain = re.sub(r"(?<!\d)[-](?=\d{1,4}(?:号楼|栋|幢|座|单元))", "|", plain)
    return re.sub(
        rf"(?<!\d)(\d)(?=[{_IN_NAMES}])", lambda found: "零一二三四五六七八九"[int(found[1])], plain
    )


def number_of(numeral: str) -> int:
    """Value of a Chinese numeral up to 9999: 廿三 → 23, 一百零五 → 105, 一千二百 → 1200, 二〇三 → 203."""
    numeral = numeral.translate(_LONG_NUMERALS)
    if not set(numeral) & set(_RANKS):
        return int("".join(str(_DIGIT[sign]) for sign in numeral))
    total, pending = 0, 0
    for sign in numeral:
        if sign in _RANKS:
            total, pending = total + max(pending, 1) * _RANKS[sign], 0
        else:
            pending = _DIGIT[sign]
    return total + pending
