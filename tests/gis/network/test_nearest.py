"""Edge projection against a reference that splits the edges at every home and facility."""

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from gis.network.attach import attach_points
from gis.network.build import build_network
from gis.network.doors import open_doors
from gis.network.engine import nearest_labels
from gis.network.nearest import door_labels, facilities_on_edges
from gis.network.oracle import plain_graph
from gis.network.profiles import PROFILES
from gis.network.weights import pack_arcs, time_edges, to_seconds


def by_engine(network, timing, homes, facilities, limit_s=900):
    doors, there = (open_doors(network, timing, places) for places in (homes, facilities))
    number = np.arange(len(facilities.edge))
    labels = nearest_labels(pack_arcs(network, timing).against, there.labels(number), limit_s=limit_s)
    return to_seconds(door_labels(doors, labels, facilities_on_edges(there, number), limit_s=limit_s))


def by_splitting(network, timing, homes, facilities):
    """Each home and facility a node on its edge, between its neighbours there; plain Dijkstra for each."""
    n, h = network.node_count, len(homes.edge)
    plain = plain_graph(network, timing).tocoo()
    arcs = [(plain.row, plain.col, plain.data)]
    edge, share = (
        np.concatenate([homes.edge, facilities.edge]),
        np.concatenate([homes.fraction, facilities.fraction]),
    )
    access_s = np.concatenate([homes.access_m, facilities.access_m]) / timing.access_speed_m_s
    for e in np.unique(edge[edge >= 0]):
        here = np.flatnonzero(edge == e)
        here = here[np.argsort(share[here])]
        on_edge = np.concatenate([[network.edges.start[e]], n + here, [network.edges.end[e]]])
        at = np.concatenate([[0.0], share[here], [1.0]])
        wait = np.zeros(len(at) - 1)
        wait[0] += timing.start_wait_s[e]
        wait[-1] += timing.end_wait_s[e]
        arcs.append((on_edge[:-1], on_edge[1:], np.diff(at) * timing.forward_s[e] + wait))
        arcs.append((on_edge[1:], on_edge[:-1], np.diff(at) * timing.backward_s[e] + wait))
    row, column, data = (np.concatenate(parts) for parts in zip(*arcs, strict=True))
    order = np.lexsort((data, column, row))
    first = np.ones(len(order), bool)
    first[1:] = (np.diff(row[order]) != 0) | (np.diff(column[order]) != 0)
    kept = order[first]
    size = n + len(edge)
    graph = coo_array((np.maximum(data[kept], 1e-9), (row[kept], column[kept])), shape=(size, size)).tocsr()
    between = dijkstra(graph.T, indices=n + h + np.arange(len(facilities.edge)))[:, n : n + h]
    total = between + access_s[:h][None, :] + access_s[h:][:, None]
    return np.where(homes.edge >= 0, total[facilities.edge >= 0].min(axis=0), np.inf)


@pytest.mark.parametrize("seed", range(4))
def test_every_home_has_the_time_of_the_split_network(draw_streets, seed):
    rng = np.random.default_rng(seed)
    rows = [[(0, 100 * k), (400, 100 * k)] for k in range(5)] + [
        [(100 * k, 0), (100 * k, 400)] for k in range(5)
    ]
    classes = rng.choice(["residential", "primary", "steps"], 10, p=[0.6, 0.2, 0.2])
    network = build_network(draw_streets(*rows, road_class=classes, climb_m=rng.uniform(-30, 30, 10)))
    timing = time_edges(network, PROFILES["adult"])
    middle = np.array([[network.node_x_m.min()], [network.node_y_m.min()]])
    homes = attach_points(network, timing, *(middle + rng.uniform(0, 400, (2, 60))))
    facilities = attach_points(network, timing, *(middle + rng.uniform(0, 400, (2, 5))))
    found = by_engine(network, timing, homes, facilities)
    np.testing.assert_allclose(found, by_splitting(network, timing, homes, facilities), atol=1e-3)


def test_a_facility_on_ones_own_edge_is_reached_without_going_round(draw_streets):
    """One street of 400 m; home at 100 m, shop at 180 m: 80 m, one minute."""
    network = build_network(draw_streets([(0, 0), (400, 0)]))
    timing = time_edges(network, PROFILES["adult"])
    x_m, y_m = network.edges.geometry[0].interpolate(100).coords[0]
    u_m, v_m = network.edges.geometry[0].interpolate(180).coords[0]
    home = attach_points(network, timing, np.array([x_m]), np.array([y_m]))
    shop = attach_points(network, timing, np.array([u_m]), np.array([v_m]))
    assert by_engine(network, timing, home, shop) == pytest.approx([60], abs=0.02)
    assert by_engine(network, timing, shop, home) == pytest.approx([60], abs=0.02)
    assert np.isnan(by_engine(network, timing, home, shop, limit_s=59)).all()


@pytest.mark.real_data
def test_in_helsinki_every_building_has_the_time_of_the_split_network(helsinki):
    from gis.coverage.inputs import places_of
    from gis.coverage.osm_facilities import read_osm_facilities
    from gis.network.osm_places import read_osm_buildings
    from gis.network.osm_streets import read_osm_streets

    network = build_network(read_osm_streets(helsinki))
    timing = time_edges(network, PROFILES["adult"])
    buildings, facilities = read_osm_buildings(helsinki), read_osm_facilities(helsinki)
    medical = facilities[facilities["category"] == "medical"]
    homes, there = (
        attach_points(network, timing, *network.plane.project(*places_of(frame.geometry.to_numpy(object))))
        for frame in (buildings, medical)
    )
    exact = by_splitting(network, timing, homes, there)
    found = np.nan_to_num(by_engine(network, timing, homes, there), nan=np.inf)
    near = exact <= 899
    assert near.sum() > 300
    assert np.abs(found[near] - exact[near]).max() < 0.1
    for minutes in (5, 10, 15):
        np.testing.assert_array_equal(found <= minutes * 60, exact <= minutes * 60)
