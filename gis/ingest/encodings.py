"""Find out in which encoding Chinese text is, and say why it is believed."""

from dataclasses import dataclass
from pathlib import Path

import charset_normalizer

from gis.errors import InputError

#: Names people use -> Python's codec. GB18030 holds all of GBK and GB2312, so the widest is used for reading.
CODECS = {
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "65001": "utf-8-sig",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "936": "gb18030",
    "cp936": "gb18030",
    "ansi 936": "gb18030",
    "54936": "gb18030",
    "big5": "big5hkscs",
    "950": "big5hkscs",
    "utf-16": "utf-16",
    "shift-jis": "cp932",
    "shift_jis": "cp932",
    "932": "cp932",
    "latin-1": "latin-1",
    "iso-8859-1": "latin-1",
    "88591": "latin-1",
}
SAMPLE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec of Python, the name to show, and why: ``given``, ``declared``, ``detected``."""

    codec: str
    name: str
    source: str


def named(name: str, source: str) -> Encoding:
    """Look up an encoding by the name people use.

    Raises
    ------
    InputError
        ``encoding_unknown``.
    """
    key = name.strip().lower().removeprefix("cp") if name.strip().lower() != "cp936" else "cp936"
    codec = CODECS.get(name.strip().lower()) or CODECS.get(key)
    if codec is None:
        raise InputError(
            f"unknown encoding {name!r}",
            chinese=f"不认识文字编码“{name[:40]}”，请用 UTF-8、GBK 或 GB18030",
            code="encoding_unknown",
            value=name[:40],
        )
    return Encoding(codec, name.strip().upper(), source)


def detect(raw: bytes) -> Encoding:
    """Decide between UTF-8, GB18030 and others from the bytes themselves.

    UTF-8 is believed where every byte fits (GBK text of any length hardly ever does); then GB18030 where
    every byte fits and most of the characters are common ones; else what charset-normalizer finds.
    """
    if _fits(raw, "utf-8"):
        return Encoding("utf-8-sig", "UTF-8", "detected")
    if _fits(raw, "gb18030") and _common_share(raw.decode("gb18030", "ignore")) > 0.6:
        return Encoding("gb18030", "GB18030", "detected")
    best = charset_normalizer.from_bytes(raw[:65536]).best()
    if best is None:
        return Encoding("gb18030", "GB18030", "detected")
    return Encoding(best.encoding, best.encoding.upper().replace("_", "-"), "detected")


def _fits(raw: bytes, codec: str) -> bool:
    """Whether at most one wide character in fifty is broken: a table's fixed fields cut through characters."""
    text = raw.decode(codec, "replace")
    wide = sum(ord(sign) > 127 for sign in text)
    return text.count("\ufffd") <= wide / 50


def _common_share(text: str) -> float:
    """Share of the 3,755 everyday characters (GB 2312 level 1) among all that are not ASCII."""
    wide = [sign for sign in text if ord(sign) > 127]
    return sum(_is_everyday(sign) for sign in wide) / len(wide) if wide else 1.0


def _is_everyday(sign: str) -> bool:
    try:
        pair = sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    # Level 1 stands in rows 16-55; rows 1-3 hold punctuation and full-width signs.
    return len(pair) == 2 and (0xB0 <= pair[0] <= 0xD7 or 0xA1 <= pair[0] <= 0xA3)


def of_file(path: Path, given: str | None) -> Encoding:
    """Encoding of a text file: as given, else from its first mebibyte."""
    if given is not None:
        return named(given, "given")
    with path.open("rb") as stream:
        head = stream.read(SAMPLE_BYTES)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Encoding("utf-16", "UTF-16", "detected")
    return detect(head)


def of_dbf(path: Path, given: str | None) -> Encoding:
    """Encoding of a Shapefile's table: as given, else its .cpg, else from the records' own bytes."""
    if given is not None:
        return named(given, "given")
    label = next((path.with_suffix(end) for end in (".cpg", ".CPG") if path.with_suffix(end).exists()), None)
    if label is not None and (name := label.read_bytes()[:40].decode("ascii", "ignore").strip()):
        return named(name, "declared")
    table = next((path.with_suffix(end) for end in (".dbf", ".DBF") if path.with_suffix(end).exists()), None)
    if table is None:
        return Encoding("utf-8", "UTF-8", "detected")
    with table.open("rb") as stream:
        raw = stream.read(SAMPLE_BYTES)
    # The header's length stands in bytes 8-9; what follows are fixed-width records padded with spaces.
    begin = int.from_bytes(raw[8:10], "little") if len(raw) > 10 else len(raw)
    body = raw[begin:].replace(b"\x00", b" ").rstrip(b"\x1a")
    return detect(_header_of_dbf(raw[:begin]) if body.isascii() else body)


def _header_of_dbf(header: bytes) -> bytes:
    """Column names of a table whose values tell nothing: from byte 32 on, one every 32 bytes, at most 10 long.

    A name of full width may end in half a character and is left out, unless all are.
    """
    names = [header[at : at + 11].split(b"\x00")[0] for at in range(32, len(header) - 1, 32)]
    return b" ".join([name for name in names if len(name) < 10] or names)
