"""The Simplified Chinese face of a packaged font (Debian's fonts-noto-cjk), for pictures and for the page.

The collection files carry Japanese, Korean and Chinese shapes of the same characters (门, 直, 骨 differ);
faces are chosen by family name, never by "the first in the file", which is Japanese.
"""

import re
from functools import cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties

from gis.errors import InputError

FAMILY = "Noto Sans CJK SC"
MISSING_GLYPH = "〓"

# Every face has these; a picture inside a page is megabytes of them.
_BEYOND_ASCII = re.compile(r"[^\x20-\x7e\n]")

_FOLDERS = (
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/noto-cjk"),
    Path("/usr/share/fonts/google-noto-cjk"),
)


@cache
def register_fonts() -> None:
    """Make the regular and bold faces known to matplotlib, also if they were installed after its cache was made.

    Raises
    ------
    InputError
        ``font_missing`` where the package is not installed.
    """
    known = {font.name for font in font_manager.fontManager.ttflist}
    if FAMILY in known:
        return
    for path in _collections():
        font_manager.fontManager.addfont(str(path))
    if FAMILY not in {font.name for font in font_manager.fontManager.ttflist}:
        raise InputError(
            f"no font named {FAMILY}",
            chinese=f"缺少中文字体 {FAMILY}，无法生成报告；请安装软件包 fonts-noto-cjk（apt-get install fonts-noto-cjk）",
            code="font_missing",
            font=FAMILY,
        )


def _collections() -> list[Path]:
    return [path for folder in _FOLDERS for path in sorted(folder.glob("NotoSansCJK-*.ttc"))]


def face(size_pt: float, *, bold: bool = False) -> FontProperties:
    """Return the face for one piece of text in a picture."""
    register_fonts()
    return FontProperties(family=FAMILY, weight="bold" if bold else "regular", size=size_pt)


@cache
def _drawn_characters() -> frozenset[int]:
    return frozenset(font_manager.get_font(font_manager.findfont(face(10))).get_charmap())


def drawable(text: str) -> str:
    """Replace characters the face has no shape for (emoji, rare scripts) by ``〓``, the printer's missing type."""
    shapes = _drawn_characters()
    return _BEYOND_ASCII.sub(lambda found: found[0] if ord(found[0]) in shapes else MISSING_GLYPH, text)
