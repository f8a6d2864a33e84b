"""Words that say what a number counts, however they are written: 3haolou, 3好楼, Building 3, san dong → 3号楼, 3栋.

A sign or two after a number that sound like such a word, and are followed by the end, a stop or another number,
are that word: who dictates or types in haste writes 3懂2单园. English words stand before their number.
"""

import re

from gis.locate.addresses.sounds import blurred, readings_of

_OF_PINYIN = {
    "haolou": "号楼",
    "danyuan": "单元",
    "zhuang": "幢",
    "dong": "栋",
    "nong": "弄",
    "zuo": "座",
    "hao": "号",
    "shi": "室",
    "lou": "楼",
    "dy": "单元",
    "hl": "号楼",
    "d": "栋",
}
_PINYIN_NUMERALS = {
    name: str(value)
    for value, name in enumerate(("yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu", "shi"), 1)
} | {"liang": "2"}
_SPELT = "|".join(sorted(_PINYIN_NUMERALS, key=len, reverse=True))
_SPELT_UNIT = r"hao ?lou|dan ?yuan|zhuang|dong"
_SPELT_NUMBER = re.compile(
    rf"(?<![a-z])({_SPELT}) ?({_SPELT_UNIT})(?= ?(?:$|[\d,，.。;、]|(?:{_SPELT}) ?(?:{_SPELT_UNIT})))"
)
_ENGLISH = (
    (r"(?<![a-z])lane ?(?:no\.? ?)?#?(\d{1,5})", r"\1弄"),
    (r"(?:building|bldg|block|blk)\.? ?(?:no\.? ?)?#?(\d{1,4}[a-z]?|[a-z](?![a-z]))", r"\1栋"),
    (r"(?<![a-z])(?:unit|entrance)\.? ?(?:no\.? ?)?#?(\d{1,2})(?!\d)", r"\1单元"),
    (r"(?<![a-z])(?:room|rm|apartment|apt|flat|suite)\.? ?(?:no\.? ?)?#?([a-z]?\d{1,5}[a-z]?)", r"\1室"),
    (r"(\d{1,2})(?:st|nd|rd|th)? ?(?:floor|fl)(?![a-z])", r"\1层"),
    (r"(?<=[ #栋幢座楼元,])(\d{1,2})/?f(?![a-z\d])", r"\1层"),
    (r"(?:(?<=[a-z ])road|(?<![a-z])rd)(?![a-z])\.?", " lu "),
    (r"(?:(?<=[a-z ])street|(?<![a-z])st)(?![a-z])\.?", " jie "),
)
_MISHEARD_TWO = {("hao", "lou"): "号楼", ("hao", "dong"): "号楼", ("dan", "yuan"): "单元"}
_MISHEARD_ONE = {"dong": "栋", "zhuang": "幢", "nong": "弄"}
_UNITS = "号楼栋幢座弄室层梯门元东"
_AFTER = r"(?=$|[\d|#,，、;。.( -]|第|[一二三四五六七八九十]{1,3}(?:单|[楼层门梯号]))"
_BEFORE = r"(?<=[\d一二三四五六七八九十])"
_TWO = re.compile(rf"{_BEFORE}([一-龥])([一-龥]){_AFTER}")
_ONE = re.compile(rf"{_BEFORE}([一-龥]){_AFTER}")
_ROOM = re.compile(r"(?<=\d{3})(?:号?房(?!间|[一-龥])|[事是市式])(?=$|[|,，、;。.( -])")


def with_unit_words(text: str) -> str:
    """Write the unit words of a line as 号楼, 栋, 幢, 单元, 弄, 室; the line is lower case, its spaces still there."""
    for english, meant in _ENGLISH:
        text = re.sub(english, meant, text)
    text = _SPELT_NUMBER.sub(
        lambda found: _PINYIN_NUMERALS[found[1]] + _OF_PINYIN[found[2].replace(" ", "")], text
    )
    text = _TWO.sub(_two_heard, text)
    return _ROOM.sub("室", _ONE.sub(_one_heard, text))


def after_digits(text: str) -> str:
    """Read pinyin straight after a digit as a unit word, before anything but a letter: 17haolou → 17号楼."""
    words = "|".join(_OF_PINYIN)
    return re.sub(rf"(?<=\d)({words})(?![a-z])", lambda found: _OF_PINYIN[found[1]], text)


def _two_heard(found: re.Match[str]) -> str:
    if found[1] in "号单" and found[2] in "楼元":
        return found[0]
    heard = (
        meant
        for (first, second), meant in _MISHEARD_TWO.items()
        if first in readings_of(found[1]) and second in readings_of(found[2])
    )
    return next(heard, found[0])


def _one_heard(found: re.Match[str]) -> str:
    if found[1] in _UNITS:
        return found[0]
    sounds = {blurred(sound) for sound in readings_of(found[1])}
    return next((meant for sound, meant in _MISHEARD_ONE.items() if blurred(sound) in sounds), found[0])
