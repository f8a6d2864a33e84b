"""How names sound: syllables of each sign, sounds that people mix up, and latin text read as pinyin."""

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin, pinyin

_MERGED_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("h", "f"), ("r", "l"))
_MERGED_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
_MERGED_LETTERS = str.maketrans("lfr", "nhn")


@lru_cache(maxsize=20_000)
def readings_of(sign: str) -> frozenset[str]:
    """Every toneless syllable a sign may be read as; a letter or digit is read as itself."""
    found = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="default")
    return (
        frozenset(syllable.replace("ü", "v").lower() for syllable in found[0]) if found else frozenset({sign})
    )


def spoken(name: str) -> str:
    """The syllables of a name run together, as people type them: 华山花苑 → huashanhuayuan."""
    return "".join(lazy_pinyin(name, errors="default")).lower().replace("ü", "v")


def initials(name: str) -> str:
    """First letter of each syllable: 华山花苑 → hshy."""
    runs = re.findall(r"[一-鿿]+|[^一-鿿]+", name)
    return "".join(run if run[0] < "一" else _first_letters(run) for run in runs).lower()


def _first_letters(run: str) -> str:
    return "".join(syllable[:1] for syllable in lazy_pinyin(run))


@lru_cache(maxsize=20_000)
def blurred(syllable: str) -> str:
    """A syllable without the differences many speakers do not make (zh/z, ang/an, n/l, h/f)."""
    for full, merged in _MERGED_INITIALS:
        if syllable.startswith(full):
            syllable = merged + syllable[len(full) :]
            break
    for full, merged in _MERGED_FINALS:
        if syllable.endswith(full):
            return syllable[: -len(full)] + merged
    return syllable


def blurred_letters(run: str) -> str:
    """A run of pinyin without the differences many speakers do not make, wherever its syllables end."""
    for full, merged in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n")):
        run = run.replace(full, merged)
    return run.translate(_MERGED_LETTERS)


@lru_cache(maxsize=2_000)
def letter_triples(run: str) -> frozenset[str]:
    """Triples of successive letters, as many speak them."""
    letters = blurred_letters(run)
    return frozenset(letters[i : i + 3] for i in range(len(letters) - 2))


@lru_cache(maxsize=20_000)
def keys_of(sign: str) -> frozenset[str]:
    """Marks by which alike signs find each other: the sign itself, and its sounds as many speak them."""
    return frozenset({sign, *(f"~{blurred(sound)}" for sound in readings_of(sign) if sound != sign)})


@lru_cache(maxsize=200_000)
def likeness_share(one: str, other: str) -> float:
    """How alike two signs are, 0-1: the same 1, the same sound 0.85, nearly the same or a rarer sound 0.6, else 0."""
    if one == other:
        return 1.0
    first, second = readings_of(one), readings_of(other)
    if first & second:
        return 0.85 if spoken(one) in second or spoken(other) in first else 0.6
    return 0.6 if {blurred(s) for s in first} & {blurred(s) for s in second} else 0.0
