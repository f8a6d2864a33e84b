"""Where roads meet they are cut; bridges meet nothing but their ends."""

from collections import Counter

from shapely import LineString, Point

from gis.worlds.junctions import Piece, between, join_roads, on_main_net, prune
from gis.worlds.roads import Road

FAR_RAIL = LineString([(9000, 9000), (9100, 9000)])


def ends(pieces):
    return Counter(
        tuple(round(value, 3) for value in place)
        for piece in pieces
        for place in (piece.line.coords[0], piece.line.coords[-1])
    )


def test_two_crossing_roads_become_four_pieces_that_share_a_junction(terrain):
    roads = [
        Road(LineString([(-900, 300), (-500, 300)]), "tertiary"),
        Road(LineString([(-700, 100), (-700, 500)]), "tertiary"),
    ]
    pieces = join_roads(roads, terrain, FAR_RAIL)
    assert len(pieces) == 4
    assert ends(pieces)[(-700, 300)] == 4
    assert {piece.road for piece in pieces} == {0, 1}


def test_bridges_and_tunnels_touch_others_only_at_their_ends(pieces):
    streets = [piece for piece in pieces if piece.kind == "street"]
    for special in (piece for piece in pieces if piece.kind != "street"):
        inner = between(special.line, special.line.length * 0.05, special.line.length * 0.95)
        shared = [
            street
            for street in streets
            if {street.line.coords[0], street.line.coords[-1]} & set(inner.coords)
        ]
        assert shared == []


def test_every_bridge_leads_somewhere_on_both_sides(pieces):
    streets = [piece.line for piece in pieces if piece.kind == "street"]
    for special in (piece for piece in pieces if piece.kind != "street" and piece.line.length > 200):
        for place in (special.line.coords[0], special.line.coords[-1]):
            assert min(line.distance(Point(place)) for line in streets) < 0.01


def test_lanes_end_at_the_railway_and_greater_streets_pass_under_it(terrain):
    rail = LineString([(-700, -100), (-700, 900)])
    roads = [
        Road(LineString([(-1000, 300), (-400, 300)]), "tertiary"),
        Road(LineString([(-1000, 500), (-400, 500)]), "residential"),
    ]
    pieces = join_roads(roads, terrain, rail)
    assert [piece.kind for piece in pieces if piece.road == 0].count("tunnel") == 1
    assert all(not piece.line.crosses(rail) for piece in pieces if piece.road == 1)


def test_pruning_takes_short_loose_ends_and_keeps_long_ones():
    def lane(*places):
        return Piece(LineString(places), "residential", 0)

    square = [lane((0, 0), (400, 0)), lane((400, 0), (400, 400)), lane((400, 400), (0, 0))]
    kept = prune([*square, lane((400, 0), (450, 0)), lane((400, 400), (400, 800))])
    assert [piece.line.length for piece in kept][3:] == [400]


def test_the_main_net_is_the_one_with_most_pieces():
    chain = [LineString([(n, 0), (n + 1, 0)]) for n in range(3)]
    assert on_main_net([*chain, LineString([(50, 50), (51, 50)])]) == [True, True, True, False]
