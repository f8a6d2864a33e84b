"""A unit outside one's scope, or of another kind, is refused as if it were not there."""

import pytest

from gis.errors import NotFound
from gis.model.units import UnitKind
from gis.store import units
from gis.workflows.own_units import own_unit
from tests.worked import tiny

pytestmark = pytest.mark.database


def test_only_a_unit_of_the_scope_and_the_kind_is_read(planner, tiny_store):
    jia = units.unit_by_code(planner, UnitKind.COMMUNITY, tiny.JIA)
    yi = units.unit_by_code(planner, UnitKind.COMMUNITY, tiny.YI)
    scope = tiny_store.scope(jia.path)
    assert own_unit(planner, scope, jia.unit_id) == jia
    assert own_unit(planner, scope, jia.unit_id, kind=UnitKind.COMMUNITY) == jia
    for unit_id, kind in ((yi.unit_id, None), (jia.unit_id, UnitKind.PATCH), (10**12, None)):
        with pytest.raises(NotFound):
            own_unit(planner, scope, unit_id, kind=kind)
