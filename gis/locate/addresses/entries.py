"""Make the entries of an address book of units, service points and facilities."""

import re
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from gis.locate.addresses.book import Entry
from gis.locate.places import Places, UnitBrief
from gis.model.units import UnitKind

_TO_THE_LANE = re.compile(r"^(.*[\d０-９]\s*支?[弄衖]).*$", re.DOTALL)
_NAMED_KINDS = (UnitKind.SUBDISTRICT, UnitKind.COMMUNITY, UnitKind.ESTATE, UnitKind.GRID)


def unit_key(unit_id: int) -> str:
    """Key of a unit in the book."""
    return f"unit:{unit_id}"


def to_the_lane(address: str) -> str:
    """Cut an estate's address after its last 弄: what follows (1-30号) counts buildings, which have their own numbers."""
    return _TO_THE_LANE.sub(r"\1", address)


def unit_entries(places: Places, *, addresses: Mapping[int, str] | None = None) -> Iterator[Entry]:
    """Entries of sub-districts, communities, estates, grids and buildings.

    Parameters
    ----------
    places
        Units of a day.
    addresses
        Road address of an estate, such as 泰安路125弄, by its id; its buildings are found under it too.
    """
    lanes = {unit_id: to_the_lane(address) for unit_id, address in (addresses or {}).items()}
    for unit in places.units.values():
        if unit.kind in _NAMED_KINDS and unit.name:
            texts = (unit.name, lanes[unit.unit_id]) if unit.unit_id in lanes else (unit.name,)
            community = _community_of(places, unit)
            around = (community.name,) if community and community is not unit else ()
            yield Entry(unit_key(unit.unit_id), unit.kind.value, unit.name, texts, around, unit.path)
        elif unit.kind is UnitKind.BUILDING and unit.name:
            yield _building_entry(places, unit, lanes)


def _building_entry(places: Places, building: UnitBrief, lanes: dict[int, str]) -> Entry:
    estate = places.units.get(places.estate_of.get(building.unit_id, -1))
    community = _community_of(places, building)
    front = estate or community
    is_whole = front is None or front.name in building.name
    title = building.name if is_whole or front is None else front.name + building.name
    lane = lanes.get(estate.unit_id, "") if estate else ""
    # The comma keeps 茅台路500 and 6号楼 from being read as 5006号楼.
    texts = (title, f"{lane}，{building.name}") if lane else (title,)
    return Entry(
        unit_key(building.unit_id),
        UnitKind.BUILDING.value,
        title,
        texts,
        (community.name,) if community and community is not front else (),
        building.path,
        places.stairwells_of.get(building.unit_id, 0),
    )


def _community_of(places: Places, unit: UnitBrief) -> UnitBrief | None:
    """The community on a unit's path."""
    around = (places.units.get(int(label or -1)) for label in unit.path.split("."))
    return next((one for one in around if one and one.kind is UnitKind.COMMUNITY), None)


def point_entries(points: pd.DataFrame, kind: str, *, areas: Iterable[str] | None = None) -> Iterator[Entry]:
    """Entries of named points.

    Parameters
    ----------
    points
        ``id`` and ``name``, and ``address`` where known; rows without a name are passed over.
    kind
        ``service_point`` or ``facility``.
    areas
        Permission path of each point's surroundings, in the order of the rows.
    """
    paths = list(areas) if areas is not None else [""] * len(points)
    addresses = points["address"] if "address" in points.columns else pd.Series([None] * len(points))
    rows = zip(points["id"], points["name"], addresses, paths, strict=True)
    for point_id, name, address, path in rows:
        if isinstance(name, str) and name.strip():
            texts = (name, address) if isinstance(address, str) and address.strip() else (name,)
            yield Entry(f"{kind}:{int(point_id)}", kind, name.strip(), texts, (), path)
