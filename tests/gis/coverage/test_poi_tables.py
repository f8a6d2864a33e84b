import csv
from pathlib import Path

import pytest

from gis.coverage.poi_tables import kind_of_amap, kind_of_tags, read_amap_table, read_osm_table
from gis.errors import InputError
from gis.model.categories import Category


@pytest.mark.parametrize(
    ("tags", "category"),
    [
        ({"amenity": "pharmacy"}, Category.MEDICAL),
        ({"shop": "hairdresser"}, Category.SERVICES),
        ({"amenity": "bench"}, None),
        ({"disused:shop": "supermarket"}, None),
        ({}, None),
    ],
)
def test_tags_have_the_category_of_the_table(tags, category):
    kind = kind_of_tags(tags)
    assert (kind.category if kind else None) == category


@pytest.mark.parametrize(
    ("name", "category", "subtype"),
    [
        ("科教文化服务;学校;小学", Category.EDUCATION, "小学"),
        ("科教文化服务;学校;未列明", Category.EDUCATION, "学校"),
        ("医疗保健服务;动物医疗场所;宠物诊所", None, None),
        ("地名地址信息;交通地名|餐饮服务;中餐厅;火锅店", Category.DINING, "中餐厅"),
        ("", None, None),
        ("nan", None, None),
    ],
)
def test_the_longest_prefix_of_whole_levels_decides(name, category, subtype):
    kind = kind_of_amap(name)
    assert (kind.category if kind else None, kind.subtype if kind else None) == (category, subtype)


def test_a_table_of_ones_own_is_read_and_a_faulty_row_named(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(
        "key,value,category,subtype\namenity,bench,culture,长椅\namenity,bank,money,银行\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="3") as refused:
        read_osm_table(file)
    assert refused.value.code == "table_invalid"
    short = tmp_path / "short.csv"
    short.write_text("prefix,category\n", encoding="utf-8")
    with pytest.raises(InputError):
        read_amap_table(short)
    with pytest.raises(InputError):
        read_amap_table(tmp_path / "no.csv")


@pytest.mark.real_data
def test_nearly_every_point_of_changning_has_a_category():
    file = Path(__file__).resolve().parents[4] / "shared/data/shanghai_changning_poi/pois.csv"
    if not file.is_file():
        pytest.skip(f"needs {file}")
    with file.open(encoding="utf-8") as stream:
        kinds = [kind_of_amap(row["type"]) for row in csv.DictReader(stream)]
    assert sum(kind is not None for kind in kinds) / len(kinds) > 0.97
