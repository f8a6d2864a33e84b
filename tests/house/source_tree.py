"""The project's own Python files, parsed once, for the house tests."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("gis", "api", "web", "scripts")


@cache
def modules() -> tuple[Path, ...]:
    """Every module that the product ships, as paths from the root; generated migrations left out."""
    found = (path.relative_to(ROOT) for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    return tuple(path for path in found if not {"node_modules", "versions"} & set(path.parts))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse((ROOT / path).read_text(), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def size_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function, decorators and docstring left out."""
    last = function.end_lineno or function.lineno
    first = function.body[0]
    doc_lines = 0
    if ast.get_docstring(function) is not None:
        doc_lines = (first.end_lineno or first.lineno) - first.lineno + 1
    return last - function.lineno + 1 - doc_lines
