"""How far a written address accounts for an entry: its words by the entry's names, its numbers by the entry's.

One ``Fitting`` is one search: each run of words is fitted to each name once, however many entries bear it.
"""

from collections.abc import Sequence

from gis.locate.addresses.faces import Face, agreements
from gis.locate.addresses.likeness import Fit, Telling, Weighed, fit_words, weigh
from gis.locate.addresses.written import Written

_WORDS_WEIGHT = 2.0
_LEAST_WORDS_SHARE = 0.3
_ROAD_UNSAID_SHARE = 0.85
_UNSAID_BUILDING_SHARE = 0.93
_REMARK_SHARE = 0.08
_MOST_REMARKS = 3
_NAMED_SHARE = 0.5
_OVERHEARD_FROM_SHARE = 0.85
_OVERHEARD_SHARE = 0.9
_ADDRESS_SHARE = 0.93
_SPOKEN_OF_FROM_SHARE = 0.25
_SURE_FROM_SHARE = 0.8
_ROOM_LEAD = 0.02
_ROAD_ENDS = ("路", "街", "道", "巷", "浜")


class Fitting:
    """One written address against the names of a book.

    Parameters
    ----------
    written
        The address, read apart.
    names
        The book's names, weighed.
    telling
        How telling each sign is in the book.
    """

    def __init__(self, written: Written, names: Sequence[Weighed], telling: Telling) -> None:
        self._written = written
        self._names = names
        self._words = [weigh(word, telling) for word in written.words]
        self._is_road = [_is_road(word) for word in written.words]
        self._fits: dict[int, list[Fit]] = {}

    def score(self, face: Face) -> float:
        """How well an entry fits the address as a whole, 0-1."""
        words_share = self._words_share(face)
        if self._words and words_share < _LEAST_WORDS_SHARE:
            return 0.0
        return self._with_numbers(words_share if self._words else None, face)

    def _with_numbers(self, words_share: float | None, face: Face) -> float:
        """Weigh how words and numbers agree; beyond 1 where even the room is the entry's."""
        agreed = agreements(self._written, face)
        weight = (0.0 if words_share is None else _WORDS_WEIGHT) + len(agreed)
        said_share = (_WORDS_WEIGHT * (words_share or 0.0) + sum(agreed)) / weight if weight else 0.0
        unsaid = face.is_one_of_several and not (
            self._written.buildings or self._written.storey in face.buildings
        )
        lead = _ROOM_LEAD if self._written.rooms & face.rooms else 0.0
        return max((said_share + lead) * (_UNSAID_BUILDING_SHARE if unsaid else 1.0), 0.0)

    def overheard(self, face: Face) -> tuple[float, float] | None:
        """How well an entry fits a sentence that names it nearly whole, and how much of the sentence it accounts for.

        What names it is the beginning of its title, or its road where a number of the road is said; a branch
        (曹杨路店) or a road alone names nobody.
        """
        heard = [
            name for name in (*face.names, *face.context) if self._covered(name) >= _OVERHEARD_FROM_SHARE
        ]
        told = dict.fromkeys(face.names[:1], 1.0)
        if self._written.lanes or self._written.road_numbers:
            told |= dict.fromkeys(face.names[face.of_title :], _ADDRESS_SHARE)
        share = max(
            (
                self._covered(name) * told[name]
                for name in heard
                if name in told and len(self._names[name].text) > 1
            ),
            default=0.0,
        )
        if not share:
            return None
        said = sum(
            w * s
            for position, word in enumerate(self._words)
            for w, s in zip(word.weights, self._best(heard, position), strict=True)
        )
        return _OVERHEARD_SHARE * self._with_numbers(share, face), said

    def title_share(self, face: Face) -> float:
        """How far the entry's own title is said, 0-1; its address says less of which one is meant."""
        titles = face.names[: face.of_title]
        total = sum(self._names[name].total for name in titles)
        said = sum(self._names[name].total * self._covered(name) for name in titles)
        return said / total if total else 0.0

    def _covered(self, name: int) -> float:
        """How far a name stands in the words, 0-1."""
        return max((fit.covered_share for fit in self._fit(name)), default=0.0)

    def _words_share(self, face: Face) -> float:
        """How far the words are accounted for, mostly, and how far the name that they speak of is.

        Less where neither is nearly so (半岛雅苑 against 半岛国际): the words rather mean another place.
        """
        gained = possible = by_title = 0.0
        remarks = 0
        titles, others = face.names[: face.of_title], (*face.names[face.of_title :], *face.context)
        for position, word in enumerate(self._words):
            title_shares, shares = self._best(titles, position), self._best(others, position)
            unlike = [max(share - other, 0.0) for share, other in zip(title_shares, shares, strict=True)]
            reached = sum(w * max(s, t) for w, s, t in zip(word.weights, shares, title_shares, strict=True))
            by_title += sum(w * s for w, s in zip(word.weights, unlike, strict=True))
            if 0 < self._written.words_before_number <= position and reached < _NAMED_SHARE * word.total:
                remarks += 1
                continue
            gained += reached
            possible += word.total
        if not possible:
            return 0.0
        speaks_of_title = by_title >= _SPOKEN_OF_FROM_SHARE * possible
        covered = self._best_covered(titles)
        if not speaks_of_title:
            covered = max(covered, _ADDRESS_SHARE * self._best_covered(face.names[face.of_title :]))
        told_share = 0.35 if any(word.text.isascii() for word in self._words) else 0.15
        accounted = gained / possible / (1 + _REMARK_SHARE * min(remarks, _MOST_REMARKS))
        doubt = min(max(accounted, covered) / _SURE_FROM_SHARE, 1.0)
        return accounted * (1 - told_share + told_share * covered) * doubt

    def _best(self, names: Sequence[int], position: int) -> list[float]:
        """How far the names account for each sign of a run; a road not called one for less."""
        shares = [0.0] * len(self._words[position].text)
        for name in names:
            fit = self._fit(name)[position]
            if any(fit.credits):
                apt = self._apt_share(name, position)
                shares = [max(had, apt * share) for had, share in zip(shares, fit.credits, strict=True)]
        return shares

    def _best_covered(self, names: Sequence[int]) -> float:
        """How far the best of the names stands in the words."""
        return max(
            (
                fit.covered_share * self._apt_share(name, position)
                for name in names
                for position, fit in enumerate(self._fit(name))
            ),
            default=0.0,
        )

    def _apt_share(self, name: int, position: int) -> float:
        """泰安 may mean an estate or a road; without 路 the estate is likelier."""
        is_unsaid = not self._is_road[position] and _is_road(self._names[name].text)
        return _ROAD_UNSAID_SHARE if is_unsaid else 1.0

    def _fit(self, name: int) -> list[Fit]:
        if name not in self._fits:
            self._fits[name] = [fit_words(word, self._names[name]) for word in self._words]
        return self._fits[name]


def _is_road(name: str) -> bool:
    return any(end in name for end in _ROAD_ENDS) or name.isascii()
