"""How many grids a community can have, and how a number asked for in all is shared out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gis.errors import CannotSatisfy
from gis.model.bands import Band


@dataclass(frozen=True, slots=True)
class Proposal:
    """A number of grids for one community, with the range that its total allows.

    Attributes
    ----------
    least_grids, most_grids
        ceil(total / max) and floor(total / min); where least > most no number of grids has its average in
        the band.
    grids
        The number proposed: total / target, rounded, within the range.
    explanation
        Chinese sentence.
    """

    community_code: str
    households: int
    least_grids: int
    most_grids: int
    grids: int
    largest_building: int
    explanation: str

    @property
    def is_feasible(self) -> bool:
        """Whether the total and the largest building allow all grids in the band."""
        return (
            self.grids > 0
            and self.least_grids <= self.grids <= self.most_grids
            and not self.explanation.startswith("!")
        )


def propose(code: str, households: np.ndarray, band: Band) -> Proposal:
    """Propose a number of grids and say what the total allows.

    A building above the maximum is counted as a grid of its own: the nearest that whole buildings allow.
    """
    total, largest = int(households.sum()), int(households.max(initial=0))
    alone = int((households > band.max_households).sum())
    rest = int(households[households <= band.max_households].sum())
    least = alone + -(-rest // band.max_households)
    most = alone + rest // band.min_households
    wished = alone + round(rest / band.target_households)
    grids = min(max(wished, least), most) if least <= most else max(least, 1)
    return Proposal(
        code, total, least, most, grids if total else 1, largest, _explain(total, least, most, largest, band)
    )


def _explain(total: int, least: int, most: int, largest: int, band: Band) -> str:
    """Say in Chinese what the total allows; a sentence that begins with ! names an obstacle."""
    bounds = f"{band.min_households}—{band.max_households} 户"
    if total == 0:
        return "!没有住户，不按户数划分"
    if total < band.min_households:
        return f"!共 {total} 户，不足下限 {band.min_households} 户，只能设 1 个网格"
    if largest > band.max_households:
        return f"!有一栋楼 {largest} 户，超过上限 {band.max_households} 户，所在网格必然超限"
    if least > most:
        return f"!共 {total} 户，任何网格数都无法使各网格落在 {bounds}（{most} 个偏大，{least} 个偏小）"
    return f"共 {total} 户，可设 {least}—{most} 个网格（{bounds}）"


def share_out(
    asked: int, proposals: Mapping[str, Proposal], *, staying: int = 0, where: str = ""
) -> dict[str, int]:
    """Share a number of grids out among communities, within what each can have.

    Starts from the proposed numbers and adds (or removes) one grid at a time where the average household
    number then comes nearest to the common average: the divisor method of Webster.

    Parameters
    ----------
    staying
        Grids among those asked for that stay as they are.
    where
        Whose grids they are, for the message.

    Raises
    ------
    CannotSatisfy
        The number is below the sum of the least, or above the sum of the most, that the totals allow.
    """
    least = {code: max(item.least_grids, 1) for code, item in proposals.items()}
    most = {code: max(item.most_grids, least[code]) for code, item in proposals.items()}
    low, high = sum(least.values()) + staying, sum(most.values()) + staying
    if not low <= asked <= high:
        range_ = f"{low} 个" if low == high else f"{low}—{high} 个"
        kept = f"（其中 {staying} 个保持不动）" if staying else ""
        raise CannotSatisfy(
            f"{asked} grids asked, {low} to {high} are possible, {staying} of them staying",
            chinese=f"{where}要求 {asked} 个网格，但按各社区户数与区间只能设 {range_}{kept}",
            code="grids_out_of_range",
            asked=asked,
            least=low,
            most=high,
        )
    counts = dict(least)
    while sum(counts.values()) < asked - staying:
        open_ = [code for code in counts if counts[code] < most[code]]
        best = max(open_, key=lambda code: (proposals[code].households / (counts[code] + 0.5), code))
        counts[best] += 1
    return counts
