"""Which encoding Chinese text is in."""

from pathlib import Path

import pytest

from gis.errors import InputError
from gis.ingest import encodings

TEXT = "渝北区龙溪街道茶花社区第八网格，融汇江山三栋二单元"


@pytest.mark.parametrize(("codec", "name"), [("utf-8", "UTF-8"), ("gbk", "GB18030"), ("gb18030", "GB18030")])
def test_chinese_text_is_told_from_its_bytes(codec: str, name: str) -> None:
    found = encodings.detect(TEXT.encode(codec))
    assert (found.name, found.source) == (name, "detected")
    assert TEXT.encode(codec).decode(found.codec) == TEXT


@pytest.mark.parametrize("codec", ["utf-8", "gbk"])
def test_a_character_cut_in_half_by_a_field_changes_nothing(codec: str) -> None:
    whole = (TEXT * 8).encode(codec)
    assert encodings.detect(whole[:-1]).codec == encodings.detect(whole).codec


def test_plain_ascii_is_utf_8() -> None:
    assert encodings.detect(b"code,name\nB1,tower\n").name == "UTF-8"


def test_a_byte_order_mark_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode("utf-16"))
    assert encodings.of_file(path, None).codec == "utf-16"


@pytest.mark.parametrize(
    ("label", "codec"), [("GBK", "gb18030"), ("936", "gb18030"), ("CP936", "gb18030"), ("65001", "utf-8-sig")]
)
def test_a_cpg_says_the_encoding_in_whatever_way(tmp_path: Path, label: str, codec: str) -> None:
    (tmp_path / "a.cpg").write_text(label)
    found = encodings.of_dbf(tmp_path / "a.shp", None)
    assert (found.codec, found.source) == (codec, "declared")


def test_what_was_given_wins_over_the_label(tmp_path: Path) -> None:
    (tmp_path / "a.cpg").write_text("UTF-8")
    assert encodings.of_dbf(tmp_path / "a.shp", "GBK").source == "given"


def test_an_unknown_name_is_told_with_those_that_are_known() -> None:
    with pytest.raises(InputError) as caught:
        encodings.named("EBCDIC-37", "given")
    assert "GB18030" in caught.value.chinese


@pytest.mark.parametrize(("codec", "name"), [("gbk", "GB18030"), ("utf-8", "UTF-8")])
def test_a_table_of_numbers_is_told_by_its_headers(tmp_path: Path, codec: str, name: str) -> None:
    fields = b"".join(
        header.encode(codec)[:11].ljust(11, b"\x00").ljust(32, b"\x00") for header in ("户数", "层数", "code")
    )
    begin = 32 + len(fields) + 1
    head = b"\x03" + bytes(7) + begin.to_bytes(2, "little") + bytes(22)
    (tmp_path / "a.dbf").write_bytes(head + fields + b"\r" + b" 12 3" * 4)
    assert encodings.of_dbf(tmp_path / "a.shp", None).name == name
