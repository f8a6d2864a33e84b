"""Say how people walk: speed, stairs, waiting at big roads; each figure with its source."""

from collections.abc import Mapping
from dataclasses import dataclass

from gis.errors import InputError


@dataclass(frozen=True, slots=True)
class Profile:
    """One way of walking.

    Attributes
    ----------
    name, chinese
        Stable identifier, and what people read.
    speed_m_s
        Walking speed on the flat, in metres per second.
    stairs_speed_m_s
        Speed along stairs, measured on the ground; None: stairs are not passable.
    crossing_wait_s
        Mean wait for crossing a big road (primary, secondary, trunk), in seconds.
    source
        Where the figures come from.
    """

    name: str
    chinese: str
    speed_m_s: float
    stairs_speed_m_s: float | None
    crossing_wait_s: float
    source: str


_WAIT = "过街等候 20 秒：周期 90 秒、行人绿灯 30 秒时的平均等候 (90-30)²/(2x90)，HCM 2010 式 18-71"

PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile(
            "adult",
            "成年人",
            4 / 3,
            0.6,
            20.0,
            f"80 米/分，规划常用步速；台阶 0.6 米/秒：Fujiyama & Tyler (2010)。{_WAIT}",
        ),
        Profile(
            "elderly",
            "老年人",
            0.95,
            0.4,
            20.0,
            f"0.95 米/秒：Bohannon & Andrews (2011)，80 岁以上常速 0.94–0.97 米/秒；"
            f"台阶 0.4 米/秒：Fujiyama & Tyler (2010)。{_WAIT}",
        ),
        Profile(
            "wheelchair",
            "轮椅使用者",
            0.79,
            None,
            20.0,
            f"0.79 米/秒：Tolerico 等 (2007)，社区内手动轮椅平均速度；不走台阶。{_WAIT}",
        ),
    )
}


def profile_of(profile: str | Profile) -> Profile:
    """Find a profile by name.

    Raises
    ------
    InputError
        ``profile_unknown``.
    """
    if isinstance(profile, Profile):
        return profile
    if profile not in PROFILES:
        known = "、".join(PROFILES)
        raise InputError(
            f"no profile {profile!r}",
            chinese=f"没有名为“{profile}”的步行人群，可选：{known}",
            code="profile_unknown",
            value=profile,
        )
    return PROFILES[profile]
