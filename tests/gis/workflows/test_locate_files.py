"""Whole files: every row comes out, on one side or the other."""

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest

from gis.errors import InputError
from gis.space.crs import from_wgs84
from gis.workflows.locate_files import locate_addresses_file, locate_points_file
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database
INSIDE, OUTSIDE = tiny.lon_lat(30, 30), (0.0, 0.0)


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        yield fill(store)


def _read(path):
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_excel(path, dtype=str).fillna("")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
@pytest.mark.parametrize("out_suffix", [".csv", ".xlsx", ".parquet"])
def test_every_row_comes_out_with_its_grid_or_a_reason(world, tmp_path, suffix, out_suffix):
    first = "a" if suffix == ".xlsx" else "=1+1"  # pandas would write a formula into the workbook
    rows = pd.DataFrame(
        {
            "编号": [first, "b", "c"],
            "经度": [str(INSIDE[0]), "0", "?"],
            "纬度": [str(INSIDE[1]), "0", "29"],
        }
    )
    source, out = tmp_path / f"points{suffix}", tmp_path / f"out{out_suffix}"
    {".csv": rows.to_csv, ".xlsx": rows.to_excel, ".parquet": rows.to_parquet}[suffix](source, index=False)
    report = locate_points_file(world.store, source, out)
    assert (report.rows, report.placed, report.outside, report.without_position) == (3, 1, 1, 1)
    located = _read(out)
    assert located["编号"].tolist() == [first, "b", "c"]
    assert located["网格编码"].tolist() == [tiny.GRID_JIA_SOUTH, "", ""]
    assert located["楼栋"].tolist()[0] == "1栋"
    assert located["说明"].tolist() == ["", "不在任何网格内", "没有有效坐标"]


def test_a_geoparquet_is_in_the_system_it_declares(world, tmp_path):
    points = gpd.GeoDataFrame({"n": [1]}, geometry=[tiny.point(30, 30)], crs="EPSG:4326").to_crs("EPSG:4545")
    points.to_parquet(tmp_path / "p.parquet")
    report = locate_points_file(world.store, tmp_path / "p.parquet", tmp_path / "o.csv")
    assert report.placed == 1


def test_shapes_that_are_no_points_are_told_by_what_they_are(world, tmp_path):
    area, place = tiny.rectangle(0, 0, 10, 10), tiny.point(30, 30)
    for name, shapes in (("areas", [area, area, None]), ("mixed", [area, place, None])):
        rows = gpd.GeoDataFrame({"n": [1, 2, 3]}, geometry=shapes, crs="EPSG:4326")
        rows.to_parquet(tmp_path / f"{name}.parquet")
    with pytest.raises(InputError) as caught:
        locate_points_file(world.store, tmp_path / "areas.parquet", tmp_path / "o.csv")
    assert caught.value.code == "geometry_not_points"
    assert "而是 2 个多边形" in caught.value.chinese
    assert not (tmp_path / "o.csv").exists()
    locate_points_file(world.store, tmp_path / "mixed.parquet", tmp_path / "o.csv")
    assert _read(tmp_path / "o.csv")["说明"].tolist() == ["图形是多边形，不是点", "", "没有有效坐标"]


def test_gcj02_points_are_brought_home_and_gb18030_is_read(world, tmp_path):
    lon, lat = from_wgs84(*INSIDE, crs="gcj02")
    (tmp_path / "p.csv").write_text(f"名称,lng,lat\n某处,{lon},{lat}\n", encoding="gb18030")
    assert locate_points_file(world.store, tmp_path / "p.csv", tmp_path / "o.csv", crs="gcj02").placed == 1
    assert _read(tmp_path / "o.csv")["名称"].tolist() == ["某处"]


def test_work_orders_are_placed_by_address_and_the_others_are_listed_with_why(world, tmp_path):
    orders = pd.DataFrame({"工单号": ["1", "2", "3"], "诉求地址": ["围院1栋2单元", "龙门客栈", " "]})
    orders.to_excel(tmp_path / "o.xlsx", index=False)
    report = locate_addresses_file(world.store, tmp_path / "o.xlsx", tmp_path / "out.xlsx")
    assert (report.rows, report.placed, report.outside) == (3, 1, 2)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    placed, unplaced = (list(book[name].iter_rows(values_only=True)) for name in ("已定位", "未定位"))
    row = dict(zip(placed[0], placed[1], strict=True))
    assert (row["工单号"], row["网格编码"], row["单元"]) == ("1", tiny.GRID_JIA_SOUTH, 2)
    assert [line[unplaced[0].index("说明")] for line in unplaced[1:]] == [
        "地址簿中没有足够相近的地点",
        "地址为空",
    ]


def test_the_sheets_own_columns_stay_beside_ours(world, tmp_path):
    rows = pd.DataFrame({"lon": [str(INSIDE[0])], "lat": [str(INSIDE[1])], "网格": ["旧"], "说明": ["急"]})
    rows.to_csv(tmp_path / "p.csv", index=False)
    locate_points_file(world.store, tmp_path / "p.csv", tmp_path / "o.csv")
    (row,) = _read(tmp_path / "o.csv").to_dict("records")
    assert (row["网格"], row["说明"], row["定位说明"]) == ("旧", "急", "")
    assert row["定位网格"]
    orders = pd.DataFrame({"地址": ["围院1栋"], "社区": ["旧"]})
    orders.to_excel(tmp_path / "q.xlsx", index=False)
    locate_addresses_file(world.store, tmp_path / "q.xlsx", tmp_path / "r.xlsx")
    (placed,) = pd.read_excel(tmp_path / "r.xlsx", sheet_name="已定位", dtype=str).to_dict("records")
    assert placed["社区"] == "旧"
    assert placed["定位社区"] not in ("旧", "")


def test_coordinates_the_wrong_way_round_are_told_as_such(world, tmp_path):
    (tmp_path / "p.csv").write_text(f"lon,lat\n{INSIDE[1]},{INSIDE[0]}\n", encoding="utf-8")
    report = locate_points_file(world.store, tmp_path / "p.csv", tmp_path / "o.csv")
    assert (report.rows, report.without_position) == (1, 1)
    assert "写反" in _read(tmp_path / "o.csv")["说明"].iloc[0]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_a_failure_leaves_no_file_and_the_former_result_whole(world, tmp_path, suffix):
    (tmp_path / "p.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    out = tmp_path / f"o{suffix}"
    out.write_bytes(b"former")
    with pytest.raises(InputError):
        locate_points_file(world.store, tmp_path / "p.csv", out)
    assert out.read_bytes() == b"former"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["p.csv", out.name])


def test_the_source_is_never_written_over(world, tmp_path):
    (tmp_path / "p.csv").write_text("lon,lat\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        locate_points_file(world.store, tmp_path / "p.csv", tmp_path / "." / "p.csv")
    assert refusal.value.code == "out_is_source"
    assert (tmp_path / "p.csv").read_text(encoding="utf-8") == "lon,lat\n1,2\n"


def test_of_places_as_likely_in_different_grids_none_is_claimed(world, tmp_path):
    pd.DataFrame({"地址": ["社区第一网格"]}).to_excel(tmp_path / "q.xlsx", index=False)
    report = locate_addresses_file(world.store, tmp_path / "q.xlsx", tmp_path / "r.xlsx")
    assert report.placed == 0
    (row,) = pd.read_excel(tmp_path / "r.xlsx", sheet_name="未定位", dtype=str).to_dict("records")
    assert row["说明"] == "有几个地点同样相近，且不在同一网格", row
    assert {"甲社区第一网格", "乙社区第一网格"} <= set(row["其他可能"].split("、"))


def test_an_empty_table_gives_an_empty_table(world, tmp_path):
    (tmp_path / "p.csv").write_text("lon,lat\n", encoding="utf-8")
    assert locate_points_file(world.store, tmp_path / "p.csv", tmp_path / "o.csv").rows == 0


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("p.csv", b"a,b\n1,2\n", "column_missing"),
        ("p.xlsx", b"not a workbook", "file_unreadable"),
        ("p.parquet", b"PAR1xx", "file_unreadable"),
        ("p.csv", b"", "no_rows"),
        ("p.csv", b"\xef\xbb\xbf\r\n", "no_rows"),
        ("p.doc", b"x", "file_kind_unknown"),
        (None, b"", "file_missing"),
    ],
)
def test_a_broken_file_is_named_with_what_is_wrong(world, tmp_path, name, content, code):
    path = tmp_path / (name or "nothing.csv")
    if name:
        path.write_bytes(content)
    with pytest.raises(InputError) as refusal:
        locate_points_file(world.store, path, tmp_path / "o.csv")
    assert refusal.value.code == code
    assert refusal.value.facts["file"] == path.name


def test_many_points_stay_in_their_order(world, tmp_path):
    rng = np.random.default_rng(8)
    lon, lat = rng.uniform(106.549, 106.555, 5000), rng.uniform(29.499, 29.503, 5000)
    pd.DataFrame({"lon": lon, "lat": lat, "n": range(5000)}).to_parquet(tmp_path / "p.parquet", index=False)
    report = locate_points_file(world.store, tmp_path / "p.parquet", tmp_path / "o.parquet")
    assert _read(tmp_path / "o.parquet")["n"].tolist() == list(range(5000))
    assert report.placed + report.outside == 5000
