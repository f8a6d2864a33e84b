import pytest

from gis.coverage.change_gates import gate_row, set_gate
from gis.errors import NotFound
from tests.worked import tiny


def test_a_gate_that_is_so_already_changes_nothing(model):
    changed, spent_s = set_gate(model, tiny.GATE, is_open=True)
    assert changed is model
    assert spent_s == 0


def test_times_and_arcs_are_those_of_the_changed_network(model, shut):
    changed, _ = set_gate(model, tiny.GATE, is_open=False)
    assert (changed.walks.arcs.along.packed == shut.walks.arcs.along.packed).all()
    assert (changed.walks.arcs.against.packed == shut.walks.arcs.against.packed).all()


def test_an_unknown_gate_is_not_found(model):
    with pytest.raises(NotFound):
        gate_row(model, "G-99")
