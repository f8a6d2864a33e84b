"""Make names from outside safe to print: no control characters, no tricks of direction, no endless length."""

import re

NAME_LIMIT = 80
CUT_MARK = "…"

# What XML 1.0 forbids (C0, surrogates, U+FFFE/FFFF), C1, zero-width spaces and marks that turn reading direction.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\ufff9-\uffff]"
)
_SPACES = re.compile(r"\s+")


def printable(text: object, *, limit: int = NAME_LIMIT) -> str:
    r"""Return one line of text that every file format takes.

    Parameters
    ----------
    text
        A name or sentence from a file or form; None and NaN become an empty string.
    limit
        Longest result in characters; what is cut off is marked with ``…``.

    Notes
    -----
    Characters are replaced by a space, never silently joined: ``a\x00b`` prints as ``a b``.
    """
    if text is None or text != text:  # noqa: PLR0124 - NaN is the one value unequal to itself
        return ""
    line = _SPACES.sub(" ", _UNPRINTABLE.sub(" ", str(text))).strip()
    return line if len(line) <= limit else line[: limit - 1] + CUT_MARK


def looks_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet would reckon this text rather than show it (``=1+1``, ``+49 …``, ``@SUM``)."""
    return text.startswith(("=", "+", "-", "@"))
