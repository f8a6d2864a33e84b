"""Follow a whistle (网格吹哨、部门报到): whom it called, who has checked in, and when all have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gis.casework.categories import CategoryTree
from gis.errors import Conflict, InputError


@dataclass(frozen=True, slots=True)
class WhistleProgress:
    """Departments called since the last judgement, in the order of the call, and those that checked in."""

    called: tuple[str, ...]
    checked_in: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Departments still awaited."""
        return tuple(code for code in self.called if code not in self.checked_in)

    @property
    def is_complete(self) -> bool:
        """Whether somebody was called and everybody came."""
        return bool(self.called) and not self.missing


def departments_to_call(
    tree: CategoryTree, usual: Iterable[str], chosen: Iterable[str] = ()
) -> tuple[str, ...]:
    """Whom to call: those chosen, else those that the whistle list usually calls for the case's category.

    Raises
    ------
    InputError
        ``department_unknown``; ``departments_missing`` where neither names any.
    """
    called = tuple(dict.fromkeys(chosen)) or tuple(usual)
    unknown = [code for code in called if code not in tree.departments]
    if unknown:
        raise InputError(
            f"unknown departments {unknown}",
            chinese=f"报到职责清单中没有：{'、'.join(unknown)[:80]}",
            code="department_unknown",
            values=unknown,
        )
    if not called:
        raise InputError(
            "nobody to call",
            chinese="该事项不在吹哨清单上，请指定需要报到的部门",
            code="departments_missing",
        )
    return called


def check_arrival(progress: WhistleProgress, tree: CategoryTree, code: str) -> None:
    """Refuse the check-in of a department that was not called, or has checked in before.

    Raises
    ------
    Conflict
        ``department_not_called``; ``checked_in_before``.
    """
    if code in progress.missing:
        return
    awaited = "、".join(tree.chinese_of_department(missing) for missing in progress.missing) or "无"
    name = tree.chinese_of_department(code)
    if code in progress.checked_in:
        raise Conflict(
            f"{code} came before", chinese=f"{name}已报到，尚待：{awaited}", code="checked_in_before"
        )
    raise Conflict(
        f"{code} was not called",
        chinese=f"本次吹哨没有呼叫{name or '您的部门'}，尚待：{awaited}",
        code="department_not_called",
    )


def whistle_progress(events: Iterable[tuple[str, Mapping[str, Any]]]) -> WhistleProgress:
    """Read the progress off a case's events, as (kind, payload), in their order."""
    called: tuple[str, ...] = ()
    arrived: list[str] = []
    for kind, payload in events:
        if kind == "judge_up":
            called, arrived = tuple(payload.get("departments", ())), []
        elif kind == "check_in" and payload.get("department") in called:
            arrived.append(str(payload["department"]))
    return WhistleProgress(called, tuple(dict.fromkeys(arrived)))
