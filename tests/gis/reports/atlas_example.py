"""The tiny world as an atlas's findings: four grids, people at two of them, one name that tries to break the page."""

from datetime import UTC, date, datetime

from gis.model.bands import CommunityBands
from gis.reports.atlas import ActingPerson, AtlasFindings
from gis.reports.atlas_maps import AtlasGround
from gis.reports.findings import BaseLayers
from gis.space.layers import Layer
from tests.worked import tiny

MADE_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def ground():
    layers = tiny.layers()
    names = {tiny.JIA: "甲社区", tiny.YI: "乙社区"}
    grids = layers[Layer.GRIDS].assign(
        grid_id=[1, 2, 3, 4],
        community_id=[10, 10, 20, 20],
        community_name=layers[Layer.GRIDS]["community_code"].map(names),
        residents=[1080, 1440, 1050, 900],
        buildings=6,
        micro_grids=6,
        area_m2=20_000,
        bounds="东至界街，南至中街，西至西街，北至<b>北街</b>",
    )
    code_of = dict(zip(grids["code"], grids["grid_id"], strict=True))
    in_grid = layers[Layer.GRID_BUILDINGS]["grid_code"].map(code_of).astype("Int64")
    buildings = layers[Layer.BUILDINGS].assign(
        grid_id=in_grid.to_numpy(), unit_id=range(101, 125), estate_name="北苑"
    )
    return AtlasGround(
        base=BaseLayers(layers[Layer.STREETS], layers[Layer.WATER], layers[Layer.GREEN]),
        grids=grids,
        buildings=buildings,
        estates=layers[Layer.ESTATES],
        communities=layers[Layer.COMMUNITIES],
        service_points=layers[Layer.SERVICE_POINTS],
    )


def atlas_findings(**changes):
    people = {
        1: (
            ActingPerson("网格长", 17, is_substitute=True, contacts=("138****0017",)),
            ActingPerson("专职网格员", None),
        ),
        2: (ActingPerson("<script>alert(1)</script>", 18),),
    }
    told = {
        "place_name": "微型街道",
        "plan_name": "现行方案",
        "plan_state": "执行中",
        "document_number": "微街发〔2026〕3号",
        "in_force": "2020-01-01 起",
        "on": date(2026, 11, 23),
        "is_demo": True,
        "ground": ground(),
        "people": people,
        "bands": CommunityBands(),
        "building_leaders": {101: 201, 102: None},
    }
    return AtlasFindings(**{**told, **changes})
