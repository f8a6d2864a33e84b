"""The places an address may mean, and the search among them.

An entry has names (its own, its road's, its estate's) and numbers (lane, road number, building). Names that
many entries share (an estate's, by its buildings) stand in the book once. A search reads the text apart,
gathers the names that share signs, sounds or letters with it, weighs how well words and numbers fit, and
ranks. Places within the asker's own area come first among those that fit about as well as the best.

A caller's sentence (市民反映融汇江山3栋楼道堆物) says much that is no place. Where nothing fits such a text as a
whole, it is listened to: an entry counts whose name stands in it nearly whole, and of several the one with more.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

import numpy as np
import numpy.typing as npt

from gis.locate.addresses.faces import Entry, Face
from gis.locate.addresses.fitting import Fitting
from gis.locate.addresses.likeness import Telling, Weighed, weigh
from gis.locate.addresses.sounds import initials, letter_triples, readings_of, spoken
from gis.locate.addresses.written import Written, read_address

__all__ = ["AddressBook", "Entry", "Match"]

_NAMES_LOOKED_AT = 60
_CLOSE_NAMES_LOOKED_AT = 20
_ENTRIES_OF_A_NAME = 400
_LEAST_SCORE = 0.35
_ABOUT_AS_GOOD = 0.12
_FITS_AS_A_WHOLE = 0.75
_SENTENCE_SIGNS = 10
_TITLE_LEAD = 0.004
_SAME_LEAD = 0.02
_WHOLE_TITLE_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Match:
    """One entry that the text may mean.

    Attributes
    ----------
    entry
        The place.
    score_share
        How well it fits, 0-1.
    stairwell, room
        As written; the stairwell only where the entry has it.
    is_own_area
        Whether it lies within the asker's own area.
    """

    entry: Entry
    score_share: float
    stairwell: int | None
    room: str | None
    is_own_area: bool


@dataclass(slots=True)
class AddressBook:
    """Names, and who bears them; built once, shared by all threads."""

    faces: list[Face] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    telling: Telling = field(default_factory=lambda: Telling({}, 1.0))
    _bearers: list[list[int]] = field(default_factory=list)
    _by_lane: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _by_number: dict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    _grams: dict[str, npt.NDArray[np.int32]] = field(default_factory=dict)
    _spoken: list[str] = field(default_factory=list)
    _initials: list[str] = field(default_factory=list)
    _grams_of_names: npt.NDArray[np.float64] = field(default_factory=lambda: np.ones(0))
    weighed: list[Weighed] = field(default_factory=list)

    @classmethod
    def build(cls, entries: Iterable[Entry]) -> "AddressBook":
        """Write a book of entries."""
        book = cls()
        numbers: dict[str, int] = {}
        for entry in entries:
            book._add(entry, numbers)
        book._weigh()
        return book

    def _add(self, entry: Entry, numbers: dict[str, int]) -> None:
        said = [read_address(text) for text in entry.texts]
        own = tuple(dict.fromkeys(self._number(word, numbers) for read in said for word in read.words))
        around = tuple(
            self._number(word, numbers) for text in entry.context for word in read_address(text).words
        )
        face = Face(
            entry,
            own,
            len(said[0].words) if said else 0,
            tuple(name for name in around if name not in own),
            frozenset().union(*(read.lanes for read in said)),
            frozenset().union(*(read.road_numbers for read in said)),
            frozenset().union(*(read.buildings for read in said)),
            frozenset().union(*(read.rooms for read in said)),
            all(read.is_bare or not read.buildings for read in said),
            bool(said and said[0].buildings),
            frozenset(read.told for read in said),
        )
        position = len(self.faces)
        self.faces.append(face)
        for name in own:
            self._bearers[name].append(position)
            for number in (*face.buildings, *face.road_numbers) or ("",):
                self._by_number[name, number].append(position)
        for lane in face.lanes:
            self._by_lane[lane].append(position)

    def _number(self, name: str, numbers: dict[str, int]) -> int:
        if name not in numbers:
            numbers[name] = len(self.names)
            self.names.append(name)
            self._bearers.append([])
            self._spoken.append(spoken(name))
            self._initials.append(initials(name))
        return numbers[name]

    def _weigh(self) -> None:
        """Count in how many names each sign and each gram stands."""
        holders: dict[str, set[int]] = defaultdict(set)
        for number, name in enumerate(self.names):
            for gram in _grams_of(name) | _letter_grams(self._spoken[number]):
                holders[gram].add(number)
        self._grams_of_names = np.array([len(name) + 4.0 for name in self.names])
        for gram, found in holders.items():
            self._grams[gram] = np.fromiter(sorted(found), dtype=np.int32)
        by_sign = {
            sign: log(1 + len(self.names) / len(holders[sign]))
            for sign in {s for name in self.names for s in name}
        }
        self.telling = Telling(by_sign, max(by_sign.values(), default=1.0))
        self.weighed = [weigh(name, self.telling) for name in self.names]

    def search(self, text: str, *, limit: int = 10, within: Sequence[str] = ()) -> list[Match]:
        """Find the entries a written address may mean, best first.

        Parameters
        ----------
        text
            As written; up to 200 signs are read.
        limit
            How many matches at most.
        within
            Beginnings of ``Entry.area`` that are the asker's own. Own places that fit within 0.12 of the
            best come first; a much better fit elsewhere still leads.

        Returns
        -------
        list[Match]
            Empty where nothing fits.
        """
        written = read_address(text)
        fitting = Fitting(written, self.weighed, self.telling)
        scored = self._scored(written, fitting)
        best = max((score_share for score_share, _ in scored), default=0.0)
        own = {
            position for _, position in scored if self.faces[position].entry.area.startswith(tuple(within))
        }
        own = own if within else set()

        def rank(found: tuple[float, int]) -> tuple[bool, float, int, str]:
            score_share, position = found
            entry = self.faces[position].entry
            leads = position in own and score_share >= best - _ABOUT_AS_GOOD
            near_best = score_share >= best - 2 * _TITLE_LEAD
            is_said = near_best and fitting.title_share(self.faces[position]) >= _WHOLE_TITLE_SHARE
            lead = _TITLE_LEAD if is_said else 0.0
            lead += _SAME_LEAD if written.told in self.faces[position].told else 0.0
            return not leads, -round(score_share + lead, 6), len(entry.title), entry.title

        chosen = sorted(scored, key=rank)[:limit]
        return [self._match(written, self.faces[p].entry, share, p in own) for share, p in chosen]

    def _scored(self, written: Written, fitting: Fitting) -> list[tuple[float, int]]:
        """How well each candidate fits, and its position: the text as a whole, or what is overheard in a sentence."""
        candidates = self._candidates(written)
        scored = [(fitting.score(self.faces[position]), position) for position in candidates]
        best = max((score_share for score_share, _ in scored), default=0.0)
        if best < _FITS_AS_A_WHOLE and sum(len(word) for word in written.words) >= _SENTENCE_SIGNS:
            scored = self._overheard(candidates, fitting) or scored
        return [(score_share, position) for score_share, position in scored if score_share >= _LEAST_SCORE]

    def _overheard(self, candidates: set[int], fitting: Fitting) -> list[tuple[float, int]]:
        """Candidates with a name that stands nearly whole in the sentence; less sure than a plain address."""
        found = ((position, fitting.overheard(self.faces[position])) for position in candidates)
        heard = [(*answer, position) for position, answer in found if answer is not None]
        most = max((said for _, said, _ in heard), default=1.0)
        return [(share * (0.6 + 0.4 * said / most), position) for share, said, position in heard]

    @staticmethod
    def _match(written: Written, entry: Entry, score_share: float, is_own: bool) -> Match:
        stairwell = written.stairwell
        if stairwell is not None and not 1 <= stairwell <= entry.stairwells:
            stairwell = None
        return Match(
            entry, round(min(score_share, 1.0), 4), stairwell, min(written.rooms, default=None), is_own
        )

    def _candidates(self, written: Written) -> set[int]:
        """Entries worth comparing: bearers of like names, and those in the lane said."""
        found: set[int] = set()
        for lane in written.lanes:
            found.update(self._by_lane.get(lane, ())[:_ENTRIES_OF_A_NAME])
        for name in self._like_names(written.words):
            bearers = self._bearers[name]
            if len(bearers) <= _ENTRIES_OF_A_NAME // 8 or not (written.buildings or written.road_numbers):
                found.update(bearers[:_ENTRIES_OF_A_NAME])
            for number in (*written.buildings, *written.road_numbers, written.storey, ""):
                found.update(self._by_number.get((name, number), ())[:_ENTRIES_OF_A_NAME])
        return found

    def _like_names(self, words: tuple[str, ...]) -> list[int]:
        """Names that share the most telling signs, sounds or letters with the words."""
        votes = np.zeros(len(self.names))
        for word in words:
            grams = _grams_of(word)
            if any(sign.isascii() and sign.isalpha() for sign in word):
                grams |= _letter_grams(word)
                self._vote_whole_run(word, votes)
            for gram in grams:
                holders = self._grams.get(gram)
                if holders is not None:
                    votes[holders] += log(1 + len(self.names) / len(holders))
        most = np.argsort(-votes, kind="stable")[:_NAMES_LOOKED_AT]
        closest = np.argsort(-votes / self._grams_of_names, kind="stable")[:_CLOSE_NAMES_LOOKED_AT]
        return [int(name) for name in dict.fromkeys((*most, *closest)) if votes[name] > 0]

    def _vote_whole_run(self, word: str, votes: npt.NDArray[np.float64]) -> None:
        """A latin run that stands whole in a name's sound or initials is a strong sign."""
        run = "".join(sign for sign in word if sign.isascii())
        for number, sound in enumerate(self._spoken):
            if run in sound or run in self._initials[number]:
                votes[number] += 20.0 + 10.0 * len(run) / (len(self._initials[number]) + 1)


@lru_cache(maxsize=50_000)
def _sounds_of(sign: str) -> frozenset[str]:
    return frozenset(f"~{sound}" for sound in readings_of(sign))


def _grams_of(text: str) -> set[str]:
    """Signs, pairs of signs, and the sounds of the signs of a text."""
    grams = set(text) | {text[i : i + 2] for i in range(len(text) - 1)}
    for sign in text:
        if not sign.isascii():
            grams |= _sounds_of(sign)
    return grams


def _letter_grams(text: str) -> set[str]:
    """Triples of letters as many speak them, marked so that they are no one's signs."""
    return {f"^{triple}" for triple in letter_triples("".join(sign for sign in text if sign.isascii()))}
