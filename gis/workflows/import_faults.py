"""Where imported shapes do not fit together, and the remedies that a person chose for them.

A choice names its fault by kind and codes, so that it still means the same fault when the file is read again.
Whatever was done is told as a problem of the row and so enters the report and the edition's notes.
"""

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import geopandas as gpd

from gis.errors import InputError
from gis.ingest.reading import Reading
from gis.ingest.repair import Choice, repair
from gis.ingest.topology import REMEDY_CHINESE, Fault, FaultKind, Remedy, find_faults
from gis.model.problems import Problem, Severity
from gis.space.layers import Layer
from gis.space.registers import spec_of
from gis.store.engine import Connection
from gis.store.layers import read_layer

MOST_TOLD = 200


@dataclass(frozen=True, slots=True)
class ChosenRemedy:
    """A fault, named by its kind and the features concerned, and what to do about it."""

    kind: FaultKind
    codes: tuple[str, ...]
    remedy: Remedy


def faults_of(connection: Connection, reading: Reading, territory: str) -> list[Fault]:
    """Find the faults of one file; grids are also held against the communities that they must fill.

    Returns nothing for layers without areas.
    """
    if "Polygon" not in spec_of(reading.layer).geometry_types or reading.records.empty:
        return []
    filled = None
    if reading.layer is Layer.GRIDS:
        communities = read_layer(connection, Layer.COMMUNITIES, territory=territory)
        filled = gpd.GeoDataFrame(communities) if len(communities) else None
    return find_faults(gpd.GeoDataFrame(reading.records), reading.map_layer, frame_of=filled)


def apply_remedies(
    reading: Reading, faults: Sequence[Fault], chosen: Collection[ChosenRemedy]
) -> tuple[Reading, list[Problem]]:
    """Apply what was chosen to the rows that were read.

    Returns
    -------
    tuple
        The reading with repaired rows, and one problem per remedy applied.

    Raises
    ------
    InputError
        ``fault_gone``: a choice names a fault that is not there; ``remedy_unfit``: the remedy is not one of
        the fault's; ``code_unknown``: a former choice has dropped a feature of it.
    """
    known = {(fault.kind, fault.codes): fault for fault in faults}
    for choice in chosen:
        if (choice.kind, choice.codes) not in known:
            raise InputError(
                f"no {choice.kind} between {choice.codes}",
                chinese=f"{'、'.join(choice.codes)} 之间已没有这一处问题，请重新检查后再选择",
                code="fault_gone",
            )
    if not chosen:
        return reading, []
    choices = [Choice(known[choice.kind, choice.codes], choice.remedy) for choice in chosen]
    records = gpd.GeoDataFrame(reading.records)
    repaired, told = repair(records, reading.map_layer, choices, file=reading.source.file_name)
    told = [
        # Dropping was asked for: it must not stop the import as a refused row does.
        dataclasses.replace(
            problem,
            severity=Severity.CHANGED,
            column="geometry",
            row=None if problem.row is None else reading.rows[problem.row - 1],
        )
        for problem in told
    ]
    rows = tuple(reading.rows[int(str(at))] for at in repaired.index)
    return dataclasses.replace(reading, records=repaired.reset_index(drop=True), rows=rows), told


def told_fault(fault: Fault, layer: Layer) -> Problem:
    """Tell a fault with the remedies that can be chosen."""
    remedies = "、".join(REMEDY_CHINESE[remedy] for remedy in fault.remedies)
    return Problem(
        code=f"topology_{fault.kind.value}",
        reason=fault.chinese,
        remedy=f"可选处理：{remedies}；不选则保持原样" if remedies else "请确认是否属实",
        severity=Severity.NOTED if fault.kind is not FaultKind.BOW_TIE else Severity.REFUSED,
        layer=layer.value,
        value="、".join(fault.codes)[:80],
    )
