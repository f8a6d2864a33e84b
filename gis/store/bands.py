"""Keep how many households a grid may hold, as each sub-district sets it; the table only grows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from gis.model.bands import RESIDENTIAL_BAND, Band, CommunityBands
from gis.model.ids import UnitId, UserId
from gis.model.units import CommunityKind
from gis.store.frames import read_table
from gis.store.programs import statement


@dataclass(frozen=True, slots=True)
class BandRule:
    """One setting: of a community, of a kind of community, or (neither) of the whole sub-district.

    Attributes
    ----------
    band
        None: withdrawn, so that what stands above holds again.
    """

    subdistrict_id: UnitId
    kind: CommunityKind | None
    community_id: UnitId | None
    band: Band | None
    note: str
    made_by: UserId | None
    made_at: datetime


def add_band_rule(
    connection: Connection,
    subdistrict_id: UnitId,
    *,
    kind: CommunityKind | None = None,
    community_id: UnitId | None = None,
    band: Band | None,
    note: str = "",
    by: UserId | None = None,
) -> int:
    """Set the band of a subject from now on, or withdraw it (``band`` None); give the row's id."""
    known = {
        "subdistrict_id": subdistrict_id,
        "kind": None if kind is None else kind.value,
        "community_id": community_id,
        "min_households": None if band is None else band.min_households,
        "max_households": None if band is None else band.max_households,
        "target_households": None if band is None else band.target_households,
        "note": note,
        "by": by,
    }
    return int(connection.execute(statement("bands", "add"), known).scalar_one())


def read_band_rules(connection: Connection) -> list[BandRule]:
    """Read the settings in force of all sub-districts, the oldest first; few, and everybody's to see."""
    return _rules(connection.execute(statement("bands", "in_force")).mappings())


def read_band_history(connection: Connection, subdistrict_id: UnitId, *, limit: int = 100) -> list[BandRule]:
    """Read what a sub-district has set, withdrawn and set anew, the newest first."""
    known = {"subdistrict_id": subdistrict_id, "limit": limit}
    return _rules(connection.execute(statement("bands", "history"), known).mappings())


def _rules(rows: Any) -> list[BandRule]:
    """Make settings of rows."""
    return [
        BandRule(
            UnitId(row["subdistrict_id"]),
            None if row["kind"] is None else CommunityKind(row["kind"]),
            None if row["community_id"] is None else UnitId(row["community_id"]),
            None
            if row["min_households"] is None
            else Band(row["min_households"], row["max_households"], row["target_households"]),
            row["note"],
            None if row["made_by"] is None else UserId(row["made_by"]),
            row["made_at"],
        )
        for row in rows
    ]


def rule_for(
    rules: list[BandRule],
    subdistrict_id: UnitId,
    *,
    kind: CommunityKind | None = None,
    community_id: UnitId | None = None,
) -> BandRule | None:
    """Choose the setting that holds for a community: its own, else its kind's, else the sub-district's, else None."""
    own = [rule for rule in rules if rule.subdistrict_id == subdistrict_id and rule.band is not None]
    of_it = (rule for rule in own if rule.community_id is not None and rule.community_id == community_id)
    of_kind = (rule for rule in own if rule.kind is not None and rule.kind == kind)
    of_all = (rule for rule in own if rule.community_id is None and rule.kind is None)
    return next((rule for found in (of_it, of_kind, of_all) for rule in found), None)


def read_bands(connection: Connection, *, subdistrict_id: UnitId | None = None) -> CommunityBands:
    """Resolve the settings to communities; without any, 300 to 500 and 400 to aim at.

    Parameters
    ----------
    subdistrict_id
        Whose common band is asked for; None: that of the house. Bands of communities are those of all sub-districts.
    """
    rules = read_band_rules(connection)
    if not rules:
        return CommunityBands()
    whole = None if subdistrict_id is None else rule_for(rules, subdistrict_id)
    communities = _communities(connection, sorted({rule.subdistrict_id for rule in rules}))
    by_id: dict[UnitId, Band] = {}
    by_code: dict[str, Band] = {}
    for unit_id, code, kind, parent in communities.itertuples(index=False):
        rule = rule_for(
            rules, UnitId(int(parent)), kind=CommunityKind(kind), community_id=UnitId(int(unit_id))
        )
        if rule is not None and rule.band is not None:
            by_id[UnitId(int(unit_id))] = by_code[str(code)] = rule.band
    common = RESIDENTIAL_BAND if whole is None or whole.band is None else whole.band
    return CommunityBands(common, by_id, by_code)


def _communities(connection: Connection, subdistrict_ids: list[UnitId]) -> pd.DataFrame:
    """Read unit_id, code, kind and subdistrict_id of the communities of some sub-districts."""
    return read_table(connection, statement("bands", "communities"), {"subdistrict_ids": subdistrict_ids})
