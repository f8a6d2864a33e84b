"""Find the unit that a row of somebody's table means, by code or by name."""

from dataclasses import dataclass

import pandas as pd

from gis.model.ids import UnitId
from gis.model.units import UNIT_KIND_CHINESE, UnitKind


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit of a territory: id, kind and name."""

    unit_id: UnitId
    kind: UnitKind
    name: str


class UnitBook:
    """The units in force today of a few kinds, looked up by code, official code or name.

    A code wins over a name. A name that several units bear finds none: the table must give the code.

    Parameters
    ----------
    names
        As ``gis.store.units.read_unit_names`` gives them.
    """

    def __init__(self, names: pd.DataFrame) -> None:
        self._by_code: dict[tuple[UnitKind, str], NamedUnit] = {}
        self._by_name: dict[tuple[UnitKind, str], list[NamedUnit]] = {}
        for row in names.to_dict("records"):
            unit = NamedUnit(UnitId(int(row["unit_id"])), UnitKind(row["kind"]), str(row["name"]))
            self._by_name.setdefault((unit.kind, unit.name), []).append(unit)
            for code in (row["official_code"], row["code"]):
                if code:
                    self._by_code[unit.kind, str(code)] = unit

    def find(self, text: str, kinds: tuple[UnitKind, ...]) -> NamedUnit | str:
        """Give the unit, or in Chinese why there is none."""
        for kind in kinds:
            if (kind, text) in self._by_code:
                return self._by_code[kind, text]
        named = [unit for kind in kinds for unit in self._by_name.get((kind, text), [])]
        words = "、".join(UNIT_KIND_CHINESE[kind] for kind in kinds)
        if len(named) == 1:
            return named[0]
        return f"有 {len(named)} 个名为“{text}”的{words}" if named else f"没有编号或名称为“{text}”的{words}"
