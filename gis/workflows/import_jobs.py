"""Examine and keep a desk's file in the background, so that a large one holds up no request."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gis.ingest.problem_sheet import write_problems
from gis.ingest.topology import FaultKind, Remedy
from gis.model.access import Scope
from gis.model.progress import Progress
from gis.space.layers import Layer
from gis.space.registers import Incoming, Register
from gis.store.engine import Store
from gis.workflows import import_desk, import_kinds
from gis.workflows.import_answers import describe_examination, draw_examination
from gis.workflows.import_check import FileToImport
from gis.workflows.import_desk import ImportDesk
from gis.workflows.import_faults import ChosenRemedy
from gis.workflows.import_kinds import Origin

EXAMINE_KIND = "examine_import"
KEEP_KIND = "keep_import"


def kind_named(value: str) -> Incoming:
    """Name the layer or table that a value stands for."""
    return Layer(value) if value in set(Layer) else Register(value)


def file_of(desk: ImportDesk, wish: Mapping[str, Any]) -> FileToImport:
    """Read from a job's arguments how the desk's file is to be read: fields as ``api``'s ``Wish``."""
    return FileToImport(
        path=desk.file,
        layer=kind_named(wish["layer"]),
        sublayer=wish.get("sublayer"),
        columns=dict(wish.get("columns", {})),
        crs=wish.get("crs"),
        encoding=wish.get("encoding"),
        mends_shapes=bool(wish.get("mends_shapes", False)),
        remedies=tuple(
            ChosenRemedy(FaultKind(one["kind"]), tuple(one["codes"]), Remedy(one["remedy"]))
            for one in wish.get("remedies", ())
        ),
    )


def run_examine(
    store: Store, scope: Scope, arguments: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    """Examine a desk's file: arguments ``token`` and ``wish``; the answer stands in the desk's folder."""
    desk = import_desk.find_desk(store.settings.uploads_dir, scope, str(arguments["token"]))
    wish = arguments["wish"]
    found = import_kinds.examine(
        store, scope, file_of(desk, wish), territory=wish["territory"], progress=progress
    )
    progress("写出结果", 0, 0)
    write_problems(found.problems, desk.folder / "problems.xlsx", readings=found.readings)
    _write(desk.folder / "preview.json", draw_examination(found))
    _write(desk.folder / "answer.json", json.dumps(describe_examination(found), ensure_ascii=False))
    return {"rows": sum(len(reading.records) for reading in found.readings), "refused": len(found.refused)}


def _write(path: Path, text: str) -> None:
    """Write a file so that nobody reads half of it."""
    fresh = path.with_suffix(".part")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def run_keep(store: Store, scope: Scope, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Keep a desk's file and close the desk: arguments as above; result as ``import_kinds.Kept``."""
    uploads_dir, token, wish = store.settings.uploads_dir, str(arguments["token"]), arguments["wish"]
    desk = import_desk.find_desk(uploads_dir, scope, token)
    found = import_kinds.examine(
        store, scope, file_of(desk, wish), territory=wish["territory"], progress=progress
    )
    origin = Origin(wish["territory"], wish["source"], wish.get("licence", ""))
    leave_out = bool(wish.get("leave_out", False))
    kept = import_kinds.keep(store, scope, found, origin, leave_out=leave_out, progress=progress)
    import_desk.close_desk(uploads_dir, scope, token)
    return asdict(kept)
