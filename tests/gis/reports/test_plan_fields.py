import geopandas as gpd
import pytest
import shapely

from gis.reports.plan_fields import (
    BUILDING_FIELDS,
    COMMUNITY_FIELDS,
    DBF_NAME_BYTES,
    GRID_FIELDS,
    field_table,
    named_fully,
    named_shortly,
    plain_table,
)

EVERY = (GRID_FIELDS, BUILDING_FIELDS, COMMUNITY_FIELDS)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_every_short_name_fits_a_dbf_in_both_encodings_and_none_is_used_twice(encoding):
    for fields in EVERY:
        names = [field.short for field in fields]
        assert len(set(names)) == len(names)
        assert max(len(name.encode(encoding)) for name in names) <= DBF_NAME_BYTES


def test_every_field_is_explained():
    table = field_table()
    assert len(table) == sum(len(fields) for fields in EVERY)
    assert (table["说明"].str.len() > 1).all()


def test_words_take_the_place_of_codes_and_the_shape_stays():
    frame = gpd.GeoDataFrame(
        {"code": ["1"], "kind": ["dedicated"], "inner": [9]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326
    )
    assert list(named_fully(frame, GRID_FIELDS).columns) == ["网格编码", "网格类型", "geometry"]
    assert named_shortly(frame, GRID_FIELDS)["类型"].tolist() == ["专属网格"]
    assert list(plain_table(frame, GRID_FIELDS).columns) == ["网格编码", "网格类型"]
