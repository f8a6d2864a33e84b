"""Follow a category's own steps: which come next, what each needs, and whether all are done.

Stairwell clutter: a photo; a notice that leaves some working hours; where they have passed, the five parties;
a photo of the cleared stairwell. A step ``is_after_limit`` waits for the limit of the notice, and is passed over
where the matter was settled within it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gis.casework.categories import CaseStep
from gis.casework.working_time import WorkCalendar
from gis.errors import Conflict, InputError

_MOST_LIMIT_HOURS = 400.0


@dataclass(frozen=True, slots=True)
class StepProgress:
    """How far a case is on its category's own way.

    Attributes
    ----------
    done
        Codes of steps taken, in their order.
    limit_at
        When the latest notice runs out; None where none was given.
    has_photo
        A photo came since the last step.
    """

    done: tuple[str, ...] = ()
    limit_at: datetime | None = None
    has_photo: bool = False


@dataclass(frozen=True, slots=True)
class StepOffer:
    """A step that may come next, and why not yet where it may not."""

    step: CaseStep
    hindrance: str = ""


def step_progress(events: Iterable[tuple[str, Mapping[str, Any]]]) -> StepProgress:
    """Read the progress off a case's events, as (kind, payload); reopening or another category begins the way anew."""
    done: list[str] = []
    limit_at, has_photo = None, False
    for kind, payload in events:
        if kind in ("reopen", "reclassify"):
            done, limit_at, has_photo = [], None, False
        elif kind == "photo":
            has_photo = True
        elif kind == "step" and payload.get("step"):
            done.append(str(payload["step"]))
            has_photo = False
            limit_at = datetime.fromisoformat(payload["limit_at"]) if "limit_at" in payload else limit_at
    return StepProgress(tuple(done), limit_at, has_photo)


def next_steps(steps: Sequence[CaseStep], progress: StepProgress, *, now: datetime) -> list[StepOffer]:
    """List the steps that may come next: the first not done, and what follows it where it may be passed over."""
    last = max((i for i, step in enumerate(steps) if step.code in progress.done), default=-1)
    offers = []
    for step in steps[last + 1 :]:
        offers.append(StepOffer(step, _hindrance(step, progress, now)))
        if not step.is_after_limit:
            break
    return offers


def is_done(steps: Sequence[CaseStep], progress: StepProgress) -> bool:
    """Whether the way is gone to its end, or there is none."""
    return not steps or steps[-1].code in progress.done


def _hindrance(step: CaseStep, progress: StepProgress, now: datetime) -> str:
    if step.needs == "photo" and not progress.has_photo:
        return f"“{step.chinese}”须先上传照片"
    if step.is_after_limit and progress.limit_at is not None and now < progress.limit_at:
        return f"限期至 {progress.limit_at:%Y-%m-%d %H:%M}，逾期未改的再{step.chinese}"
    return ""


def take_step(
    steps: Sequence[CaseStep],
    progress: StepProgress,
    code: str,
    *,
    limit_hours: float | None,
    now: datetime,
    calendar: WorkCalendar,
) -> dict[str, Any]:
    """Give what to keep of a step that is taken now: step, parties, limit_hours and limit_at.

    Raises
    ------
    InputError
        ``step_unknown``; ``step_limit_invalid``: a limit that is not above 0 and at most 400 working hours.
    Conflict
        ``step_out_of_turn``: another comes first; ``step_hindered``: what it needs is not there yet.
    """
    if code not in {step.code for step in steps}:
        told = "、".join(step.chinese for step in steps) or "无"
        raise InputError(f"no step {code!r}", chinese=f"该类事项的步骤只有：{told}", code="step_unknown")
    offers = {offer.step.code: offer for offer in next_steps(steps, progress, now=now)}
    if code not in offers:
        told = "、".join(offer.step.chinese for offer in offers.values()) or "已全部完成"
        raise Conflict(f"not {code} now", chinese=f"下一步应为：{told}", code="step_out_of_turn", step=code)
    offer = offers[code]
    if offer.hindrance:
        raise Conflict(f"{code} hindered", chinese=offer.hindrance, code="step_hindered", step=code)
    kept: dict[str, Any] = {"step": code}
    if offer.step.parties:
        kept["parties"] = list(offer.step.parties)
    if offer.step.needs == "limit":
        hours = _limit(offer.step, limit_hours)
        kept |= {"limit_hours": hours, "limit_at": calendar.due(now, hours).isoformat()}
    return kept


def _limit(step: CaseStep, limit_hours: float | None) -> float:
    hours = step.limit_hours if limit_hours is None else limit_hours
    if hours is None or not 0 < hours <= _MOST_LIMIT_HOURS:
        raise InputError(
            f"limit of {hours} h",
            chinese=f"“{step.chinese}”的限期应大于 0、不超过 {_MOST_LIMIT_HOURS:.0f} 个工作小时",
            code="step_limit_invalid",
        )
    return float(hours)
