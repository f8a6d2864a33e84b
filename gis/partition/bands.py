"""Which band holds in which community: one for all, and exceptions by kind or by code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from gis.errors import InputError
from gis.model.bands import RESIDENTIAL_BAND, Band


@dataclass(frozen=True, slots=True)
class Bands:
    """The band of each community.

    Attributes
    ----------
    common
        Where nothing else is said.
    by_code
        Community code -> band.
    """

    common: Band = RESIDENTIAL_BAND
    by_code: Mapping[str, Band] = field(default_factory=dict)

    def of(self, community_code: str) -> Band:
        """The band of one community."""
        return self.by_code.get(community_code, self.common)


def as_band(given: Band | tuple[int, ...], target_households: int | None = None) -> Band:
    """Read (min, max) or (min, max, target); without a target, the nearest to 400 within, or the middle."""
    if isinstance(given, Band):
        return given
    if len(given) not in (2, 3):
        raise InputError(
            f"band {given} is not (min, max)",
            chinese=f"户数区间 {given} 应为（下限，上限）",
            code="band_invalid",
        )
    least, most = int(given[0]), int(given[1])
    target = int(given[2]) if len(given) == 3 else target_households
    if target is None:
        target = RESIDENTIAL_BAND.target_households
        target = target if least <= target <= most else (least + most) // 2
    return Band(least, most, target)


def make_bands(
    band: Band | tuple[int, ...],
    target_households: int | None,
    exceptions: Mapping[str, Any] | None,
    communities: pd.DataFrame | None,
) -> Bands:
    """Resolve exceptions, given by community code or by kind (``village``), to communities.

    Raises
    ------
    InputError
        A band that is not ascending, or an exception that names neither a code nor a kind.
    """
    common = as_band(band, target_households)
    by_code: dict[str, Band] = {}
    known = communities if communities is not None else pd.DataFrame({"code": []})
    kinds: list[Any] = known["kind"].tolist() if "kind" in known.columns else [None] * len(known)
    codes: list[str] = known["code"].astype(str).tolist() if "code" in known.columns else []
    for name, given in (exceptions or {}).items():
        hit = [code for code, kind in zip(codes, kinds, strict=True) if kind == name]
        if not hit and communities is not None and name not in codes and name not in ("community", "village"):
            raise InputError(
                f"band for {name!r}: no such community or kind",
                chinese=f"户数区间“{name}”既不是社区编码也不是社区类型",
                code="band_unknown",
                value=name,
            )
        by_code.update(dict.fromkeys(hit or [name], as_band(given)))
    return Bands(common, by_code)
