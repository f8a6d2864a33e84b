"""Write a phone's area as one JSON text: shapes as GeoJSON, the rest as plain lists."""

import json
from typing import Any

import pandas as pd

from gis.casework.categories import CaseCategory
from gis.model.units import UNIT_KIND_CHINESE, UnitKind
from gis.workflows.phone_area import PhoneArea
from web.features import SHOWN_COLUMNS, feature_collection
from web.site import Site

# A hundredth of a metre: the phone's answer near a border must be the service's.
_DECIMALS = 7
_NAMES = {
    UnitKind.COMMUNITY: "communities",
    UnitKind.ESTATE: "estates",
    UnitKind.GRID: "grids",
    UnitKind.BUILDING: "buildings",
}
_COLUMNS = (
    "code", "name", "official_code", "households", "is_dedicated", "is_own", "is_held", "spoken", "initials",
    "lane", "title", "estate_id", "grid_id", "community_id", "subdistrict_id", "stairwells",
)  # fmt: skip
_LISTS = ("micro", "near")


def area_text(area: PhoneArea, *, version: str, site: Site) -> str:
    """Write the area.

    Parameters
    ----------
    version
        ``phone_area.area_version`` of it.
    site
        The place's name and whether its data are a demo, as pages show it.

    Returns
    -------
    str
        JSON: ``version``, ``on``, ``place``, ``note``, ``box``, FeatureCollections ``communities``, ``estates``, ``grids``,
        ``buildings`` (with ``micro`` and ``near`` beside, by building id), ``subdistricts``, ``points``, ``people``,
        ``patches`` ([id, name] by the id of a member), ``categories``, ``ground`` (``streets``, ``water``, ``green``).
    """
    head = {
        "version": version,
        "on": area.on.isoformat(),
        "place": site.name,
        "note": site.demo_note,
        "box": area.box,
        "kinds": {kind.value: chinese for kind, chinese in UNIT_KIND_CHINESE.items()},
        "subdistricts": [
            {"id": unit.unit_id, "code": unit.code, "name": unit.name} for unit in area.subdistricts
        ],
        "points": area.points.to_dict("records"),
        "people": [_person(row) for row in area.people],
        "patches": {
            str(member_id): [[patch.unit_id, patch.name] for patch in patches]
            for member_id, patches in area.patches.items()
        },
        "categories": [_category(category) for category in area.categories],
        **_beside_buildings(area),
    }
    shapes = {
        name: feature_collection(area.units[kind], _COLUMNS, id_column="unit_id", decimals=_DECIMALS)
        for kind, name in _NAMES.items()
        if len(area.units[kind])
    }
    ground = {
        layer.value: feature_collection(frame, SHOWN_COLUMNS[layer]) for layer, frame in area.ground.items()
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"), default=int)
    parts = [f'"{name}":{written}' for name, written in shapes.items()]
    parts.append('"ground":{' + ",".join(f'"{name}":{written}' for name, written in ground.items()) + "}")
    return f"{text[:-1]},{','.join(parts)}}}"


def _beside_buildings(area: PhoneArea) -> dict[str, Any]:
    buildings = area.units[UnitKind.BUILDING]
    if not len(buildings):
        return {name: {} for name in _LISTS}
    ids = [str(unit_id) for unit_id in buildings["unit_id"]]
    return {name: dict(zip(ids, buildings[name], strict=True)) for name in _LISTS}


def _person(row: Any) -> dict[str, Any]:
    number = row["officeholder_number"]
    return {
        "unit_id": int(row["unit_id"]),
        "post_id": None if pd.isna(row["post_id"]) else int(row["post_id"]),
        "is_held": bool(row["is_held"]),
        "role_chinese": str(row["role_chinese"]),
        "rank": int(row["rank"]),
        "number": None if pd.isna(number) else f"{int(number):03d}",
        "is_substitute": bool(row["is_substitute"]),
        "is_vacant": bool(row["is_vacant"]),
    }


def _category(category: CaseCategory) -> dict[str, Any]:
    return {
        "code": category.code,
        "chinese": category.chinese,
        "major_chinese": category.major_chinese,
        "duplicate_radius_m": category.duplicate_radius_m,
        "is_dispute": category.is_dispute,
        "limit_hours": category.limit_hours,
        "questions": list(category.questions),
    }
