"""What the plan of the house says of files, functions and where things may stand."""

import ast
import re
from pathlib import Path

import pytest
from source_tree import ROOT, functions, modules, size_without_docstring, tree

FILE_CEILING_LINES = 400
FUNCTION_CEILING_LINES = 40
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError|not implemented|placeholder|stub)\b")


def test_no_file_passes_the_ceiling() -> None:
    sizes = {str(path): len((ROOT / path).read_text().splitlines()) for path in modules()}
    assert {path: lines for path, lines in sizes.items() if lines > FILE_CEILING_LINES} == {}


def test_no_function_passes_the_ceiling() -> None:
    sizes = {
        f"{path}:{function.name}": size_without_docstring(function)
        for path in modules()
        for function in functions(path)
    }
    assert {name: lines for name, lines in sizes.items() if lines > FUNCTION_CEILING_LINES} == {}


def test_no_drawer_collects_what_has_no_home() -> None:
    assert [
        str(path) for path in modules() if DRAWERS & {part.removesuffix(".py") for part in path.parts}
    ] == []


def test_nothing_shipped_is_unfinished() -> None:
    found = [
        f"{path}:{number}"
        for path in modules()
        for number, line in enumerate((ROOT / path).read_text().splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert found == []


def _mirror(path: Path) -> Path:
    return ROOT / "tests" / path.parent / f"test_{path.name}"


def test_every_module_has_its_mirrored_test() -> None:
    wanted = [path for path in modules() if path.name != "__init__.py" and "migrations" not in path.parts]
    assert [str(path) for path in wanted if not _mirror(path).exists()] == []


@pytest.mark.parametrize(
    ("call", "rooms"), [(".to_crs(", ("gis/space/",)), ("ST_Transform", ("gis/space/", "gis/store/sql/"))]
)
def test_coordinates_change_only_in_space(call: str, rooms: tuple[str, ...]) -> None:
    found = [
        str(path)
        for path in modules()
        if call in (ROOT / path).read_text() and not str(path).startswith(rooms)
    ]
    assert found == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path)
        for path in modules()
        if not ast.get_docstring(tree(path)) and (ROOT / path).read_text().strip()
    ]
    assert silent == []
