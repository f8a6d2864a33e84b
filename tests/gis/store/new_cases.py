"""A case to file at 围院1栋 of the tiny world, for tests that change what they need of it."""

from datetime import UTC, datetime

from gis.model.units import UnitKind
from gis.store import cases, units
from tests.worked import tiny

NOON = datetime(2022, 5, 6, 4, 0, tzinfo=UTC)


def case_at_a_building(connection) -> cases.NewCase:
    building = units.unit_by_code(connection, UnitKind.BUILDING, "B07")
    path = [int(label) for label in building.path.split(".")]
    lon, lat = tiny.lon_lat(30, 30)
    return cases.NewCase(
        "微型", building.unit_id, "0403", "楼道堆物", "resident", "filed", community_id=path[1], grid_id=path[2],
        building_id=building.unit_id, lon=lon, lat=lat, reported_at=NOON, answers={"楼层": 3},
    )  # fmt: skip
