"""Make columns that a file lacks from those it has, and say so: codes from content, categories from POI types."""

import hashlib

import geopandas as gpd
import pandas as pd

from gis.coverage.poi_tables import kind_of_amap
from gis.model.problems import Problem, Severity
from gis.space.layers import Layer
from gis.space.registers import Incoming, spec_of

#: Layers that no other layer refers to: their codes may be made. A grid's is replaced by that of its number.
CODES_MAY_BE_MADE = frozenset(
    {
        Layer.FACILITIES,
        Layer.STREETS,
        Layer.BARRIERS,
        Layer.WATER,
        Layer.GREEN,
        Layer.GATES,
        Layer.SERVICE_POINTS,
        Layer.GRIDS,
    }
)
CODE_DIGITS = 12


def derivable(layer: Incoming, have: set[str]) -> frozenset[str]:
    """Required columns of a layer that can be made from the columns at hand."""
    made = {"code"} if layer in CODES_MAY_BE_MADE else set()
    if layer is Layer.FACILITIES and "subtype" in have:
        made.add("category")
    return frozenset(made - have)


def derive(rows: pd.DataFrame, layer: Incoming, *, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Fill in what ``derivable`` names.

    A grid is called by its name where no two are the same, until its number gives it a code. Otherwise a
    code is the beginning of the SHA-256 of the row's values, so that the same row has the same code in
    next year's file (the address aside, which the next file may write otherwise); of rows that are alike in
    everything, the later ones count on. A category comes from AMap's type names (大类;中类;小类) by the
    editable table; a type that is no facility leaves its row without a category, and the layer's check
    refuses it.
    """
    made = derivable(layer, set(rows.columns))
    if not made:
        return rows, []
    filled, problems = rows.copy(), []
    if "category" in made:
        kinds = [kind_of_amap(str(value)) for value in rows["subtype"]]
        filled["category"] = [kind.category.value if kind else None for kind in kinds]
        filled["subtype"] = [
            kind.subtype if kind else value for kind, value in zip(kinds, rows["subtype"], strict=True)
        ]
        problems += [
            _made("category", "设施类别由地图分类名称按对照表得出", "请抽查；对照表可编辑", layer, file)
        ]
        problems += list(_no_facility(rows, filled, file))
    if "code" in made:
        is_named = layer is Layer.GRIDS and "name" in rows and rows["name"].notna().all()
        by_name = is_named and rows["name"].is_unique
        filled["code"] = rows["name"].astype(str) if by_name else _codes(rows)
        reason = "文件没有编号列，已按名称识别" if by_name else "文件没有编号列，已按内容生成编号"
        problems += [_made("code", reason, "如有自己的编号，请用列对照指定", layer, file)]
    return filled, problems


def _made(column: str, reason: str, remedy: str, layer: Incoming, file: str) -> Problem:
    return Problem(f"{column}_made", reason, remedy, Severity.CHANGED, file, layer.value, None, column)


def _no_facility(rows: pd.DataFrame, filled: pd.DataFrame, file: str) -> list[Problem]:
    lacking = filled["category"].isna()
    layer = Layer.FACILITIES
    return [
        Problem(
            code="no_facility",
            reason=f"“{value}”不属于{spec_of(layer).chinese}的六类",
            remedy="无需处理；如应计入，请在对照表中补上",
            severity=Severity.NOTED,
            file=file,
            layer=layer.value,
            row=int(str(row)),
            column="category",
            value=str(value)[:80],
        )
        for row, value in rows.loc[lacking, "subtype"].items()
    ]


def _codes(rows: pd.DataFrame) -> list[str]:
    shapes = (
        rows.geometry.to_wkb() if isinstance(rows, gpd.GeoDataFrame) else pd.Series(b"", index=rows.index)
    )
    plain = rows.drop(columns=["geometry", "address"], errors="ignore")
    seen: dict[str, int] = {}
    codes = []
    for values, shape in zip(plain.itertuples(index=False, name=None), shapes, strict=True):
        text = "\x1f".join("" if value is None else str(value) for value in values)
        code = hashlib.sha256(text.encode() + (shape or b"")).hexdigest()[:CODE_DIGITS]
        seen[code] = seen.get(code, 0) + 1
        codes.append(code if seen[code] == 1 else f"{code}-{seen[code]}")
    return codes
