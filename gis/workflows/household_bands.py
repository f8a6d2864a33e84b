"""Set how many households a grid may hold (户数区间): for a sub-district, a kind of community, or one community.

What is set holds at once, on the map, in the editor, in proposals and on paper; what was set before stays readable.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gis.errors import InputError, NotAllowed, NotFound
from gis.model.access import Right, Scope
from gis.model.bands import RESIDENTIAL_BAND, Band
from gis.model.ids import UnitId
from gis.model.units import CommunityKind, UnitKind
from gis.partition.bands import as_band
from gis.space.layers import Layer
from gis.store import audit, bands, layers, units
from gis.store.bands import BandRule, rule_for
from gis.store.engine import Connection, Store
from gis.store.units import UnitRecord

KIND_CHINESE = {CommunityKind.COMMUNITY: "社区", CommunityKind.VILLAGE: "村"}
MOST_HOUSEHOLDS = 100_000
SetFor = Literal["default", "subdistrict", "kind", "community"]


@dataclass(frozen=True, slots=True)
class CommunityBand:
    """What one community's grids are held to, and by which setting: community, kind, subdistrict or default."""

    unit_id: UnitId
    name: str
    kind: CommunityKind
    households: int
    band: Band
    set_for: SetFor


@dataclass(frozen=True, slots=True)
class BandBook:
    """The bands of a sub-district: the settings in force, what they come to, and all that was ever set.

    Attributes
    ----------
    may_set
        Whether the asker may change them.
    history
        The newest first; with ``band`` None: withdrawn.
    """

    subdistrict: UnitRecord
    rules: tuple[BandRule, ...]
    communities: tuple[CommunityBand, ...]
    history: tuple[BandRule, ...]
    may_set: bool


@dataclass(frozen=True, slots=True)
class BandWish:
    """What to set: of a community, a kind, or (neither) all; without figures the setting is withdrawn."""

    kind: CommunityKind | None = None
    community_id: UnitId | None = None
    min_households: int | None = None
    max_households: int | None = None
    target_households: int | None = None
    note: str = ""


def read_band_book(store: Store, scope: Scope, subdistrict_id: UnitId | None = None) -> BandBook:
    """Read the bands of a sub-district; the only one in the asker's scope where none is named.

    Raises
    ------
    NotFound
        There is no such sub-district (``unit_unknown``).
    InputError
        None was named, and several could be meant (``subdistrict_missing``).
    """
    with store.session(scope) as connection:
        subdistrict = _subdistrict(connection, scope, subdistrict_id)
        rules = [
            rule for rule in bands.read_band_rules(connection) if rule.subdistrict_id == subdistrict.unit_id
        ]
        history = bands.read_band_history(connection, subdistrict.unit_id)
        communities = _communities(connection, subdistrict, rules)
    may_set = _may_set(scope, subdistrict)
    return BandBook(subdistrict, tuple(rules), tuple(communities), tuple(history), may_set)


def set_band(store: Store, scope: Scope, wish: BandWish, subdistrict_id: UnitId | None = None) -> None:
    """Set a band, or withdraw it, from now on.

    Raises
    ------
    NotAllowed
        The person drafts no plans, or works in only a part of the sub-district (``band_of_subdistrict``).
    InputError
        ``band_invalid``, ``band_subject_twice``, ``band_unchanged``, ``subdistrict_missing``.
    NotFound
        The community is not one of the sub-district (``unit_unknown``).
    """
    if wish.kind is not None and wish.community_id is not None:
        raise InputError(
            "both a kind and a community",
            chinese="请在“某一类社区”和“某一个社区”中只选一项",
            code="band_subject_twice",
        )
    band = _band_of(wish)
    with store.session(scope) as connection:
        subdistrict = _subdistrict(connection, scope, subdistrict_id)
        if not _may_set(scope, subdistrict):
            raise NotAllowed(
                "sets no bands of this sub-district",
                chinese=f"户数区间由负责全{subdistrict.name}的网格规划员设定",
                code="band_of_subdistrict",
            )
        _require_community(connection, subdistrict, wish.community_id)
        _refuse_same(bands.read_band_rules(connection), subdistrict, wish, band)
        bands.add_band_rule(
            connection,
            subdistrict.unit_id,
            kind=wish.kind,
            community_id=wish.community_id,
            band=band,
            note=wish.note.strip(),
            by=scope.user_id,
        )
        audit.record(
            connection,
            action="household_band_set",
            by=scope.user_id,
            target_kind="unit",
            target_id=wish.community_id or subdistrict.unit_id,
            path=subdistrict.path,
            detail=_detail(wish, band),
        )


def _detail(wish: BandWish, band: Band | None) -> Mapping[str, Any]:
    figures = None if band is None else [band.min_households, band.max_households, band.target_households]
    return {"kind": wish.kind, "community_id": wish.community_id, "band": figures, "note": wish.note.strip()}


def _band_of(wish: BandWish) -> Band | None:
    """Read the figures; None where there are none."""
    least, most, target = wish.min_households, wish.max_households, wish.target_households
    if least is None and most is None and target is None:
        return None
    if least is None or most is None:
        raise InputError(
            "half a band", chinese="请同时填写户数的下限和上限；都不填则取消这项设定", code="band_invalid"
        )
    if max(most, least, target or 0) > MOST_HOUSEHOLDS:
        raise InputError(
            f"band up to {most}",
            chinese=f"一个网格不能多于 {MOST_HOUSEHOLDS:,} 户，请核对",
            code="band_invalid",
        )
    if least > most:
        raise InputError(
            f"band {least}-{most}", chinese=f"下限 {least} 户大于上限 {most} 户", code="band_invalid"
        )
    return as_band((least, most) if target is None else (least, most, target))


def _subdistrict(connection: Connection, scope: Scope, named: UnitId | None) -> UnitRecord:
    """Find the sub-district named, or the only one around the asker's scope."""
    if named is not None:
        found = units.read_unit(connection, named)
        if found.kind is not UnitKind.SUBDISTRICT:
            raise NotFound(
                f"unit {named} is no sub-district", chinese=f"编号 {named} 不是街道", code="unit_unknown"
            )
        return found
    listed = units.read_units(connection, UnitKind.SUBDISTRICT)
    own = [
        int(unit_id)
        for unit_id, path in zip(listed["unit_id"], listed["path"], strict=True)
        if not scope.paths or any(_is_within(path, of) or _is_within(of, path) for of in scope.paths)
    ]
    if len(own) != 1:
        raise InputError(
            f"{len(own)} sub-districts in scope", chinese="请指明是哪个街道", code="subdistrict_missing"
        )
    return units.read_unit(connection, UnitId(own[0]))


def _is_within(path: str, of: str) -> bool:
    return path == of or path.startswith(f"{of}.")


def _may_set(scope: Scope, subdistrict: UnitRecord) -> bool:
    return scope.may(Right.DRAFT_PLANS) and any(_is_within(subdistrict.path, of) for of in scope.paths)


def _require_community(connection: Connection, subdistrict: UnitRecord, community_id: UnitId | None) -> None:
    if community_id is None:
        return
    found = units.read_unit(connection, community_id)
    if found.kind is not UnitKind.COMMUNITY or not _is_within(found.path, subdistrict.path):
        raise NotFound(
            f"unit {community_id} is no community of {subdistrict.unit_id}",
            chinese=f"{subdistrict.name}没有编号为 {community_id} 的社区",
            code="unit_unknown",
        )


def _refuse_same(rules: list[BandRule], subdistrict: UnitRecord, wish: BandWish, band: Band | None) -> None:
    """Refuse what would change nothing."""
    now = next(
        (
            rule.band
            for rule in rules
            if (rule.subdistrict_id, rule.kind, rule.community_id)
            == (subdistrict.unit_id, wish.kind, wish.community_id)
        ),
        None,
    )
    if now == band:
        told = "这里没有设定过户数区间，不用取消" if band is None else "与现在的设定相同，没有改动"
        raise InputError("the band is so already", chinese=told, code="band_unchanged")


def _communities(
    connection: Connection, subdistrict: UnitRecord, rules: list[BandRule]
) -> list[CommunityBand]:
    """Say what each community is held to, and why."""
    read = layers.read_layer(connection, Layer.COMMUNITIES, within=subdistrict.path)
    counted = units.read_units(connection, UnitKind.COMMUNITY, within=subdistrict.path)
    households = counted.set_index("unit_id")["households"].fillna(0).astype(int)
    told = []
    for row in read.sort_values("code").to_dict("records"):
        unit_id, kind = UnitId(int(row["unit_id"])), CommunityKind(row["kind"])
        rule = rule_for(rules, subdistrict.unit_id, kind=kind, community_id=unit_id)
        band = RESIDENTIAL_BAND if rule is None or rule.band is None else rule.band
        told.append(
            CommunityBand(unit_id, str(row["name"]), kind, int(households[unit_id]), band, _set_for(rule))
        )
    return told


def _set_for(rule: BandRule | None) -> SetFor:
    if rule is None:
        return "default"
    return "community" if rule.community_id is not None else "subdistrict" if rule.kind is None else "kind"
