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


@dataclass(frozen=True, slots=True)
class Share:
    """How many blocks of about which size serve one use."""

    use: str
    count: int
    about_m2: float


SHARES = (
    Share("school", 10, 16_000.0),
    Share("park", 8, 11_000.0),
    Share("trade", 8, 11_000.0),
    Share("works", 5, 24_000.0),
    Share("hospital", 1, 14_000.0),
    Share("idle", 3, 7_000.0),
)


@dataclass(frozen=True, slots=True)
class EstatePlot:
    """Where one estate is built, and in which style; estates are numbered from 0."""

    number: int
    block: int
    style: Style


def assign_uses(
    blocks: list[Block], terrain: Terrain, rng: np.random.Generator
) -> tuple[list[str], list[EstatePlot]]:
    """Give every block a use, and plots to exactly 90 estates, 33 of them old.

    Returns
    -------
    tuple
        Use of each block: strip, riverside, hill, rural, school, park, trade, works, hospital, idle, street
        (homes without an estate) or estate; and the estates' plots in the order of their numbers.
    """
    uses = [block.use for block in blocks]
    middles = np.array([_middle(block) for block in blocks])
    _set_riverside(blocks, uses, terrain)
    town = [number for number, use in enumerate(uses) if use == "town"]
    for share in SHARES:
        for number in _spread(town, blocks, middles, share):
            uses[number] = share.use
            town.remove(number)
    homes = sorted(town, key=lambda number: -blocks[number].plot.area)
    for number in homes:
        uses[number] = "street"
    fit = [number for number in homes if blocks[number].plot.area > LEAST_HOMES_M2]
    fit.sort(key=lambda number: _nearest_quarter_m(middles[number]))
    largest_new = sorted(fit[OLD_ESTATES:], key=lambda number: -blocks[number].plot.area)
    plots = _plan_estates(fit[:OLD_ESTATES] + largest_new[: ESTATES - OLD_ESTATES], middles, terrain, rng)
    for plot in plots:
        uses[plot.block] = "estate"
    return uses, plots


def _middle(block: Block) -> tuple[float, float]:
    shape = block.face if block.plot.is_empty else block.plot
    return shape.centroid.x, shape.centroid.y


def _nearest_quarter_m(place: Floats) -> float:
    return min(float(np.hypot(*(place - quarter))) for quarter in OLD_QUARTERS)


def _set_riverside(blocks: list[Block], uses: list[str], terrain: Terrain) -> None:
    """The strip between the riverside road and the water is a park."""
    for number, block in enumerate(blocks):
        if uses[number] in ("town", "rural") and block.face.distance(terrain.river) < 1.0:
            uses[number] = "riverside"


def _spread(town: list[int], blocks: list[Block], middles: Floats, share: Share) -> list[int]:
    """Blocks of about the right size, each as far from the chosen ones as can be."""
    fit = sorted(town, key=lambda number: abs(np.log(blocks[number].plot.area / share.about_m2)))
    fit = fit[: 7 * share.count]
    if share.use in ("idle", "hospital"):
        fit.sort(key=lambda number: float(np.hypot(*(middles[number] - OPEN_QUARTER))))
        return fit[: share.count] if share.use == "idle" else fit[5:6]
    chosen = [fit[0]]
    while len(chosen) < share.count:
        away = [min(np.hypot(*(middles[n] - middles[c])) for c in chosen) for n in fit]
        chosen.append(fit[int(np.argmax(away))])
    return chosen


def _plan_estates(
    blocks: list[int], middles: Floats, terrain: Terrain, rng: np.random.Generator
) -> list[EstatePlot]:
    """Number the estates, and set what each is built like."""
    places = middles[blocks]
    to_old = np.array([_nearest_quarter_m(place) for place in places])
    to_open = np.hypot(*(places - OPEN_QUARTER).T)
    bank = terrain.bank_distance_m.at(places[:, 0], places[:, 1])
    height = terrain.height_m.at(places[:, 0], places[:, 1])
    old = set(np.argsort(to_old, kind="stable")[:OLD_ESTATES].tolist())
    wide_open = set(sorted(old, key=lambda at: to_open[at])[:OPEN_OLD_ESTATES])
    plots = []
    for at, block in enumerate(blocks):
        if at in wide_open:
            key = "open"
        elif at in old:
            key = "yard" if rng.random() < 0.4 else "row"
        else:
            key = _new_style(float(bank[at]), float(height[at]), rng)
        plots.append(EstatePlot(at, block, STYLES[key]))
    return plots


def _new_style(bank_m: float, height_m: float, rng: np.random.Generator) -> str:
    chance = rng.random()
    if bank_m < 420:
        return "highrise" if chance < 0.5 else "midrise"
    if height_m > 52:
        return "garden" if chance < 0.75 else "midrise"
    if chance < 0.16:
        return "highrise"
    return "midrise" if chance < 0.58 else "resettled" if chance < 0.72 else "garden"
