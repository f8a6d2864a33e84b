"""How many households a grid may hold. A band is data, per kind of community, and closed on both sides."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gis.errors import InputError
from gis.model.ids import UnitId


@dataclass(frozen=True, slots=True)
class Band:
    """Bounds of a grid's households, both inclusive.

    Attributes
    ----------
    min_households, max_households
        A grid of exactly ``min_households`` or ``max_households`` is inside.
    target_households
        What drawing aims at within the band.
    """

    min_households: int = 300
    max_households: int = 500
    target_households: int = 400

    def __post_init__(self) -> None:
        """Refuse a band that no grid could meet."""
        if not 0 < self.min_households <= self.target_households <= self.max_households:
            raise InputError(
                f"band {self.min_households}-{self.target_households}-{self.max_households} is not ascending",
                chinese=f"户数区间不成立：下限 {self.min_households}、目标 {self.target_households}、"
                f"上限 {self.max_households} 应依次不减且大于 0",
                code="band_invalid",
            )

    def holds(self, households: int) -> bool:
        """Whether a grid of this many households lies in the band, bounds included."""
        return self.min_households <= households <= self.max_households

    def feasible_counts(self, households: int) -> range:
        """Numbers of grids whose average lies in the band; empty where the total allows none.

        ``ceil(total / max) .. floor(total / min)``; whether whole buildings allow it is another question.
        """
        least = -(-households // self.max_households)
        return range(max(least, 1), households // self.min_households + 1)


RESIDENTIAL_BAND = Band()


@dataclass(frozen=True, slots=True)
class CommunityBands:
    """The band of each community, as the sub-districts have set them.

    Attributes
    ----------
    common
        Where nothing else was set.
    by_id, by_code
        Bands of the communities that have another, by unit id and by the source's code.
    """

    common: Band = RESIDENTIAL_BAND
    by_id: Mapping[UnitId, Band] = field(default_factory=dict)
    by_code: Mapping[str, Band] = field(default_factory=dict)

    def of(self, community_id: UnitId) -> Band:
        """Give the band of one community by its id."""
        return self.by_id.get(community_id, self.common)

    def of_code(self, community_code: str) -> Band:
        """Give the band of one community by its code."""
        return self.by_code.get(community_code, self.common)


SAME_EVERYWHERE = CommunityBands()
