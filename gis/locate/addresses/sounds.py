"""How names sound: syllables of each sign, sounds that people mix up, and latin text read as pinyin."""

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin, pinyin

_MERGED_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("h", "f"), ("r", "l"))
_MERGED_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
LONGEST_RUN = 60


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


@lru_cache(maxsize=200_000)
def likeness_share(one: str, other: str) -> float:
    """How alike two signs are, 0-1: the same 1, the same sound 0.85, nearly the same sound 0.6, else 0."""
    if one == other:
        return 1.0
    first, second = readings_of(one), readings_of(other)
    if first & second:
        return 0.85
    return 0.6 if {blurred(s) for s in first} & {blurred(s) for s in second} else 0.0


def read_as_pinyin(run: str, name: str) -> tuple[int, int, int]:
    """Read a latin run as the sounds of successive signs of a name, each in full or by its first letter.

    Returns
    -------
    tuple
        (first sign read, how many signs, how many of them in full); (0, 0, 0) where the run cannot be read
        so to its end. The last sign may be cut short, as while typing. Of several readings the one with the
        most signs in full is taken, then the earliest.
    """
    best = (0, 0, 0)
    if not run or len(run) > LONGEST_RUN:
        return best
    for start in range(len(name)):
        read = _read_from(run, name, start)
        if read is not None and (best[1] == 0 or read[1] > best[2]):
            best = (start, read[0], read[1])
    return best


def _read_from(run: str, name: str, start: int) -> tuple[int, int] | None:
    """Signs read and signs read in full, from one sign on; None where the run does not fit."""
    states: dict[int, int] = {0: 0}
    for count, sign in enumerate(name[start:], start=1):
        reached: dict[int, int] = {}
        for position, full in states.items():
            for length, is_full in _steps(run, position, sign):
                step = full + is_full
                reached[position + length] = max(reached.get(position + length, -1), step)
        if len(run) in reached:
            return count, reached[len(run)]
        if not reached:
            return None
        states = reached
    return None


def _steps(run: str, position: int, sign: str) -> list[tuple[int, int]]:
    """How far one sign may carry: (letters, 1 where its sound is written in full)."""
    rest = run[position:]
    steps = []
    for sound in readings_of(sign):
        if rest.startswith(sound):
            steps.append((len(sound), 1))
        elif sound.startswith(rest):
            steps.append((len(rest), 0))
        if sound[:1] == rest[:1]:
            steps.append((1, 0))
            if sound[:2] in ("zh", "ch", "sh") and rest[:2] == sound[:2]:
                steps.append((2, 0))
    return steps
