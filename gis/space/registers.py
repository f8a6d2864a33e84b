"""What tables look like that come in beside the layers: posts, organisations, household figures.

They describe what is loaded already and make no edition: their rows name units by code or by name. A column
that is ``sealed`` holds a contact of duty: it is encrypted when kept, and its values are told nowhere.
"""

from collections.abc import Mapping
from enum import StrEnum

from gis.space.layers import LAYERS, Column, Kind, Layer, LayerSpec


class Register(StrEnum):
    """The tables that come in beside the layers."""

    POSTS = "posts"
    ORGANISATIONS = "organisations"
    HOUSEHOLDS = "households"


Incoming = Layer | Register

SEALED_COLUMNS = frozenset({"duty_phone", "office_phone"})

REGISTERS: Mapping[Register, LayerSpec] = {
    Register.POSTS: LayerSpec(
        "岗位与负责人",
        (),
        (
            Column("role", Kind.TEXT, "code or Chinese name of a role template: 网格长", required=True),
            Column("unit", Kind.TEXT, "code or name of the unit it is held at", required=True),
            Column("officeholder_number", Kind.INTEGER, "负责人 017; empty: vacant", least=1),
            Column("substitute_number", Kind.INTEGER, "who stands in (AB角)", least=1),
            Column("from_date", Kind.DATE, "first day; empty: the day of the import"),
            Column("duty_phone", Kind.TEXT, "telephone of duty; sealed"),
            Column("office_phone", Kind.TEXT, "telephone of the office; sealed"),
        ),
    ),
    Register.ORGANISATIONS: LayerSpec(
        "单位与部门",
        (),
        (
            Column("code", Kind.TEXT, "unique within the territory", required=True),
            Column("name", Kind.TEXT, "as people call it", required=True),
            Column(
                "kind",
                Kind.TEXT,
                "what it is",
                required=True,
                choices=("department", "property_company", "firm", "school", "hospital", "union", "other"),
            ),
            Column("unit", Kind.TEXT, "code or name of the unit of its seat or field; empty: none"),
            Column("duties", Kind.TEXT, "its list of duties for 部门报到"),
        ),
    ),
    Register.HOUSEHOLDS: LayerSpec(
        "户数表",
        (),
        (
            Column(
                "building", Kind.TEXT, "code of the building, or its name with the estate's", required=True
            ),
            Column("estate", Kind.TEXT, "code or name of its estate; needed where the name alone is unclear"),
            Column(
                "stairwell", Kind.INTEGER, "单元: figures of one building's stairwells are added up", least=1
            ),
            Column("households", Kind.INTEGER, "households", required=True, least=0),
            Column("residents", Kind.INTEGER, "people living there", least=0),
            Column(
                "households_kind",
                Kind.TEXT,
                "what is counted; empty: resident",
                choices=("dwellings", "resident", "registered"),
            ),
            Column("households_estimated", Kind.FLAG, "estimated rather than counted"),
            Column("as_of", Kind.DATE, "day of the count; empty: the day of the import"),
        ),
    ),
}


def spec_of(kind: Incoming) -> LayerSpec:
    """What a layer or a table looks like."""
    return LAYERS[kind] if isinstance(kind, Layer) else REGISTERS[kind]


def layer_chinese(value: str) -> str:
    """Name a layer or table of a problem for a person; empty where it has none."""
    kinds: dict[str, LayerSpec] = {kind.value: spec for kind, spec in (*LAYERS.items(), *REGISTERS.items())}
    return kinds[value].chinese if value in kinds else value
