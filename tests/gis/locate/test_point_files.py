"""Tables streamed in pieces."""

import pandas as pd
import pytest

from gis.errors import InputError
from gis.locate.point_files import address_column, stream_rows, with_lon_lat


def test_pieces_put_together_are_the_table(tmp_path):
    rows = pd.DataFrame({"lon": [str(i) for i in range(10)], "lat": ["1"] * 10})
    for suffix, write in ((".csv", rows.to_csv), (".xlsx", rows.to_excel), (".parquet", rows.to_parquet)):
        path = tmp_path / f"t{suffix}"
        write(path, index=False)
        pieces = list(stream_rows(path, rows_at_once=3))
        assert [len(piece) for piece in pieces] == [3, 3, 3, 1]
        assert pd.concat(pieces)["lon"].tolist() == rows["lon"].tolist()


@pytest.mark.parametrize("names", [("经度", "纬度"), ("LNG", " Lat "), ("x", "y"), ("longitude", "latitude")])
def test_longitude_and_latitude_are_found_under_their_usual_names(names):
    found = with_lon_lat(pd.DataFrame({names[0]: ["1"], names[1]: ["2"]}))
    assert (found["lon"].tolist(), found["lat"].tolist()) == (["1"], ["2"])


def test_an_address_column_is_found_by_any_name_that_says_address():
    assert address_column(pd.DataFrame(columns=["工单号", "群众反映地址"])) == "群众反映地址"
    with pytest.raises(InputError) as refusal:
        address_column(pd.DataFrame(columns=["a"]), file="x.xlsx")
    assert refusal.value.facts["file"] == "x.xlsx"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_is_read_in_any_usual_encoding_and_separator(tmp_path, codec, separator):
    path = tmp_path / "t.csv"
    path.write_text(f"经度{separator}纬度\n1{separator}2\n", encoding=codec)
    (piece,) = stream_rows(path)
    assert piece.to_dict("records") == [{"经度": "1", "纬度": "2"}]


def test_chinese_late_in_a_long_file_is_still_read(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"lon,note\n" + b"1,aaaaaaaaaaaaaaaa\n" * 70_000 + "1,中文\n".encode("gbk"))
    assert pd.concat(stream_rows(path))["note"].iloc[-1] == "中文"


def test_an_empty_workbook_is_said_to_hold_nothing(tmp_path):
    pd.DataFrame().to_excel(tmp_path / "t.xlsx")
    with pytest.raises(InputError, match="holds nothing"):
        list(stream_rows(tmp_path / "t.xlsx"))


def test_a_row_with_too_many_cells_is_named(tmp_path):
    (tmp_path / "t.csv").write_text("lon,lat\n1,2\n1,2,3\n", encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        list(stream_rows(tmp_path / "t.csv"))
    assert (refusal.value.code, refusal.value.facts["row"]) == ("row_too_long", 3)


def test_a_workbooks_table_is_found_below_its_title_and_behind_its_cover(tmp_path):
    path = tmp_path / "t.xlsx"
    table = pd.DataFrame([["汇总表", None, None], ["编号", "地址", "备注"], ["1", "围院1栋", None]])
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"说明": ["见下页"]}).to_excel(book, sheet_name="封面", index=False)
        table.to_excel(book, sheet_name="数据", index=False, header=False)
    (piece,) = stream_rows(path)
    assert piece.to_dict("records") == [{"编号": "1", "地址": "围院1栋", "备注": ""}]


def test_a_workbook_of_one_column_is_a_table_too(tmp_path):
    pd.DataFrame({"地址": ["围院1栋"]}).to_excel(tmp_path / "t.xlsx", index=False)
    (piece,) = stream_rows(tmp_path / "t.xlsx")
    assert piece["地址"].tolist() == ["围院1栋"]


def test_a_cell_with_a_formula_is_read_as_what_it_shows(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("lon,lat\n=1+1,2\n", encoding="utf-8")
    (piece,) = stream_rows(path)
    assert piece["lon"].tolist() == ["=1+1"]
