"""How well the words of a written address fit a place's names.

Signs are weighed by how telling they are in this book (inverse document frequency: ``ln(1 + N / n)`` for a
sign in n of N names); words every estate has (小区, 花园, 公寓 …) and districts named in front count little.
The words and a name are aligned like two sequences (Needleman and Wunsch 1970, with gaps free): the sum of
the weights of aligned signs is as large as can be, a sign that only sounds alike counting for less, and a sign
beside its predecessor in both for more, also where one sign is lost or one too many between them. Of a name whose
signs stand far apart in the words only the heaviest piece counts whole.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from gis.locate.addresses.sounds import likeness_share, read_as_pinyin, spoken

_ALONE_SHARE = 0.7
_SLIP_SHARE = 0.9
_SAME_PIECE_SIGNS = 3
_GENERIC_SHARE = 0.4
_DISTRICT_SHARE = 0.15
_GENERIC = re.compile(
    r"小区|新村|花园|公寓|大厦|家属院|宿舍|社区|街道|苑|园|里|坊|村|上海市?|长宁区|有限公司|店$|附近$|对面$|旁边?$"
)
_DISTRICT = re.compile(
    r"^(?:中国)?(?:[一-龥]{2,3}省)?(?:[一-龥]{2,3}市)?(?:[一-龥]{1,3}(?<![小社园新院厂])[区县])?(?:[一-龥]{2,4}(?:街道|镇|乡))?"
)
_LATIN_RUN = re.compile(r"[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class Telling:
    """How telling each sign is in a book.

    Attributes
    ----------
    by_sign
        ``ln(1 + N / n)`` of every sign that stands in a name.
    usual
        Weight of a sign that stands in none: as much as the most telling.
    """

    by_sign: Mapping[str, float]
    usual: float


@dataclass(frozen=True, slots=True)
class Fit:
    """How words fit one name.

    Attributes
    ----------
    credits
        For each sign of the words, how far it is accounted for, 0-1.
    covered_share
        Share of the name's weight that the words account for, 0-1.
    """

    credits: tuple[float, ...]
    covered_share: float


def sign_weights(words: str, telling: Telling) -> list[float]:
    """Weigh each sign of a text."""
    weights = [telling.by_sign.get(sign, telling.usual) for sign in words]
    for found in _GENERIC.finditer(words):
        for i in range(*found.span()):
            weights[i] *= _GENERIC_SHARE
    district = _DISTRICT.match(words)
    if district and 0 < district.end() < len(words):
        for i in range(district.end()):
            weights[i] *= _DISTRICT_SHARE
    return weights


def fit_words(words: str, name: str, telling: Telling) -> Fit:
    """Fit one run of words to one name; latin runs are read as pinyin."""
    latin = _LATIN_RUN.search(words)
    if latin and latin[0] not in name:
        return _fit_latin(words, latin, name, telling)
    return _fit_signs(words, name, telling)


def _fit_signs(words: str, name: str, telling: Telling) -> Fit:
    weights, name_weights = sign_weights(words, telling), sign_weights(name, telling)
    pairs = _align(words, name, weights)
    accounted, pieces = [0.0] * len(words), [0.0]
    for at, (i, j) in enumerate(pairs):
        steps = [abs(i - k) + abs(j - m) for k, m in (*pairs[max(at - 1, 0) : at], *pairs[at + 1 : at + 2])]
        nearest = 2 if len(words) == 1 else min(steps, default=9)
        apart_share = 1.0 if nearest == 2 else _SLIP_SHARE if nearest == 3 else _ALONE_SHARE
        share = likeness_share(words[i], name[j]) * apart_share
        accounted[i] = share
        if at and abs(i - pairs[at - 1][0]) > _SAME_PIECE_SIGNS:
            pieces.append(0.0)
        pieces[-1] += share * name_weights[j]
    covered = max(pieces) + _ALONE_SHARE * (sum(pieces) - max(pieces))
    return Fit(tuple(accounted), min(covered / (sum(name_weights) or 1.0), 1.0))


def _align(words: str, name: str, weights: list[float]) -> list[tuple[int, int]]:
    """Pairs of positions, in order, that give the heaviest alignment."""
    rows, columns = len(words), len(name)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            share = likeness_share(words[i], name[j])
            joined = best[i + 1][j + 1] + share * weights[i] + (0.01 if share and best[i + 1][j + 1] else 0.0)
            best[i][j] = max(best[i + 1][j], best[i][j + 1], joined if share else 0.0)
    pairs, i, j = [], 0, 0
    while i < rows and j < columns:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _fit_latin(words: str, latin: re.Match[str], name: str, telling: Telling) -> Fit:
    """A latin run as sounds of the name; what stands around it as signs."""
    run, name_weights = latin[0], sign_weights(name, telling)
    start, count, full = read_as_pinyin(run, name)
    if count:
        credit = 0.9 + 0.1 * full / count
        covered = credit * sum(name_weights[start : start + count]) / (sum(name_weights) or 1.0)
    else:
        credit = _nearly(run, name)
        covered = credit
    others = words[: latin.start()] + words[latin.end() :]
    around = _fit_signs(others, name, telling) if others else Fit((), 0.0)
    before = around.credits[: latin.start()]
    after = around.credits[latin.start() :]
    return Fit((*before, *([credit] * len(run)), *after), min(covered + around.covered_share, 1.0))


def _nearly(run: str, name: str) -> float:
    """A run with a slip of the keys against the whole sound of the name; nothing below 80 % alike."""
    if len(run) < 5:
        return 0.0
    alike_share = difflib.SequenceMatcher(None, run, spoken(name), autojunk=False).ratio()
    return 0.8 * alike_share if alike_share >= 0.8 else 0.0
