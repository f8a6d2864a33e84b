"""What a file lacks is made from what it has, and told."""

from pathlib import Path

import pandas as pd
import pytest

from gis.errors import InputError
from gis.ingest.derive import derive
from gis.ingest.read import read_layer
from gis.space.layers import Layer
from tests.worked import tiny

CHANGNING = Path(__file__).resolve().parents[4] / "shared/data/shanghai_changning_poi/pois.csv"


def test_the_same_row_gets_the_same_code_next_year_wherever_it_stands() -> None:
    rows = pd.DataFrame({"name": ["甲", "乙"], "category": ["medical"] * 2})
    codes = derive(rows, Layer.FACILITIES, file="f")[0]["code"]
    again = derive(rows.iloc[::-1], Layer.FACILITIES, file="f")[0]["code"]
    assert list(codes) == list(again)[::-1]


def test_an_address_written_otherwise_next_year_makes_no_other_code() -> None:
    rows = pd.DataFrame({"name": ["甲"], "category": ["medical"]})
    told = [rows, rows.assign(address="泰安路125弄"), rows.assign(address="长宁区泰安路125弄6号")]
    assert len({derive(frame, Layer.FACILITIES, file="f")[0]["code"].iloc[0] for frame in told}) == 1


def test_rows_alike_in_everything_still_have_codes_of_their_own() -> None:
    rows = pd.DataFrame({"name": ["甲"] * 3, "category": ["medical"] * 3})
    assert derive(rows, Layer.FACILITIES, file="f")[0]["code"].is_unique


def test_codes_that_others_refer_to_are_never_made(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("社区编码,户数\n500,3\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_layer(path, Layer.BUILDINGS)
    assert caught.value.facts["columns"] == ["code"]


def test_a_category_comes_from_the_map_s_type_names_and_what_is_no_facility_is_told(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    lon, lat = tiny.lon_lat(5, 5)
    path.write_text(
        "name,address,type,lon,lat\n"
        f"仁爱诊所,泰安路12号,医疗保健服务;诊所;诊所,{lon},{lat}\n停车场,,交通设施服务;停车场;公共停车场,{lon},{lat}\n",
        encoding="utf-8",
    )
    reading = read_layer(path, Layer.FACILITIES)
    assert reading.records[["category", "address"]].to_numpy().tolist() == [["medical", "泰安路12号"]]
    assert [problem.code for problem in reading.problems] == [
        "category_made",
        "code_made",
        "no_facility",
        "value_missing",
    ]


@pytest.mark.real_data
@pytest.mark.skipif(not CHANGNING.exists(), reason="../shared/data/shanghai_changning_poi is not there")
def test_the_changning_points_come_in_with_categories() -> None:
    reading = read_layer(CHANGNING, Layer.FACILITIES)
    assert len(reading.records) + reading.source.rows_refused == reading.source.rows_read
    # The file holds no service trades; its 28 animal clinics, hotels and the like are no facility.
    assert set(reading.records["category"]) == {"shopping", "medical", "dining", "education", "culture"}
    assert (
        reading.source.rows_refused
        == sum(problem.code == "no_facility" for problem in reading.problems)
        == 28
    )
    assert reading.records["code"].is_unique
    assert reading.records["address"].notna().all()
