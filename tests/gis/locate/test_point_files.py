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


def test_a_cell_with_a_formula_is_read_as_what_it_shows(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("lon,lat\n=1+1,2\n", encoding="utf-8")
    (piece,) = stream_rows(path)
    assert piece["lon"].tolist() == ["=1+1"]
