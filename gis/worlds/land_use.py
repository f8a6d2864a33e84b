"""What each block is for, and which blocks are estates of which kind.

Old estates lie around the two old quarters, towers along the river, garden houses towards the hills; schools,
parks, trade and works yards are spread between. Coordinates are metres on the world's own plane.
"""

from dataclasses import dataclass

import numpy as np

from gis.worlds.blocks import Block
from gis.worlds.flow import OLD_CENTRE
from gis.worlds.terrain import Floats, Terrain

ESTATES = 90
OLD_ESTATES = 33
OPEN_OLD_ESTATES = 13
OLD_QUARTERS = ((OLD_CENTRE[0], OLD_CENTRE[1]), (420, -180))
OPEN_QUARTER = OLD_QUARTERS[1]
LEAST_HOMES_M2 = 7500.0
SHARES = (("school", 10, 16_000.0), ("park", 8, 11_000.0), ("trade", 8, 11_000.0), ("works", 5, 24_000.0),
          ("hospital", 1, 14_000.0), ("idle", 3, 7_000.0))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """How an estate of one kind is built.

    Attributes
    ----------
    key
        ``open``, ``yard``, ``row``, ``garden``, ``midrise``, ``highrise`` or ``resettled``.
    kind
        Kind of estate in Chinese.
    storeys
        Least and most storeys.
    homes_per_floor
        Least and most dwellings a stairwell has on one floor.
    years
        Least and most year of completion.
    """

    key: str
    kind: str
    storeys: tuple[int, int]
    homes_per_floor: tuple[int, int]
    years: tuple[int, int]


STYLES = {
    style.key: style
    for style in (
        Style("open", "老旧", (5, 8), (2, 3), (1978, 1992)),
        Style("yard", "单位大院", (6, 8), (2, 2), (1982, 1996)),
        Style("row", "老旧", (6, 8), (2, 2), (1986, 1999)),
        Style("garden", "商品房", (7, 9), (2, 2), (2006, 2018)),
        Style("midrise", "商品房", (9, 12), (2, 2), (2004, 2019)),
        Style("highrise", "商品房", (22, 33), (4, 6), (2008, 2021)),
        Style("resettled", "安置房", (9, 11), (2, 3), (2001, 2012)),
    )
}


@dataclass(slots=True)
class Ground:
    """One plot with its use; ``style`` is set for homes, ``estate`` numbers the estates from 0."""

    block: int
    use: str
    style: Style | None = None
    estate: int | None = None


def assign_uses(blocks: list[Block], terrain: Terrain, rng: np.random.Generator) -> list[Ground]:
    """Give every block a use; exactly 90 estates, 33 of them old."""
    grounds = [Ground(number, block.use) for number, block in enumerate(blocks)]
    middles = np.array([[block.plot.centroid.x, block.plot.centroid.y] if not block.plot.is_empty
                        else [block.face.centroid.x, block.face.centroid.y] for block in blocks])  # fmt: skip
    _set_riverside(blocks, grounds, terrain)
    town = [n for n, ground in enumerate(grounds) if ground.use == "town"]
    for use, count, about_m2 in SHARES:
        for number in _spread(town, blocks, middles, use, count, about_m2):
            grounds[number].use = use
            town.remove(number)
    homes = sorted(town, key=lambda number: -blocks[number].plot.area)
    for number in homes:
        grounds[number].use = "street"
    fit = [number for number in homes if blocks[number].plot.area > LEAST_HOMES_M2]
    fit.sort(key=lambda number: min(np.hypot(*(middles[number] - quarter)) for quarter in OLD_QUARTERS))
    largest_new = sorted(fit[OLD_ESTATES:], key=lambda number: -blocks[number].plot.area)
    estates = fit[:OLD_ESTATES] + largest_new[: ESTATES - OLD_ESTATES]
    _name_estates(estates, grounds, middles, terrain, rng)
    return grounds


def _set_riverside(blocks: list[Block], grounds: list[Ground], terrain: Terrain) -> None:
    """The strip between the riverside road and the water is a park."""
    for number, block in enumerate(blocks):
        if grounds[number].use == "town" and block.face.distance(terrain.river) < 1.0:
            grounds[number].use = "riverside"
        if grounds[number].use == "rural" and block.face.distance(terrain.river) < 1.0:
            grounds[number].use = "riverside"


def _spread(
    town: list[int], blocks: list[Block], middles: Floats, use: str, count: int, about_m2: float
) -> list[int]:
    """Blocks of about the right size, each as far from the chosen ones as can be."""
    fit = sorted(town, key=lambda number: abs(np.log(blocks[number].plot.area / about_m2)))[: 7 * count]
    if use in ("idle", "hospital"):
        fit.sort(key=lambda number: float(np.hypot(*(middles[number] - OPEN_QUARTER))))
        return fit[:count] if use == "idle" else fit[5:6]
    chosen = [fit[0]]
    while len(chosen) < count:
        away = [min(np.hypot(*(middles[n] - middles[c])) for c in chosen) for n in fit]
        chosen.append(fit[int(np.argmax(away))])
    return chosen


def _name_estates(
    estates: list[int], grounds: list[Ground], middles: Floats, terrain: Terrain, rng: np.random.Generator
) -> None:
    """Number the estates, and set what each is built like."""
    to_old = np.array([min(np.hypot(*(middles[n] - q)) for q in OLD_QUARTERS) for n in estates])
    to_open = np.array([np.hypot(*(middles[n] - OPEN_QUARTER)) for n in estates])
    bank = terrain.bank_distance_m.at(middles[estates, 0], middles[estates, 1])
    height = terrain.height_m.at(middles[estates, 0], middles[estates, 1])
    old = set(np.argsort(to_old)[:OLD_ESTATES].tolist())
    wide_open = set(sorted(old, key=lambda at: to_open[at])[:OPEN_OLD_ESTATES])
    for at, number in enumerate(estates):
        if at in wide_open:
            key = "open"
        elif at in old:
            key = "yard" if rng.random() < 0.4 else "row"
        else:
            key = _new_style(float(bank[at]), float(height[at]), rng)
        grounds[number].use, grounds[number].style, grounds[number].estate = "estate", STYLES[key], at


def _new_style(bank_m: float, height_m: float, rng: np.random.Generator) -> str:
    chance = rng.random()
    if bank_m < 420:
        return "highrise" if chance < 0.5 else "midrise"
    if height_m > 52:
        return "garden" if chance < 0.75 else "midrise"
    if chance < 0.16:
        return "highrise"
    return "midrise" if chance < 0.58 else "resettled" if chance < 0.72 else "garden"
