"""Every kind of file has its one way in."""

import pytest

from gis.space.layers import Layer
from gis.space.registers import Register, spec_of
from gis.workflows import import_grids, import_kinds, import_layers, import_registers
from gis.workflows.import_check import FileToImport
from gis.workflows.import_kinds import KINDS, examine


def test_every_layer_and_register_is_a_kind_but_micro_grids_which_a_plan_makes() -> None:
    assert set(KINDS) == {*Layer, *Register} - {Layer.MICRO_GRID_PARTS}
    assert len({spec_of(kind).chinese for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_goes_to_the_room_that_keeps_it(kind, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    asked: list[str] = []
    for room in (import_layers, import_grids, import_registers):
        monkeypatch.setattr(room, "examine", lambda *_, name=room.__name__, **__: asked.append(name))
    examine(None, None, FileToImport(tmp_path / "x", kind), territory="t")
    expected = {"grids": "import_grids", "grid_buildings": "import_grids"}.get(kind.value, "import_layers")
    expected = "import_registers" if isinstance(kind, Register) else expected
    assert asked == [f"gis.workflows.{expected}"]
    assert import_kinds.KINDS
