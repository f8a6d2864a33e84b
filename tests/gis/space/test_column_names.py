"""Every column that a person may see has a Chinese name of its own."""

from gis.space.column_names import COLUMN_CHINESE, column_chinese
from gis.space.layers import LAYERS
from gis.space.registers import REGISTERS


def test_every_column_has_a_chinese_name_and_within_a_layer_no_two_the_same() -> None:
    for spec in (*LAYERS.values(), *REGISTERS.values()):
        told = [column_chinese(name) for name in spec.column_names()]
        assert not [name for name in told if name.isascii()]
        assert len(set(told)) == len(told)


def test_a_header_of_somebody_s_file_stays_as_it_is() -> None:
    assert column_chinese("身份证号") == "身份证号"
    assert set(COLUMN_CHINESE) >= {"lon", "lat", "wkt", "geometry"}
