"""A zip is opened for the file within, and never for what could do harm."""

import struct
import zipfile
from pathlib import Path

import pyogrio
import pytest

from gis.errors import InputError
from gis.ingest.read import read_layer
from gis.space.layers import Layer
from tests.worked import tiny


def _shapefile(folder: Path, name: str = "楼栋") -> list[Path]:
    folder.mkdir(exist_ok=True)
    rows = tiny.buildings()[["code", "name", "community_code", "households", "geometry"]]
    named = rows.rename(columns={"community_code": "社区编码", "households": "户数", "name": "名称"})
    pyogrio.write_dataframe(named, folder / f"{name}.shp", encoding="GBK")
    (folder / f"{name}.cpg").unlink()
    return sorted(folder.iterdir())


def _zipped(path: Path, parts: list[Path], *, inside: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.write(part, f"{inside}{part.name}")
    return path


def test_a_zipped_shapefile_reads_like_its_parts_even_in_folders(tmp_path: Path) -> None:
    path = _zipped(tmp_path / "社区.zip", _shapefile(tmp_path / "parts"), inside="../../数据/")
    reading = read_layer(path, Layer.BUILDINGS)
    assert len(reading.records) == 24
    assert reading.records["name"].iloc[0] == "1栋"
    assert reading.source.file_name == "社区.zip·楼栋.shp"
    assert (reading.source.encoding, reading.source.file_format) == ("GB18030", "Shapefile")


def test_names_that_a_chinese_windows_wrote_are_read_as_gbk(tmp_path: Path) -> None:
    parts = _shapefile(tmp_path / "parts")
    path = tmp_path / "w.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in parts:
            # Python marks names beyond ASCII as UTF-8; the bytes are put in by hand, of the same length.
            archive.writestr("xxxx" + part.suffix, part.read_bytes())
    path.write_bytes(path.read_bytes().replace(b"xxxx.", "楼栋".encode("gbk") + b"."))
    assert read_layer(path, Layer.BUILDINGS).source.file_name == "w.zip·楼栋.shp"


def test_of_several_files_one_must_be_named(tmp_path: Path) -> None:
    parts = [*_shapefile(tmp_path / "a", "甲"), *_shapefile(tmp_path / "b", "乙")]
    path = _zipped(tmp_path / "two.zip", parts)
    with pytest.raises(InputError) as caught:
        read_layer(path, Layer.BUILDINGS)
    assert caught.value.code == "archive_unclear"
    assert "甲.shp" in caught.value.chinese
    assert len(read_layer(path, Layer.BUILDINGS, sublayer="乙").records) == 24


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b.geojson", b" " * 300_000_000)


def _liar(path: Path) -> None:
    """A member that says it is 10 bytes and unpacks to more."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b.geojson", b" " * 1_000_000)
    raw = path.read_bytes().replace(struct.pack("<I", 1_000_000), struct.pack("<I", 10))
    path.write_bytes(raw)


def _nothing(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.zip", b"PK")
        archive.writestr("说明.docx", b"x")


def _locked(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b.geojson", b"{}")
    raw = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + offset] |= 1
    path.write_bytes(bytes(raw))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_bomb, "archive_too_large"),
        (_liar, "archive_broken"),
        (_nothing, "archive_unclear"),
        (_locked, "archive_locked"),
        (lambda path: path.write_bytes(b"PK\x03\x04 nothing"), "archive_broken"),
        (lambda path: path.write_bytes(b""), "file_empty"),
    ],
)
def test_what_is_no_plain_zip_of_one_file_is_refused(tmp_path: Path, make, code: str) -> None:
    make(path := tmp_path / "x.zip")
    with pytest.raises(InputError) as caught:
        read_layer(path, Layer.BUILDINGS)
    assert caught.value.code == code
    assert "x.zip" in caught.value.chinese
