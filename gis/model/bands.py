"""How many households a grid may hold. A band is data, per kind of community, and closed on both sides."""

from dataclasses import dataclass

from gis.errors import InputError


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
