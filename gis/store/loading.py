"""Copy the frame of one layer into its tables, as part of an edition that is not in force yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from gis.errors import InputError
from gis.model.ids import EditionId
from gis.space.frames import check_frame
from gis.space.layers import LAYERS, Kind, Layer
from gis.store.frames import column_values, joining_by_hash, plain, shapes_as_hex, stage
from gis.store.programs import statement

UNIT_KINDS: Mapping[Layer, str] = {
    Layer.SUBDISTRICTS: "subdistrict",
    Layer.COMMUNITIES: "community",
    Layer.ESTATES: "estate",
    Layer.BUILDINGS: "building",
}
PLAN_LAYERS = frozenset({Layer.GRIDS, Layer.GRID_BUILDINGS, Layer.MICRO_GRID_PARTS})

# Layer: column -> the kind of unit it names.
_REFERENCES: Mapping[Layer, Mapping[str, str]] = {
    Layer.COMMUNITIES: {"subdistrict_code": "subdistrict"},
    Layer.ESTATES: {"community_code": "community"},
    Layer.BUILDINGS: {"community_code": "community", "estate_code": "estate"},
    Layer.BUILDING_PARTS: {"building_code": "building"},
    Layer.GATES: {"estate_code": "estate"},
    Layer.SERVICE_POINTS: {"community_code": "community"},
}
_PARENTS: Mapping[Layer, tuple[str, str]] = {
    Layer.COMMUNITIES: ("subdistrict", "subdistrict_code"),
    Layer.ESTATES: ("community", "community_code"),
    Layer.BUILDINGS: ("community", "community_code"),
}
_TYPES = {
    Kind.TEXT: "text",
    Kind.INTEGER: "bigint",
    Kind.NUMBER: "double precision",
    Kind.FLAG: "boolean",
    Kind.DATE: "date",
    Kind.TIME: "text",
}


def load_layer(
    connection: Connection, layer: Layer, frame: pd.DataFrame, *, edition_id: EditionId, territory: str
) -> None:
    """Copy one layer in; what it refers to must be there, in this edition or a former one.

    Raises
    ------
    InputError
        The frame is not as ``LAYERS`` says, or a code names a unit that is not there.
    """
    if layer in PLAN_LAYERS:
        raise InputError(
            f"layer {layer} belongs to a plan",
            chinese=f"“{LAYERS[layer].chinese}”属于网格方案，请按方案导入",
            code="layer_is_plan",
            layer=layer.value,
        )
    check_frame(frame, layer)
    parent_kind, parent_column = _PARENTS.get(layer, ("", ""))
    frame = _with_only_subdistrict(connection, layer, frame, territory)
    _refuse_unknown_codes(connection, layer, frame, territory)
    _stage_frame(connection, layer, frame, parent_column)
    known = {"edition": edition_id, "territory": territory}
    with joining_by_hash(connection):
        if layer in UNIT_KINDS:
            kind = {"kind": UNIT_KINDS[layer]}
            connection.execute(statement("load", "units"), {**kind, "territory": territory})
            connection.execute(statement("load", "versions"), {**known, **kind, "parent_kind": parent_kind})
        _fill_tables(connection, layer, known)


def _fill_tables(connection: Connection, layer: Layer, known: Mapping[str, Any]) -> None:
    """Run the programs that take the staged rows to the layer's own tables."""
    for section in _SECTIONS.get(layer, (layer.value,)):
        used = statement("load", section)
        connection.execute(used, {name: known[name] for name in used.compile().params})


_SECTIONS: Mapping[Layer, tuple[str, ...]] = {
    Layer.SUBDISTRICTS: (),
    Layer.BUILDING_PARTS: ("building_parts_identity", "building_parts"),
}


def _with_only_subdistrict(
    connection: Connection, layer: Layer, frame: pd.DataFrame, territory: str
) -> pd.DataFrame:
    """Put communities that name no sub-district into the only one there is."""
    if layer is not Layer.COMMUNITIES:
        return frame
    named = column_values(frame, "subdistrict_code", text_value)
    if all(named):
        return frame
    only = connection.scalar(statement("editions", "only_subdistrict"), {"territory": territory})
    if only is None:
        raise InputError(
            "communities without sub-district",
            chinese=f"社区图层第 {named.index(None) + 1} 行没有填写“subdistrict_code”列，"
            "且库中不止一个街道（或没有），无法判断属于哪个街道。请补填",
            code="value_missing",
            layer=layer.value,
            row=named.index(None) + 1,
            column="subdistrict_code",
        )
    return frame.assign(subdistrict_code=[code or only for code in named])


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """A code that names no unit.

    Attributes
    ----------
    row
        Row of the frame, from 1.
    column, code
        Where it stands, and what it is.
    kind
        Kind of unit that it should name.
    """

    row: int
    column: str
    code: str
    kind: str


def unknown_codes(
    connection: Connection, layer: Layer, frame: pd.DataFrame, territory: str
) -> list[UnknownCode]:
    """Find every code of a layer that names no unit of the territory, in the order of columns and rows."""
    found = []
    for column, kind in _REFERENCES.get(layer, {}).items():
        codes = column_values(frame, column, text_value)
        filled = [(row, code) for row, code in enumerate(codes, start=1) if code]
        known = {
            "rows": [row for row, _ in filled],
            "codes": [code for _, code in filled],
            "territory": territory,
            "kind": kind,
        }
        rows = connection.execute(statement("editions", "unknown_codes"), known)
        found += [UnknownCode(row.row, column, row.code, kind) for row in rows]
    return found


def _refuse_unknown_codes(connection: Connection, layer: Layer, frame: pd.DataFrame, territory: str) -> None:
    """Refuse a layer in which a code names nothing, and say where."""
    for unknown in unknown_codes(connection, layer, frame, territory)[:1]:
        raise InputError(
            f"{layer} row {unknown.row}: no {unknown.kind} {unknown.code!r}",
            chinese=f"{LAYERS[layer].chinese}图层第 {unknown.row} 行“{unknown.column}”列：没有编码为"
            f"“{unknown.code}”的对象。请先导入它，或改正编码",
            code="reference_unknown",
            layer=layer.value,
            row=unknown.row,
            column=unknown.column,
            value=unknown.code,
        )


def text_value(value: Any) -> str | None:
    """Give text, or None where it is missing or empty."""
    value = plain(value)
    return str(value).strip() or None if value is not None else None


def _stage_frame(connection: Connection, layer: Layer, frame: pd.DataFrame, parent_column: str) -> None:
    """Copy a frame into the temporary table the programs read."""
    spec = LAYERS[layer]
    types = {"row": "integer", "parent_code": "text"}
    values: list[list[Any]] = [
        list(range(1, len(frame) + 1)),
        column_values(frame, parent_column, text_value),
    ]
    for column in spec.columns:
        types[column.name] = _TYPES[column.kind]
        values.append(column_values(frame, column.name, _turn(column.kind)))
    if spec.geometry_types:
        types["geometry"] = "geometry"
        values.append(list(shapes_as_hex(frame)))
    stage(connection, types, _rows(values))


def _rows(columns: list[list[Any]]) -> Iterator[tuple[Any, ...]]:
    return zip(*columns, strict=True)


def _turn(kind: Kind) -> Any:
    """Choose how values of a kind are read: whole numbers may come as 3.0, text as a number."""
    if kind in {Kind.TEXT, Kind.TIME}:
        return text_value
    if kind is Kind.INTEGER:
        return _whole
    return plain


def _whole(value: Any) -> int | None:
    value = plain(value)
    return None if value is None else int(value)
