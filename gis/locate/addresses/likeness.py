"""How well the words of a written address fit a place's names.

Signs are weighed by how telling they are in this book (inverse document frequency: ``ln(1 + N / n)`` for a
sign in n of N names); words every estate has (小区, 花园, 公寓 …) and districts named in front count little.
The words and a name are aligned like two sequences (Needleman and Wunsch 1970, with gaps free): the sum of
the weights of aligned signs is as large as can be, a sign that only sounds or looks alike counting for less, and
a sign beside its predecessor in both for more. Slips of the pen are seen in what is left between aligned signs:
one sign in place of another, two that changed places, one written twice. Of a name whose signs stand far apart in
the words only the heaviest piece counts whole.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from gis.locate.addresses.pinyin_runs import read_run
from gis.locate.addresses.sounds import keys_of, letter_triples, likeness_share, spoken

_ALONE_SHARE = 0.7
_SLIP_SHARE = 0.9
_IN_PLACE_OF_SHARE = 0.5
_OTHER_NAME_SHARE = 0.25
_SWAPPED_SHARE = 0.85
_TWICE_SHARE = 0.8
_ADDED_SHARE = 0.4
_SAME_PIECE_SIGNS = 3
_OTHER_ESTATE_WORD_SHARE = 0.75
_AREA_FOR_ESTATE_SHARE = 0.2
_GENERIC_SHARE = 0.4
_DISTRICT_SHARE = 0.15
_BESIDE_SHARE = 0.05
_GENERIC = re.compile(
    r"小区|新村|花园|公寓|大厦|家属院|宿舍|社区|街道|苑|园|里|坊|村|上海市?|长宁区|有限公司|居民?委员?会|村委会|辖区|店$"
)
_ESTATE_END = re.compile(r"(?:小区|新村|花园|花苑|家园|公寓|新苑|家属院|宿舍|大院|苑)$")
_AREA_END = re.compile(r"(?:社区|街道|网格|居委会|村委会)$")
_BESIDE = re.compile(r"(?:门口|门前|附近|旁边?|对面|楼下|楼上|前面|后面|里面|周边|一带)$")
_DISTRICT = re.compile(
    r"^(?:中国)?(?:[一-龥]{2,3}省)?(?:(?:北京|上海|天津|重庆)(?=[一-龥]{1,3}[区县])|[一-龥]{2,3}市)?(?:[一-龥]{1,3}(?<![小社园新院厂])[区县])?(?:[一-龥]{2,4}(?:街道|镇|乡))?"
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


@dataclass(frozen=True)
class Weighed:
    """A run of text and the weight of each of its signs.

    Attributes
    ----------
    text
        In normal form.
    weights
        One for each sign.
    is_known
        For each sign, whether it stands in any name of the book.
    """

    text: str
    weights: tuple[float, ...]
    is_known: tuple[bool, ...] = ()

    @cached_property
    def total(self) -> float:
        """Sum of the weights; 1 for the empty text, so that shares of it can be taken."""
        return sum(self.weights) or 1.0

    @cached_property
    def triples(self) -> frozenset[str]:
        """Triples of letters of the sound, as many speak it."""
        return letter_triples(spoken(self.text))

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where signs stand, by what they are, sound and look like."""
        found: dict[str, list[int]] = {}
        for position, sign in enumerate(self.text):
            for key in keys_of(sign):
                found.setdefault(key, []).append(position)
        return found


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


def weigh(text: str, telling: Telling) -> Weighed:
    """Weigh each sign of a text."""
    weights = [telling.by_sign.get(sign, telling.usual) for sign in text]
    for found in _GENERIC.finditer(text):
        for i in range(*found.span()):
            weights[i] *= _GENERIC_SHARE
    beside = _BESIDE.search(text)
    for i in range(*(beside.span() if beside else (0, 0))):
        weights[i] *= _BESIDE_SHARE
    district = _DISTRICT.match(text)
    if district:
        for i in range(district.end()):
            weights[i] *= _DISTRICT_SHARE
    return Weighed(text, tuple(weights), tuple(sign in telling.by_sign for sign in text))


def fit_words(words: Weighed, name: Weighed) -> Fit:
    """Fit one run of words to one name; latin runs are read as pinyin."""
    runs = [found.span() for found in _LATIN_RUN.finditer(words.text) if found[0] not in name.text]
    return _fit_latin(words, runs, name) if runs else _fit_signs(words, name)


def _fit_signs(words: Weighed, name: Weighed) -> Fit:
    pairs = _align(words, name)
    accounted, reached = [0.0] * len(words.text), [0.0] * len(name.text)
    for at, (i, j) in enumerate(pairs):
        near = [abs(i - k) + abs(j - m) for k, m in (*pairs[max(at - 1, 0) : at], *pairs[at + 1 : at + 2])]
        nearest = 2 if len(words.text) == 1 else min(near, default=9)
        apart_share = 1.0 if nearest == 2 else _SLIP_SHARE if nearest <= 4 else _ALONE_SHARE
        accounted[i] = reached[j] = likeness_share(words.text[i], name.text[j]) * apart_share
    if len(pairs) > 1:
        _see_slips(words, name.text, pairs, accounted, reached)
        _see_estate_words(words.text, name.text, accounted)
    return Fit(tuple(accounted), _covered_share(pairs, reached, name))


def _covered_share(pairs: Sequence[tuple[int, int]], reached: list[float], name: Weighed) -> float:
    """Share of a name's weight reached; what stands in another piece of the words counts less."""
    pieces, begun = [0.0], 0
    for at, (i, j) in enumerate(pairs):
        if at and i - pairs[at - 1][0] > _SAME_PIECE_SIGNS:
            pieces.append(0.0)
        pieces[-1] += sum(reached[k] * name.weights[k] for k in range(begun, j + 1))
        begun = j + 1
    pieces[-1] += sum(reached[k] * name.weights[k] for k in range(begun, len(reached)))
    covered = max(pieces) + _ALONE_SHARE * (sum(pieces) - max(pieces))
    return min(covered / name.total, 1.0)


def _see_slips(
    weighed: Weighed, name: str, pairs: list[tuple[int, int]], accounted: list[float], reached: list[float]
) -> None:
    """Credit the signs that slips of the pen left unaligned, between aligned signs and at both ends.

    A sign in place of another is a slip where the book's names know no such sign, else rather another name.
    """
    words = weighed.text
    ends = [
        (-1, pairs[0][1] - pairs[0][0] - 1),
        *pairs,
        (len(words), pairs[-1][1] + len(words) - pairs[-1][0]),
    ]
    for (i, j), (k, m) in pairwise(ends):
        if k - i != 2:
            continue
        at = i + 1
        swapped = next(
            (p for p in (j - 1, j + 1, m + 1) if _is_free(p, reached) and name[p] == words[at]), None
        )
        if swapped is not None:
            accounted[at] = reached[swapped] = _SWAPPED_SHARE
        elif m - j == 1 and 0 < at < len(words) - 1:
            accounted[at] = _TWICE_SHARE if words[at] in (words[i], words[k]) else _ADDED_SHARE
        elif m - j == 2 and _is_free(j + 1, reached):
            is_known = weighed.is_known[at] if weighed.is_known else False
            accounted[at] = reached[j + 1] = _OTHER_NAME_SHARE if is_known else _IN_PLACE_OF_SHARE


def _see_estate_words(words: str, name: str, accounted: list[float]) -> None:
    """One word for an estate is as good as another (红砖小区, 红砖新村), and means no community (红砖社区)."""
    said, has = _ESTATE_END.search(words), _ESTATE_END.search(name)
    if said is None or (has is not None and has[0] == said[0]):
        return
    for i in range(*said.span()):
        if has is not None:
            accounted[i] = max(accounted[i], _OTHER_ESTATE_WORD_SHARE)
        elif _AREA_END.search(name):
            accounted[i] = min(accounted[i], _AREA_FOR_ESTATE_SHARE)


def _is_free(position: int, reached: list[float]) -> bool:
    return 0 <= position < len(reached) and reached[position] == 0.0


def _align(words: Weighed, name: Weighed) -> list[tuple[int, int]]:
    """Pairs of positions, in order, that give the heaviest alignment."""
    pairs = _alike(words.text, name)
    best: list[float] = []
    before: list[int] = []
    for at, (i, j, weight) in enumerate(pairs):
        most, come_from = 0.0, -1
        for earlier in range(at):
            k, m, _ = pairs[earlier]
            if k < i and m < j:
                gained = best[earlier] + (0.01 if i - k == 1 and j - m == 1 else 0.0)
                if gained > most:
                    most, come_from = gained, earlier
        best.append(most + weight * words.weights[i])
        before.append(come_from)
    at = max(range(len(best)), key=best.__getitem__, default=-1)
    chain = []
    while at >= 0:
        chain.append(pairs[at][:2])
        at = before[at]
    return chain[::-1]


def _alike(words: str, name: Weighed) -> list[tuple[int, int, float]]:
    """Positions of signs that are alike, in order, and how much."""
    places, text = name.places, name.text
    found = []
    for i, sign in enumerate(words):
        stands = {j for key in keys_of(sign) if key in places for j in places[key]}
        found += [(i, j, likeness_share(sign, text[j])) for j in sorted(stands)]
    return found


def _fit_latin(words: Weighed, runs: list[tuple[int, int]], name: Weighed) -> Fit:
    """Latin runs as sounds of the name; what stands around them as signs."""
    shares, covered = [0.0] * len(words.text), 0.0
    others = [i for i in range(len(words.text)) if not any(begin <= i < end for begin, end in runs)]
    if others:
        around = _fit_signs(_picked(words, others), name)
        covered += around.covered_share
        for i, credit in zip(others, around.credits, strict=True):
            shares[i] = credit
    for begin, end in runs:
        run = words.text[begin:end]
        heard = read_run(run, name.text) if _may_sound(run, name) else None
        if heard is not None:
            shares[begin + heard.begin : begin + heard.end] = [heard.credit_share] * (heard.end - heard.begin)
            signs = name.weights[heard.first_sign : heard.first_sign + heard.signs]
            covered += heard.credit_share * sum(signs) / name.total
        if heard is None or heard.end - heard.begin < len(run):
            credit = _nearly(run, name.text)
            if credit > sum(shares[begin:end]) / len(run):
                shares[begin:end] = [credit] * len(run)
                covered = max(covered, credit)
    return Fit(tuple(shares), min(covered, 1.0))


def _may_sound(run: str, name: Weighed) -> bool:
    """Whether a run may sound a name: by first letters if it is no longer than the name, else with three letters alike."""
    return len(run) <= len(name.text) or len(run) < 3 or not name.triples.isdisjoint(letter_triples(run))


def _picked(words: Weighed, positions: list[int]) -> Weighed:
    """Some of the signs as a text of their own."""
    return Weighed(
        "".join(words.text[i] for i in positions),
        tuple(words.weights[i] for i in positions),
        tuple(words.is_known[i] for i in positions),
    )


def _nearly(run: str, name: str) -> float:
    """A run with a slip of the keys against the whole sound of the name; nothing below 80 % alike."""
    said = spoken(name)
    if len(run) < 5 or not 0.7 < len(run) / len(said) < 1.4:
        return 0.0
    matcher = difflib.SequenceMatcher(None, run, said, autojunk=False)
    alike_share = matcher.ratio() if matcher.quick_ratio() >= 0.8 else 0.0
    return 0.8 * alike_share if alike_share >= 0.8 else 0.0
