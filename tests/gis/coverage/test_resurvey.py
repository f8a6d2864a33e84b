"""Only who is touched is projected again; the others keep their doors."""

import numpy as np

from gis.coverage.resurvey import resurvey
from gis.network.splice import add_path
from tests.worked import tiny


def test_homes_nearer_to_a_new_path_open_onto_it_and_nobody_else(model):
    """A footpath along y = 150 from x = 200 to x = 380, where only the street's north side has homes nearer."""
    splice = add_path(model.network, tiny.line((200, 150), (380, 150)), is_bridge=False)
    after, _ = resurvey(model, splice)
    edges = after.network.edges
    now, was = edges.street[after.home_places.edge], model.network.edges.street[model.home_places.edge]
    new = now == edges.street.max()
    np.testing.assert_array_equal(now[~new], was[~new])
    assert (after.home_places.access_m[new] <= model.home_places.access_m[new]).all()
    np.testing.assert_array_equal(after.home_places.access_m[~new], model.home_places.access_m[~new])


def test_doors_follow_the_edges_they_are_on(model):
    splice = add_path(model.network, tiny.line((180, 50), (200, 50)), is_bridge=True)
    after, _ = resurvey(model, splice)
    on = after.home_places.edge >= 0
    fits = after.homes.edge == after.home_places.edge
    assert fits.all()
    ends = np.column_stack([after.network.edges.start, after.network.edges.end])[after.homes.edge]
    first = after.homes.node[after.homes.offsets[:-1][on]]
    assert (ends[on] == first[:, None]).any(axis=1).all()


def test_the_model_it_began_from_stays_as_it_is(model):
    held = model.home_labels.copy(), model.home_places.edge.copy(), model.homes.edge.copy()
    resurvey(model, add_path(model.network, tiny.line((0, 0), (200, 90)), is_bridge=True))
    for one, other in zip(held, (model.home_labels, model.home_places.edge, model.homes.edge), strict=True):
        np.testing.assert_array_equal(one, other)
