"""Quantities carry their unit in their name."""

import ast
from collections.abc import Iterator
from pathlib import Path

from source_tree import modules, tree

QUANTITIES = {
    "distance",
    "length",
    "area",
    "height",
    "width",
    "depth",
    "radius",
    "perimeter",
    "tolerance",
    "accuracy",
    "duration",
    "timeout",
    "elapsed",
    "speed",
    "climb",
    "slope",
    "fraction",
    "percentage",
    "ratio",
}
UNITS = {
    "m",
    "m2",
    "km",
    "km2",
    "s",
    "ms",
    "min",
    "h",
    "days",
    "years",
    "share",
    "households",
    "residents",
    "px",
    "deg",
    "kmh",
    "storeys",
    "lines",
    "rows",
    "bytes",
    "mib",
    "cells",
    "minutes",
    "hours",
    "seconds",
    "pt",
    "cm",
    "mm",
    "in",
    "inches",
    "dpi",
    "percent",
    "digits",
}
NUMBERS = {"int", "float", "np.floating", "FloatArray"}


def _quantities(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.arg) and node.annotation is not None:
            yield from _unless_unit(node.arg, node.annotation, node.lineno)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield from _unless_unit(node.target.id, node.annotation, node.lineno)


def _unless_unit(name: str, annotation: ast.expr, line: int) -> Iterator[tuple[str, int]]:
    words = name.lower().split("_")
    is_number = ast.unparse(annotation).split(" |")[0] in NUMBERS
    if is_number and QUANTITIES & set(words) and words[-1] not in UNITS:
        yield name, line


def test_every_quantity_ends_in_its_unit() -> None:
    assert [f"{path}:{line} {name}" for path in modules() for name, line in _quantities(path)] == []
