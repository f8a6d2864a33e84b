"""What reading a file gives: the rows that may come in, everything that was wrong, and where it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from gis.model.problems import Problem, Severity
from gis.space.layers import Layer
from gis.space.registers import Incoming


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows came from, kept with the edition.

    Attributes
    ----------
    file_name, file_format, checksum
        Name without folders, format in capitals, SHA-256 of the bytes as 64 hex digits.
    sublayer
        Layer of the file or sheet of the workbook; empty where the format has one only.
    declared_crs, crs
        What the file says (empty: nothing) and what was used.
    encoding, encoding_source
        Text encoding used, and why: ``given``, ``declared`` (.cpg), ``detected`` or ``format``.
    rows_read, rows_refused
        Data rows of the file, and how many of them may not come in.
    """

    file_name: str
    file_format: str
    checksum: str
    sublayer: str = ""
    declared_crs: str = ""
    crs: str = "wgs84"
    encoding: str = ""
    encoding_source: str = "format"
    rows_read: int = 0
    rows_refused: int = 0


@dataclass(frozen=True, slots=True)
class Raw:
    """A file's rows before they are understood: every column as it stands, coordinates as in the file.

    Attributes
    ----------
    rows
        DataFrame, or GeoDataFrame where the file holds shapes.
    source
        Where they came from.
        The index of a table is the line number that the person's own program shows.
    problems
        What was wrong already.
    """

    rows: pd.DataFrame
    source: Source
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns of a file before it is read as a layer.

    Attributes
    ----------
    headers
        As the file names them, shapes left out.
    guessed
        Their header -> our column, where one is guessed.
    source
        Format, encoding and declared coordinate system.
    """

    headers: tuple[str, ...]
    guessed: Mapping[str, str]
    source: Source


@dataclass(frozen=True, slots=True)
class Reading:
    """One layer, understood.

    Attributes
    ----------
    layer
        Which layer it is.
    records
        Rows that may come in, columns of ``gis.space.layers``, EPSG:4326; plain tables without geometry.
    problems
        Everything refused, changed or worth noting, in the order of rows.
    source
        Where it came from.
    columns
        Their header -> our column, as used.
    rows
        Of each record, its row in the person's own program.
    places
        Row of the person's own program -> (lon, lat) in degrees, for rows that a problem names and that have
        a shape; refused rows too, so that a problem can be looked at on the map.
    """

    layer: Incoming
    records: pd.DataFrame
    problems: list[Problem]
    source: Source
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    places: Mapping[int, tuple[float, float]] = field(default_factory=dict)

    @property
    def map_layer(self) -> Layer:
        """The layer, for whom no table can be meant."""
        if isinstance(self.layer, Layer):
            return self.layer
        raise TypeError(f"{self.layer} is no layer of the map")

    def keeping(self, kept: Sequence[bool]) -> "Reading":
        """The same reading with only some of its records."""
        places = [at for at, is_kept in enumerate(kept) if is_kept]
        refused = self.source.rows_refused + len(self.records) - len(places)
        return replace(
            self,
            records=self.records.iloc[places].reset_index(drop=True),
            rows=tuple(self.rows[at] for at in places),
            source=replace(self.source, rows_refused=refused),
        )

    @property
    def refused(self) -> list[Problem]:
        """The problems that kept a row or the layer out."""
        return [problem for problem in self.problems if problem.severity is Severity.REFUSED]
