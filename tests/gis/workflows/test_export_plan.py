from datetime import date

import geopandas as gpd
import pytest
import shapely

from gis.errors import InputError, NotFound
from gis.model.access import ANONYMOUS
from gis.reports.plan_files import PlanFormat
from gis.workflows.export_plan import ExportOrder, choose_plan, export_plan, target_crs
from tests.worked import tiny

pytestmark = pytest.mark.database


def _grids(world, folder, **order):
    path = export_plan(
        world.store, world.scope(), world.plan_id, ExportOrder(PlanFormat.GEOPACKAGE, **order), folder
    )
    return path, gpd.read_file(path, layer="网格")


@pytest.mark.parametrize(
    ("crs", "epsg"), [("wgs84", 4326), ("cgcs2000", 4490), ("zone", 4545), ("zone_prefixed", 4524), ("EPSG:32648", 32648)]
)  # fmt: skip
def test_a_plan_goes_out_in_the_crs_asked_for_and_its_grids_still_fit(tiny_store, tmp_path, crs, epsg):
    path, grids = _grids(tiny_store, tmp_path, crs=crs)
    assert grids.crs.to_epsg() == epsg
    assert shapely.coverage_is_valid(grids.geometry.to_numpy())
    assert grids["户数"].tolist() == [360, 480, 350, 300]
    assert grids["四至"][0] == "东至界街，南至中街，西至西街，北至北街"
    assert path.name.startswith("微型街道现行方案")
    notes = gpd.read_file(path, layer="说明").set_index("项目")["内容"]
    assert "合计 1610 户" in notes["户数核对"] and "无缝隙" in notes["图形核对"]


def test_one_community_goes_out_alone(tiny_store, tmp_path):
    _, grids = _grids(tiny_store, tmp_path, community_code=tiny.YI)
    assert grids["社区编码"].unique().tolist() == [tiny.YI]


@pytest.mark.parametrize(
    ("crs", "code"), [("gcj02", "crs_shifted"), ("BD09", "crs_shifted"), ("x", "crs_unknown")]
)
def test_what_no_file_can_declare_is_refused(crs, code):
    with pytest.raises(InputError) as refused:
        target_crs(crs, tiny.layers()["communities"])
    assert refused.value.code == code


def test_without_a_plan_the_one_of_the_day_is_taken(tiny_store):
    store, scope = tiny_store.store, tiny_store.scope()
    assert choose_plan(store, scope) == tiny_store.plan_id
    assert choose_plan(store, scope, at=date(2020, 1, 1)) == tiny_store.plan_id
    with pytest.raises(NotFound):
        choose_plan(store, scope, at=date(2019, 12, 31))
    with pytest.raises(NotFound):
        choose_plan(store, ANONYMOUS, plan_id=987654)
