"""Bounds."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from gis.errors import InputError
from gis.ingest import limits


def _code(path: Path, check: object) -> str:
    with pytest.raises(InputError) as caught:
        check(path)  # type: ignore[operator]
    return caught.value.code


def test_a_missing_file_a_folder_and_an_empty_one_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert _code(tmp_path / "none", limits.check_size) == "file_missing"
    assert _code(tmp_path, limits.check_size) == "file_missing"
    assert _code(tmp_path / "empty", limits.check_size) == "file_empty"


def test_a_sparse_file_of_three_gigabytes_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "big"
    with path.open("wb") as stream:
        stream.truncate(3 * 1024**3)
    assert _code(path, limits.check_size) == "file_too_large"


def test_a_zip_that_swells_is_refused_and_a_plain_one_passes(tmp_path: Path) -> None:
    for name, content in (("bomb", b"0" * 50_000_000), ("plain", b"0" * 500_000)):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a", content)
    assert _code(tmp_path / "bomb", limits.check_archive) == "archive_too_large"
    limits.check_archive(tmp_path / "plain")


@pytest.mark.parametrize(("depth", "passes"), [(limits.JSON_DEPTH, True), (limits.JSON_DEPTH + 1, False)])
def test_the_depth_limit_itself_is_allowed(tmp_path: Path, depth: int, *, passes: bool) -> None:
    path = tmp_path / "a.json"
    path.write_text("[" * depth + "]" * depth)
    if passes:
        limits.check_json_depth(path)
    else:
        assert _code(path, limits.check_json_depth) == "json_too_deep"


def test_a_quote_that_is_escaped_does_not_end_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"a": "\\\\\\"' + "[" * 500 + '", "b": []}')
    limits.check_json_depth(path)


def test_the_checksum_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes("网格".encode())
    assert limits.sha256(path) == hashlib.sha256("网格".encode()).hexdigest()
