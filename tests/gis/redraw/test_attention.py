from dataclasses import replace

from gis.model.bands import Band, CommunityBands
from gis.model.units import GridKind
from gis.redraw import strokes
from gis.redraw.attention import AttentionKind, find_problems
from gis.redraw.operations import apply, replay
from tests.gis.redraw.fabric import ESTATE, YI, cells, community_of_cell, grid, pairs, sketch

WIDE = Band(1, 100_000, 400)


def problems(state, band=WIDE):
    return find_problems(cells(), state, bands=CommunityBands(band), pairs=pairs())


def test_homes_in_no_grid_are_told_by_connected_group():
    (found,) = problems(sketch())
    assert (found.kind, found.households, found.cell_ids) == (AttentionKind.UNASSIGNED, 240, (8, 16))
    assert found.chinese == "2 栋 240 户未划入网格"


def test_the_bounds_of_the_band_are_inside_it():
    exactly = Band(570, 690, 600)
    kinds = [p for p in problems(sketch(), exactly) if p.kind is AttentionKind.OUT_OF_BAND]
    assert [p.grid_id for p in kinds] == [3]
    (below,) = [p for p in problems(sketch(), Band(571, 5000, 600)) if p.kind is AttentionKind.OUT_OF_BAND]
    assert below.chinese == "第1网格 570 户，少于下限 571 户"


def test_a_dedicated_grid_is_never_out_of_the_band():
    state = replace(sketch(), grids={**sketch().grids, 1: replace(grid(1), kind=GridKind.DEDICATED)})
    assert not [p for p in problems(state, Band(571, 5000, 600)) if p.kind is AttentionKind.OUT_OF_BAND]


def test_an_empty_grid_is_told_with_a_place_and_no_cells():
    state = apply(sketch(), strokes.new_grid(sketch(), grid(4, YI), []), community_of_cell())
    (found,) = [p for p in problems(state) if p.grid_id == 4]
    assert found.households == 0 and found.cell_ids == () and found.community_id == YI


def test_a_piece_that_touches_only_at_a_corner_is_detached():
    state = apply(sketch(), strokes.assign(sketch(), [11], 1), community_of_cell())
    assert not [p for p in problems(state) if p.kind is AttentionKind.DETACHED]
    state = replay(state, [strokes.assign(state, [10], 2)], community_of_cell())
    detached = {p.cell_ids for p in problems(state) if p.kind is AttentionKind.DETACHED}
    assert detached == {(10,), (11,)}


def test_an_estate_in_more_grids_than_it_needs_is_split():
    state = apply(sketch(), strokes.assign(sketch(), [2], 2), community_of_cell())
    (found,) = [p for p in problems(state) if p.kind is AttentionKind.ESTATE_SPLIT]
    assert found.estate_id == ESTATE
    assert found.chinese == "北苑（220 户）分属 2 个网格"
    needed = [p for p in problems(state, Band(1, 110, 100)) if p.kind is AttentionKind.ESTATE_SPLIT]
    assert needed == []


def test_each_grid_and_estate_is_held_to_the_band_of_its_own_community():
    def out(bands):
        found = find_problems(cells(), sketch(), bands=bands, pairs=pairs())
        return sorted(p.grid_id for p in found if p.kind is AttentionKind.OUT_OF_BAND)

    assert out(CommunityBands(WIDE)) == []
    own = CommunityBands(WIDE, {YI: Band(5000, 6000, 5500)})
    assert out(own) == sorted(g for g, held in sketch().grids.items() if held.community_id == YI)
