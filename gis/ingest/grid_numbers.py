"""The numbers of grids: read from names, kept for ever, and the next free one where the file has none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from gis.model.plans import chinese_number

_NUMBER = re.compile(r"第?\s*([0-9０-９]{1,3}|[一二三四五六七八九十百零]{1,7})\s*号?网格")
_CHINESE = {chinese_number(number): number for number in range(1, 1000)}


def number_in(name: str) -> int | None:
    """Read N of 第N网格 from a name (第八网格, 第8网格, 8号网格); None where there is none from 1 to 999."""
    found = _NUMBER.search(name)
    if found is None:
        return None
    number = int(found[1]) if found[1].isdecimal() else _CHINESE.get(found[1], 0)
    return number if 1 <= number <= 999 else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A grid of a file that wants a number.

    Attributes
    ----------
    at
        Its place in the file, from 0.
    community
        Code of its community.
    label, name
        What the file calls it: by code, or by name in a table that has no code; its name.
    number
        What the file or the name says; None: nothing.
    """

    at: int
    community: str
    label: str
    name: str
    number: int | None


class NumberBook:
    """Which numbers each community has given, and the code that goes with each for ever.

    Parameters
    ----------
    known_grids
        Every grid there ever was: code, community_code, number, name.
    """

    def __init__(self, known_grids: pd.DataFrame) -> None:
        rows = known_grids.to_dict("records")
        self._code = {(str(row["community_code"]), int(row["number"])): str(row["code"]) for row in rows}
        self._place = {code: place for place, code in self._code.items()}
        self._named = {str(row["name"]): str(row["code"]) for row in rows if row["name"]}

    def number_all(self, wanted: Iterable[Wanted]) -> list[int]:
        """Number grids, in the order given.

        A grid that is known by code or name keeps its number; then those that say one, the first of equals;
        the others get what is free after the highest the community ever gave.
        """
        listed = list(wanted)
        found: dict[int, int] = {}
        taken: set[tuple[str, int]] = set()
        for choose in (self._own, _said, self._next):
            for wish in listed:
                number = choose(wish, taken) if wish.at not in found else None
                if number is not None and (wish.community, number) not in taken:
                    found[wish.at] = number
                    taken.add((wish.community, number))
        return [found[wish.at] for wish in listed]

    def code_of(self, community: str, number: int) -> str:
        """Give the code of a community's grid: the one it has, else community and number in three digits."""
        return self._code.get((community, number), f"{community}{number:03d}")

    def _own(self, wish: Wanted, taken: set[tuple[str, int]]) -> int | None:
        code = wish.label if wish.label in self._place else self._named.get(wish.name or wish.label, "")
        community, number = self._place.get(code, ("", 0))
        return number if community == wish.community else None

    def _next(self, wish: Wanted, taken: set[tuple[str, int]]) -> int:
        used = {number for community, number in [*self._code, *taken] if community == wish.community}
        return max(used, default=0) + 1


def _said(wish: Wanted, taken: set[tuple[str, int]]) -> int | None:
    return wish.number
