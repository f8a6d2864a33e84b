"""What an import, a cell builder or a judge found wrong, one row each."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """``REFUSED`` rows did not come in; ``CHANGED`` rows came in altered; ``NOTED`` rows came in as they are."""

    REFUSED = "refused"
    CHANGED = "changed"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding, told so that a person can mend it.

    Attributes
    ----------
    file, layer
        Where it was found; empty where it does not come from a file.
    row
        1-based row or feature number as the person's own program shows it; None for the whole layer.
    column
        The column's name; None where the geometry or the row as a whole is meant.
    value
        The offending value, cut to 80 characters; never of a column that is never stored.
    reason, remedy
        Chinese sentences: what is wrong, and what to do.
    code
        Stable identifier, for programs.
    severity
        What became of the row.
    """

    code: str
    reason: str
    remedy: str
    severity: Severity
    file: str = ""
    layer: str = ""
    row: int | None = None
    column: str | None = None
    value: str = ""
