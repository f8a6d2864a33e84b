"""Tables beside the layers are described as layers are, and say nothing of people but their duty."""

import pytest

from gis.ingest.headers import NEVER_STORED
from gis.space.column_names import column_chinese
from gis.space.layers import Layer
from gis.space.registers import REGISTERS, SEALED_COLUMNS, Register, layer_chinese, spec_of


@pytest.mark.parametrize("register", list(Register))
def test_a_register_has_a_name_and_different_columns_with_a_meaning(register: Register) -> None:
    spec = spec_of(register)
    names = spec.column_names()
    assert len(set(names)) == len(names)
    assert all(column.meaning for column in spec.columns)
    assert not spec.geometry_types
    assert layer_chinese(register.value) == spec.chinese


def test_no_register_has_a_column_of_what_is_never_stored() -> None:
    names = {name for spec in REGISTERS.values() for name in spec.column_names()}
    assert not [
        name for name in names if NEVER_STORED.search(name) or NEVER_STORED.search(column_chinese(name))
    ]
    assert names >= SEALED_COLUMNS


def test_a_value_is_one_kind_s_only() -> None:
    assert not {register.value for register in Register} & {layer.value for layer in Layer}
    assert layer_chinese("") == ""
