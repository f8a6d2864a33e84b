"""Read a latin run as the sounds of a name: in full, by first letters, as it is spoken around, or with a slip.

The run is laid along the name sign by sign. A sign takes its syllable in full (huashan), its first letter (hs), the
syllable without differences many speakers do not make (huasan), or, at five signs in six, with one letter wrong,
missing, too many or exchanged for the next (haushan). First letters count only where the run is read to its end;
syllables also where the run says more than the name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from gis.locate.addresses.sounds import blurred, readings_of

LONGEST_RUN = 60
_FIRST_LETTER_SHARE = 0.9
_BLURRED_SHARE = 0.9
_SLIP_SHARE = 0.65
_LEAST_LETTERS_OF_A_PART = 5
_SIGNS_OF_A_SLIP = 3


@dataclass(frozen=True, slots=True)
class Heard:
    """A run read as the sounds of a name.

    Attributes
    ----------
    begin, end
        Which letters of the run were read.
    first_sign, signs
        Which signs of the name they sound.
    credit_share
        How well, 0-1: 1 where every syllable stands in full.
    """

    begin: int
    end: int
    first_sign: int
    signs: int
    credit_share: float


@dataclass(frozen=True, slots=True)
class _Path:
    """A reading so far: where it began, what it gained, and what it allowed itself."""

    begin: int
    first_sign: int
    gained: float
    signs: int
    slips: int
    first_letters: int


def read_run(run: str, name: str) -> Heard | None:
    """Read a latin run as the sounds of successive signs of a name; None where too little of it sounds.

    The last sign may be cut short, as while typing.
    """
    if not run or len(run) > LONGEST_RUN:
        return None
    best: tuple[float, Heard] | None = None
    paths: dict[int, _Path] = {}
    for at, sign in enumerate(name):
        starts = {p: _Path(p, at, 0.0, 0, 0, 0) for p in _begins(run, sign)}
        reached: dict[int, _Path] = {}
        for p, path in (*starts.items(), *paths.items()):
            for length, share in _steps(run[p : p + 8], sign, p + 8 >= len(run)):
                _keep(reached, p + length, _longer(path, share))
        for end, path in reached.items():
            heard = _heard(run, end, path)
            if heard is not None and (best is None or heard[0] > best[0]):
                best = heard
        paths = reached
    return best[1] if best else None


def _begins(run: str, sign: str) -> set[int]:
    """Where a sign's sound may begin in a run: at its start, and wherever its first letter stands."""
    letters = {sound[0] for sound in readings_of(sign)}
    return {0} | {
        p for p, letter in enumerate(run) if letter in letters and len(run) - p >= _LEAST_LETTERS_OF_A_PART
    }


def _longer(path: _Path, share: float) -> _Path:
    return _Path(
        path.begin,
        path.first_sign,
        path.gained + share,
        path.signs + 1,
        path.slips + (share == _SLIP_SHARE),
        path.first_letters + (share == _FIRST_LETTER_SHARE),
    )


def _keep(reached: dict[int, _Path], end: int, path: _Path) -> None:
    had = reached.get(end)
    if had is None or _worth(path, end) > _worth(had, end):
        reached[end] = path


def _worth(path: _Path, end: int) -> float:
    """Letters read, by how well."""
    return (end - path.begin) * path.gained / path.signs


def _heard(run: str, end: int, path: _Path) -> tuple[float, Heard] | None:
    is_whole = path.begin == 0 and end == len(run)
    if path.slips * _SIGNS_OF_A_SLIP > path.signs or (path.slips and path.first_letters):
        return None
    if not is_whole and (path.first_letters or path.signs < 2 or end - path.begin < _LEAST_LETTERS_OF_A_PART):
        return None
    share = path.gained / path.signs
    return _worth(path, end), Heard(path.begin, end, path.first_sign, path.signs, share)


def _steps(rest: str, sign: str, is_end: bool) -> Iterator[tuple[int, float]]:
    """How far one sign may carry: (letters, share)."""
    for sound in readings_of(sign):
        if rest.startswith(sound):
            yield len(sound), 1.0
        elif is_end and len(rest) < len(sound) and sound.startswith(rest) and rest:
            yield len(rest), _FIRST_LETTER_SHARE if len(rest) == 1 else 0.95
        if rest[:1] == sound[:1]:
            yield 1, _FIRST_LETTER_SHARE
            if sound[:2] in ("zh", "ch", "sh") and rest[:2] == sound[:2]:
                yield 2, _FIRST_LETTER_SHARE
        for other in _spoken_around(sound):
            if rest.startswith(other):
                yield len(other), _BLURRED_SHARE - 0.01
        if len(sound) > 2 and (rest[:1] in sound[:2] or rest[1:2] == sound[1:2]):
            for length in (len(sound), len(sound) - 1, len(sound) + 1):
                if len(rest) >= length and _is_a_slip(rest[:length], sound):
                    yield length, _SLIP_SHARE


@lru_cache(maxsize=2_000)
def _spoken_around(sound: str) -> frozenset[str]:
    """Syllables that differ from one only in what many speakers do not tell apart."""
    swaps = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("h", "f"), ("r", "l"))
    heads = {sound}
    for one, other in swaps:
        for old, new in ((one, other), (other, one)):
            if sound.startswith(old) and not (len(old) == 1 and sound[1:2] == "h"):
                heads.add(new + sound[len(old) :])
    tails = set(heads)
    for head in heads:
        for vowel in "aei":
            if head.endswith(f"{vowel}ng"):
                tails.add(head[:-1])
            elif head.endswith(f"{vowel}n"):
                tails.add(f"{head}g")
    return frozenset(tail for tail in tails if tail != sound and blurred(tail) == blurred(sound))


def _is_a_slip(written: str, sound: str) -> bool:
    """One letter wrong, missing, too many, or exchanged with the next."""
    if len(written) == len(sound):
        unlike = [i for i, (one, other) in enumerate(zip(written, sound, strict=True)) if one != other]
        return len(unlike) == 1 or (
            len(unlike) == 2
            and unlike[1] - unlike[0] == 1
            and written[unlike[0]] == sound[unlike[1]]
            and written[unlike[1]] == sound[unlike[0]]
        )
    longer, shorter = sorted((written, sound), key=len, reverse=True)
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
