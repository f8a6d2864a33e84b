"""Building cells, drawing grids out of them, and judging any plan; imports ``network`` and below only.

Start with ``programme`` (the problem, stated symbol by symbol), then ``cells`` (the atoms), ``adjacency``
(who touches whom), ``draw`` (the search from above) and ``check`` (the judge, who knows nothing of the
drawer). What other rooms use::

    build_cells(buildings, communities=None, *, estates=None, roads=None, barriers=None, households="households",
                progress=silent) -> CellsAnswer(cells, problems)
        cells     cell int64 | building_code text or None (land without a building) | community_code
                  | estate_code text or None | households int64 | residents int64 | geometry EPSG:4326.
                  ``shapely.coverage_is_valid`` holds as stored; their union is each community.
                  A building on a border belongs where its representative point lies (and is reported).
        problems  list[Problem]: rows left out (REFUSED) or altered (CHANGED)

    draw(buildings, *, households, communities=None, estates=None, roads=None, barriers=None, band=(300, 500),
         target_households=400, bands=None, grids=None, existing=None, existing_weight=1000.0, locked_grids=(),
         locked_cells=(), only_grids=None, balance=None, time_limit_s=None, exact=False, seed=0, effort=None,
         workers=None, stop=None, numbering="rows", progress=silent) -> DrawAnswer
        households    the column of ``buildings`` to size grids by
        bands         {community kind or code: (min, max, target)}, where it differs from ``band``
        grids         a number in all, or {community_code: number}; None: K-1, K, K+1 are tried
        existing      frame of layer ``grids`` (+ ``buildings.grid_code`` or location); dedicated ones stay
        locked_cells  codes of buildings that stay in their existing grid
        balance       {numeric column: tolerance share}: each grid within that share of the community's mean
        stop          threading.Event: when set, the best plan so far is the answer
        .grids        layer ``grids`` (code, name, community_code, number, kind, official_code, households,
                      residents, in_band) EPSG:4326
        .buildings    the buildings that came in, with ``grid_code``
        .cells        the cells, with ``grid_code``
        .proposals    a row per community: community_code, name, households, least_grids, most_grids, grids,
                      feasible, explanation (Chinese)
        .report       dict, JSON-serialisable: the keys of DESIGN §5; ``out_of_band``: a row for every grid out of
                      the band with the reason (``reasons``), and how many have none (``out_of_band_unexplained``)
        .problems     list[Problem]

    draw_cells(cells, *, existing=None, ... as ``draw``) -> DrawAnswer      on stored cells (the editor's
        proposals); ``existing`` is a frame with columns cell, grid_code and, where known, number and kind

    check(buildings, grids, *, households, communities=None, estates=None, roads=None, barriers=None, cells=None,
          band=(300, 500), target_households=400, bands=None, existing=None) -> CheckAnswer
        ``grids`` polygons of layer ``grids``, or a frame building_code, grid_code without geometry
    check_cells(cells, grid_of_cell, *, roads=None, barriers=None, existing=None, ...) -> CheckAnswer
        ``grid_of_cell``: Series indexed by cell
        .report       the measures of DESIGN §5
        .breaches     a row each: rule, community_code, grid_code, estate_code, cells (list of int), value,
                      explanation (Chinese)
        .grids        a row per grid: grid_code, community_code, households, residents, in_band, contiguous,
                      polsby_popper, area_m2

    draw_micro(parts, cells, grid_of_cell, *, band=(50, 80), target_households=60, floors=False, seed=0)
        -> MicroAnswer(parts, micro_grids, report, problems)
        ``parts``     layer ``building_parts``; comes back with micro_grid_code and grid_code
    parts_of(buildings, *, floors=False) -> building_parts      stairwells where no layer tells of them

The compiled kernels are cached by numba beside the sources, or, where the checkout is read-only, in
numba's per-user cache folder (``NUMBA_CACHE_DIR`` overrides both).
"""

from gis.partition.bands import Bands, as_band, make_bands
from gis.partition.cells import CellsAnswer, build_cells
from gis.partition.check import CheckAnswer, check, check_cells
from gis.partition.draw import DrawAnswer, draw, draw_cells

__all__ = [
    "Bands",
    "CellsAnswer",
    "CheckAnswer",
    "DrawAnswer",
    "as_band",
    "build_cells",
    "check",
    "check_cells",
    "draw",
    "draw_cells",
    "make_bands",
]
