"""Service circles as vector tiles: the H3 cells of the latest kept measurement."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.rules import PublicScope
from api.wiring import CurrentStore
from gis.model.units import UnitKind
from gis.store import coverage_runs, units
from gis.store.coverage_tiles import coverage_tile

router = APIRouter(prefix="/tiles/coverage", tags=["服务圈"])

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"

ItemAsked = Annotated[str, Path(min_length=1, max_length=60)]


@router.get("/{item}/{z}/{x}/{y}.mvt", response_class=Response)
def read_tile(
    *, item: ItemAsked, z: int, x: int, y: int, store: CurrentStore, scope: PublicScope
) -> Response:
    """Give one tile of an item's cells; empty where nothing was measured."""
    # A run belongs to its sub-district; how far its homes are from a clinic is everybody's to see.
    with store.system() as connection:
        places = units.read_units(connection, UnitKind.SUBDISTRICT)["unit_id"]
        latest = [coverage_runs.latest_run(connection, unit_id) for unit_id in places]
        run_ids = [run_id for run_id in latest if run_id is not None]
        tile = coverage_tile(connection, run_ids, item, z=z, x=x, y=y)
    return Response(tile, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-cache"})
