"""What a report is before it becomes a file: sections of tables, pictures and sentences, numbers still raw."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

Cell: TypeAlias = str | int | float | None

NO_VALUE = "—"
FULL_HEIGHT_MM = 220.0


class CellKind(StrEnum):
    """What a column holds, and so how its values are spelled in each format."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    MINUTES = "minutes"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    head
        Chinese heading, with the unit where the kind does not say it.
    kind
        How values are spelled; numbers stand to the right.
    width_share
        Share of the table's width, relative to the other columns.
    """

    head: str
    kind: CellKind = CellKind.TEXT
    width_share: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table of raw values.

    Attributes
    ----------
    name
        Short and unique in the document: the sheet's name in a workbook (at most 31 characters there).
    caption
        The title over the table.
    columns, rows
        Each row has one value per column; None prints as ``—``.
    total_rows
        How many rows at the end are sums of those above.
    note
        A sentence under the table; empty: none.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total_rows: int = 0
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse rows of another length than the heading."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.name}: {len(row)} values under {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart or map as PNG, with its size in pixels and a sentence for those who cannot see it.

    ``height_limit_mm`` bounds it on paper, where it is to share a page with what stands before it.
    """

    name: str
    caption: str
    png: bytes
    width_px: int
    height_px: int
    alt: str
    height_limit_mm: float = FULL_HEIGHT_MM


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or more; ``is_note`` prints small."""

    text: str
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that is to be seen first, with its label and a word on what it is of."""

    label: str
    value: Cell
    kind: CellKind = CellKind.COUNT
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The few numbers a reader in a hurry takes away."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and what they say: editions, parameters, sources."""

    name: str
    caption: str
    pairs: tuple[tuple[str, str], ...]


Block: TypeAlias = Table | Picture | Paragraph | KeyFigures | Facts


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the report; ``landscape`` turns its pages."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report.

    Attributes
    ----------
    title, subtitle
        Cover: what it is, and of which place.
    cover
        Labels and values under the title (place, date, data edition …).
    badge
        Said on the cover and at the head of each page (演示数据，边界为生成); empty: nothing.
    made_at
        When it was made, with its zone; clocks inside the files are set to it.
    sections
        In reading order.
    signatures
        Who signs, one line each.
    """

    title: str
    subtitle: str
    cover: tuple[tuple[str, str], ...]
    badge: str
    made_at: datetime
    sections: tuple[Section, ...]
    signatures: tuple[str, ...] = field(default=("编制", "审核", "签发"))

    def tables(self) -> Iterator[Table]:
        """Walk over every table, in reading order."""
        for section in self.sections:
            yield from (block for block in section.blocks if isinstance(block, Table))

    def table(self, name: str) -> Table:
        """Return the table of that name; ``KeyError`` where there is none."""
        for table in self.tables():
            if table.name == name:
                return table
        raise KeyError(name)


def spell(value: Cell, kind: CellKind) -> str:
    """Write a value the way every format shows it: 12,345 · 88.8% · 7.5 · —."""
    if value is None:
        return NO_VALUE
    if isinstance(value, str):
        return value or NO_VALUE
    if kind is CellKind.COUNT:
        return f"{value:,.0f}"
    if kind is CellKind.SHARE:
        return f"{value:.1%}"
    return f"{value:,.2f}" if kind is CellKind.AREA else f"{value:,.1f}"


def share(part: int, whole: int) -> float | None:
    """Return part/whole to a tenth of a percent; 1.0 only where all are in, 0.0 only where none is.

    A place with three homes unserved of ten thousand must not read 100.0%.
    """
    if whole == 0:
        return None
    rounded = round(part / whole, 3)
    if part < whole:
        rounded = min(rounded, 0.999)
    return max(rounded, 0.001) if part > 0 else 0.0


def minutes(seconds: float | None) -> float | None:
    """Return seconds as minutes to a tenth, rounded up: a walk is never told shorter than it is.

    None and NaN (nothing within reach) stay None.
    """
    if seconds is None or seconds != seconds:  # noqa: PLR0124 - NaN is the one value unequal to itself
        return None
    return -(-round(float(seconds), 3) // 6) / 10
