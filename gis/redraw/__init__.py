"""Redrawing: what an edit of a plan is, how it is undone, and what it means; pure, without a database.

A plan is a ``Sketch``: its grids, and which grid each cell is in. Nothing else changes by redrawing, so no
edit can make a gap or an overlap. Imports ``partition``, ``space``, ``model``, ``errors``. Start with
``sketch``, then ``operations``. ``cells`` is a frame as ``gis.store.fabrics.read_cells`` gives it. By module::

    sketch        GridOfPlan, Sketch                       a plan at one moment
    operations    Operation, Move, OperationKind
                  apply(sketch, operation, community_of_cell) -> Sketch
                  inverse(operation) -> Operation;  replay(sketch, operations, community_of_cell) -> Sketch
                  to_payload(operation) -> dict;  from_record(kind, moves, payload) -> Operation
    strokes       what a hand means, as an Operation:
                  assign(sketch, cell_ids, grid_id, *, take_only_from=None), new_grid(sketch, grid, cell_ids),
                  merge(sketch, grid_ids, into_grid_id), split(sketch, cells, grid_id, line, grid),
                  lock(sketch, grid_ids), unlock(sketch, grid_ids); expand(cells, cell_ids, building_ids, estate_ids)
    history       Logged; undoable(log, author), redoable(log, author); last_to_touch(log, cells, since, but_not)
    rebase        rebase(base, mine, theirs, *, prefers_mine) -> Rebased; over_cells(sketch, former_of_cell)
    totals        grid_totals(cells, sketch) -> DataFrame by grid_id; unassigned_households(cells, sketch)
    attention     find_problems(cells, sketch, *, bands, pairs) -> list[Attention]       the 待调整 list
    difference    compare(before, after, cells) -> Difference
    consequences  transfers(...), posts_touched(...)        what changes hands
    bounds        four_bounds(grid, neighbours, lines) -> FourBounds                     四至
    codes         number_grids(grids), CodeTemplate, official_codes(...)                 official codes by template

A law that the tests hold for random edits: undoing every operation in turn gives back the identical sketch, and
replaying the log gives the identical plan.
"""
