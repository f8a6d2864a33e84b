import numpy as np

from gis.coverage.change_facilities import _stand
from gis.coverage.remedies import find_remedy
from gis.coverage.siting_places import walks_to


def test_a_new_facility_gains_what_a_search_from_its_place_reaches(model):
    homes = np.arange(12, 18)
    remedy = find_remedy(model, 2, 5, homes)
    assert remedy.kind == "new_facility"
    _, door = _stand(model, remedy.lon, remedy.lat)
    reached = np.isfinite(walks_to(model, door, 5)[homes])
    assert remedy.households == model.households[homes][reached].sum() > 0


def test_a_closed_gate_is_tried_before_a_new_facility(shut):
    remedy = find_remedy(shut, 0, 15, np.arange(6, 12))
    assert (remedy.kind, remedy.households) == ("open_gate", 480)
