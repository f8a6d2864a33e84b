"""Codes and names of communities, estates and buildings."""

from dataclasses import dataclass

import numpy as np
import shapely

from gis.worlds.land_use import OPEN_QUARTER
from gis.worlds.names import NAMED_COMMUNITIES, OTHER_COMMUNITIES, VILLAGES, EstateNamer
from gis.worlds.town import Town

# 500199 is the code of no district, and 099 the last that a sub-district may have.
SUBDISTRICT_CODE = "500199099000"
SUBDISTRICT_NAME = "演示街道"
RIVERSIDE, RIVERSIDE_PHASE, HILLSIDE, OPEN_ESTATE = "融汇江山", "融汇江山二期", "香缇缦山", "合建片区"
FIRST_VILLAGE = 200
ROW_M = 600.0


@dataclass(frozen=True, slots=True)
class Codes:
    """What everything is called.

    Attributes
    ----------
    community_of_block
        Community code of each block.
    communities
        Code → name, villages last.
    members
        Code → blocks.
    estates, estate_names
        Code and name by estate number.
    buildings
        Code of each building, in the town's order.
    """

    community_of_block: list[str]
    communities: dict[str, str]
    members: dict[str, frozenset[int]]
    estates: list[str]
    estate_names: list[str]
    buildings: list[str]


def number_town(town: Town, seed: int) -> Codes:
    """Number communities in reading order, then what lies in them."""
    members = _community_codes(town)
    of_block = [""] * len(town.blocks)
    for code, blocks in members.items():
        for block in blocks:
            of_block[block] = code
    hillside = _hillside_estate(town, of_block)
    names = _community_names(town, members, of_block, hillside)
    estates = _estate_codes(town, of_block)
    estate_names = _estate_names(town, hillside, _open_estate(town, of_block), seed)
    buildings = [
        f"{of_block[building.block]}B{number:04d}" for number, building in enumerate(town.buildings, 1)
    ]
    return Codes(of_block, names, members, estates, estate_names, buildings)


def _middle(town: Town, blocks: frozenset[int]) -> tuple[float, float]:
    middle = shapely.union_all([town.blocks[block].face for block in sorted(blocks)]).centroid
    return float(middle.x), float(middle.y)


def _community_codes(town: Town) -> dict[str, frozenset[int]]:
    def reading(blocks: frozenset[int]) -> tuple[float, float]:
        x_m, y_m = _middle(town, blocks)
        return -(y_m // ROW_M), x_m

    prefix = SUBDISTRICT_CODE[:9]
    codes = {
        f"{prefix}{n:03d}": blocks for n, blocks in enumerate(sorted(town.communities, key=reading), start=1)
    }
    for number, blocks in enumerate(sorted(town.villages, key=reading), start=FIRST_VILLAGE):
        codes[f"{prefix}{number:03d}"] = blocks
    return codes


def _hillside_estate(town: Town, of_block: list[str]) -> int:
    """香缇缦山: the highest garden estate of a community that the named ones do not need."""
    taken = {of_block[town.sites[town.riverside_estate].plot.block], _open_community(town, of_block)}
    fit = [
        site.plot
        for site in town.sites
        if site.plot.style.key == "garden" and of_block[site.plot.block] not in taken
    ]
    return max(fit, key=lambda plot: town.blocks[plot.block].height_m).number


def _open_community(town: Town, of_block: list[str]) -> str:
    """The community with the most buildings of open old estates."""
    counts: dict[str, int] = {}
    for site in town.sites:
        if site.plot.style.key == "open":
            code = of_block[site.plot.block]
            counts[code] = counts.get(code, 0) + len(site.placed)
    return max(sorted(counts), key=lambda code: counts[code])


def _community_names(
    town: Town, members: dict[str, frozenset[int]], of_block: list[str], hillside: int
) -> dict[str, str]:
    named = {
        of_block[town.sites[town.riverside_estate].plot.block]: NAMED_COMMUNITIES[0],
        _open_community(town, of_block): NAMED_COMMUNITIES[1],
        of_block[town.sites[hillside].plot.block]: NAMED_COMMUNITIES[3],
    }
    free = [code for code in members if code not in named and code[9] != "2"]
    near = {code: np.hypot(*(np.array(_middle(town, members[code])) - OPEN_QUARTER)) for code in free}
    named[min(free, key=lambda code: near[code])] = NAMED_COMMUNITIES[2]
    others, villages = iter(OTHER_COMMUNITIES), iter(VILLAGES)
    return {code: named.get(code) or next(villages if code[9] == "2" else others) for code in members}


def _estate_codes(town: Town, of_block: list[str]) -> list[str]:
    counts: dict[str, int] = {}
    codes = []
    for site in town.sites:
        community = of_block[site.plot.block]
        counts[community] = counts.get(community, 0) + 1
        codes.append(f"{community}X{counts[community]:02d}")
    return codes


def _open_estate(town: Town, of_block: list[str]) -> int:
    """The largest open estate of 合建社区, which bears its name."""
    community = _open_community(town, of_block)
    fit = [
        number
        for number, site in enumerate(town.sites)
        if site.plot.style.key == "open" and of_block[site.plot.block] == community
    ]
    return max(fit, key=lambda number: len(town.sites[number].placed))


def _estate_names(town: Town, hillside: int, open_estate: int, seed: int) -> list[str]:
    namer = EstateNamer(np.random.default_rng([seed, 2]))
    fixed = {
        town.riverside_estate: RIVERSIDE,
        town.new_phase: RIVERSIDE_PHASE,
        hillside: HILLSIDE,
        open_estate: OPEN_ESTATE,
    }
    return [fixed.get(number) or namer.take(site.plot.style.key) for number, site in enumerate(town.sites)]
