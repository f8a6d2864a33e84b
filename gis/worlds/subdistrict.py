"""World 002: the demo sub-district, every layer of it.

演示数据，边界为生成: the place is real hill and river country near Chongqing; its streets, borders, buildings and
households are generated. Four communities and two estates bear names of the source document.
"""

import numpy as np
import pandas as pd
import shapely

from gis.model.progress import Progress, silent
from gis.partition.cells import build_cells
from gis.space.layers import Layer
from gis.space.measure import areas_m2
from gis.worlds.built_layers import built_layers, home_layers, walls
from gis.worlds.land_layers import land_layers
from gis.worlds.micro_in_force import micro_grids
from gis.worlds.numbering import Codes, number_town
from gis.worlds.paper import Paper
from gis.worlds.plan_in_force import Drawn, draw_in_force, grid_frame, grown_and_shrunk
from gis.worlds.service_layers import service_layers
from gis.worlds.town import Town, build_town, set_total
from gis.worlds.ways import lay_ways, parks_of

GENERATOR_VERSION = "1"
AREA_M2 = 11_200_000.0
BEYOND_BORDER_M = 1250.0
THIRD = "3栋"


def generate(*, seed: int = 2, progress: Progress = silent) -> dict[Layer, pd.DataFrame]:
    """Generate every layer, the same each time for one seed.

    Parameters
    ----------
    seed
        Where all randomness comes from.

    Returns
    -------
    dict
        GeoDataFrames in EPSG:4326 with the columns of ``gis.space.layers``; plain frames for the tables.
    """
    town = build_town(seed, progress)
    faces = [block.face for block in town.blocks]
    border = shapely.coverage_union_all(faces)
    paper = Paper(float(np.sqrt(AREA_M2 / areas_m2(np.array(Paper(1.0).place([border])))[0])))
    area = border.buffer(BEYOND_BORDER_M)
    ways = lay_ways(town.pieces, town.sites, parks_of(town.blocks, town.uses), town.terrain, area)
    codes = number_town(town, seed)
    layers = land_layers(town, ways, border=border, area=area, walls=walls(town, codes), paper=paper)
    layers |= built_layers(town, codes, paper, seed)
    layers |= service_layers(town, codes, ways, border=border, paper=paper, seed=seed)
    progress("划定现行网格", 6, 7)
    _add_plan(layers, town, codes, paper, seed)
    return {layer: layers[layer] for layer in Layer}


def _add_plan(layers: dict[Layer, pd.DataFrame], town: Town, codes: Codes, paper: Paper, seed: int) -> None:
    """Draw the plan in force on the buildings as they were, then let three grids change."""
    layers |= home_layers(town, codes, paper, seed)
    drawn = _draw(layers, town, codes)
    households = drawn.cells.groupby("grid_code")["households"].sum().to_dict()
    changed = grown_and_shrunk(drawn, frozenset({_eighth(codes, town)}))
    for code, total in changed.items():
        held = set(drawn.cells.loc[drawn.cells["grid_code"] == code, "building_code"].dropna())
        set_total([b for b, name in zip(town.buildings, codes.buildings, strict=True) if name in held], total)
    _name_the_third(town, codes, drawn)
    layers |= home_layers(town, codes, paper, seed)
    buildings, parts = layers[Layer.BUILDINGS], layers[Layer.BUILDING_PARTS]
    grid_of = drawn.cells.dropna(subset="building_code").set_index("building_code")["grid_code"]
    layers[Layer.GRIDS] = grid_frame(drawn, households | changed)
    layers[Layer.GRID_BUILDINGS] = pd.DataFrame(
        {"building_code": buildings["code"], "grid_code": buildings["code"].map(grid_of)}
    )
    layers[Layer.MICRO_GRID_PARTS] = micro_grids(
        parts.assign(grid_code=parts["building_code"].map(grid_of)), buildings
    )


def _name_the_third(town: Town, codes: Codes, drawn: Drawn) -> None:
    """Let 融汇江山3栋 be the house of two stairwells or more in 第八网格 that comes first by number."""
    held = set(drawn.cells.loc[drawn.cells["grid_code"] == _eighth(codes, town), "building_code"].dropna())
    own = [
        (building, code)
        for building, code in zip(town.buildings, codes.buildings, strict=True)
        if building.estate == town.riverside_estate
    ]
    third = next(building for building, _ in own if building.name == THIRD)
    chosen = next((house for house, code in own if code in held and len(house.by_stairwell) > 1), third)
    third.name, chosen.name = chosen.name, third.name


def _draw(layers: dict[Layer, pd.DataFrame], town: Town, codes: Codes) -> Drawn:
    cells = build_cells(
        layers[Layer.BUILDINGS],
        layers[Layer.COMMUNITIES],
        estates=layers[Layer.ESTATES],
        roads=layers[Layer.STREETS],
        barriers=layers[Layer.BARRIERS],
    ).cells
    new = {
        codes.buildings[at] for at, building in enumerate(town.buildings) if building.estate == town.new_phase
    }
    return draw_in_force(
        cells,
        streets=layers[Layer.STREETS],
        barriers=layers[Layer.BARRIERS],
        community_names=codes.communities,
        unassigned=frozenset(new),
        eighth_estate=codes.estates[town.riverside_estate],
    )


def _eighth(codes: Codes, town: Town) -> str:
    """Code of 茶花社区第八网格, which stays as it was drawn."""
    return f"{codes.community_of_block[town.sites[town.riverside_estate].plot.block]}008"
