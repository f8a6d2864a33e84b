"""A network changed where it is touched is the one built anew with the path or gate in its input."""

import numpy as np
import pandas as pd
import pytest
import shapely

from gis.network.build import build_network
from gis.network.splice import add_gate, add_path, move_gate
from tests.worked import tiny


def told(network):
    """Edges as sets of what does not hang on the numbering of nodes."""
    edges, gates = network.edges, network.gates
    codes = np.append(gates.code, "")[edges.gate]
    ends = np.column_stack([network.node_x_m[edges.start], network.node_y_m[edges.start]]).round()
    rows = zip(
        edges.street.tolist(),
        (edges.length_m + 5e-5).round(3).tolist(),
        edges.zone.tolist(),
        codes,
        map(tuple, ends.tolist()),
        strict=True,
    )
    return sorted(rows), sorted(np.bincount(network.piece[edges.start]).tolist())


@pytest.fixture
def town(draw_streets, walled_square, draw_points):
    streets = draw_streets(
        [(0, 80), (300, 80)],
        [(0, 240), (300, 240)],
        [(120, 150), (180, 150)],
        [(40, 0), (40, 300)],
        [(150, 80), (150, 20)],
    )
    gates = draw_points((150, 100), estate_code="E1", is_open=True)
    return {"streets": streets, "estates": walled_square, "gates": gates}


def with_path(streets, *places, is_bridge):
    row = {"code": ["new"], "road_class": ["footway"], "is_bridge": [is_bridge]}
    added = type(streets)(row, geometry=[tiny.line(*places)], crs="EPSG:4326")
    return pd.concat([streets.assign(is_bridge=False), added], ignore_index=True)


@pytest.mark.parametrize("is_bridge", [False, True])
@pytest.mark.parametrize(
    "places",
    [
        ((250, 80), (250, 240)),
        ((40, 80), (110, 240)),
        ((130, 80), (150, 150)),
        ((130, 150), (170, 240)),
        ((0, 60), (299, 61)),
        ((150, 20), (300, 80)),
    ],
    ids=["between", "from a crossing", "into the estate", "out of it", "across a lane", "end to end"],
)
def test_a_path_added_is_the_network_built_with_it(town, places, is_bridge):
    before = build_network(**town)
    splice = add_path(before, tiny.line(*places), is_bridge=is_bridge)
    anew = build_network(**{**town, "streets": with_path(town["streets"], *places, is_bridge=is_bridge)})
    assert told(splice.network) == told(anew)
    kept = splice.moved >= 0
    assert told(before) != told(splice.network)
    np.testing.assert_array_equal(
        before.edges.geometry[kept], splice.network.edges.geometry[splice.moved[kept]]
    )


@pytest.mark.parametrize("place", [(100, 150), (150, 200), (199, 150), (152, 100)])
def test_a_gate_added_is_the_network_built_with_it(town, draw_points, place):
    before = build_network(**town)
    gates = pd.concat([town["gates"], draw_points(place, estate_code="E1", is_open=True).assign(code="new")])
    x_m, y_m = before.plane.project(*tiny.lon_lat(*place))
    splice = add_gate(before, "new", 0, float(x_m), float(y_m))
    assert told(splice.network) == told(build_network(**{**town, "gates": gates}))


@pytest.mark.parametrize("place", [(100, 150), (150, 200), (150, 100), (148, 100)])
def test_a_gate_moved_is_the_network_built_with_it_there(town, place):
    before = build_network(**town)
    x_m, y_m = before.plane.project(*tiny.lon_lat(*place))
    splice = move_gate(before, 0, float(x_m), float(y_m))
    there = town["gates"].set_geometry([tiny.point(*place)], crs="EPSG:4326")
    assert told(splice.network) == told(build_network(**{**town, "gates": there}))


def test_a_path_by_a_gate_of_an_open_barrier_is_no_local_change(draw_streets, draw_points):
    """The gate might lead onto the path: the network is built anew."""
    river = draw_points((0, 0)).set_geometry([tiny.line((0, 50), (300, 50))], crs="EPSG:4326")
    streets = draw_streets([(0, 0), (300, 0)], [(0, 99), (300, 99)], [(100, 0), (100, 99)])
    network = build_network(streets, barriers=river, gates=draw_points((100, 50)))
    near, far = (tiny.line((x, 0), (x, 99)) for x in (105, 200))
    assert add_path(network, near, is_bridge=False) is None
    assert add_path(network, far, is_bridge=False) is not None


def test_the_network_itself_stays_as_it_is(town):
    before = build_network(**town)
    held = (told(before), before.laid.marks.line.copy(), shapely.to_wkb(before.edges.geometry).tolist())
    add_path(before, tiny.line((250, 80), (250, 240)), is_bridge=False)
    move_gate(before, 0, before.gates.x_m[0] + 3, before.gates.y_m[0])
    assert told(before) == held[0]
    np.testing.assert_array_equal(before.laid.marks.line, held[1])
    assert shapely.to_wkb(before.edges.geometry).tolist() == held[2]
