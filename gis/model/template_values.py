"""Read the values of a template that a person has written: each of its kind and size, or refused by name."""

import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from gis.errors import InputError

_LONGEST_WORD = 120
_WORDS = {
    "code": "编号", "chinese": "名称", "source": "来源", "certainty": "可信程度", "version": "版本", "level": "层级",
    "duty": "职责", "limit_hours": "时限", "duplicate_radius_m": "查重半径", "priority": "优先级", "is_listed": "准入清单",
    "is_dispute": "矛盾纠纷", "departments": "呼叫部门", "questions": "补充问题", "steps": "专有步骤", "parties": "参加方",
    "is_after_limit": "逾期后才做", "rank": "次序", "posts_per_unit": "每处应设", "set_name": "成套", "major": "大类",
    "minor": "小类", "department": "部门", "step": "步骤", "role": "角色",
}  # fmt: skip


def invalid(fault: str) -> InputError:
    """Say what is wrong with a template (``template_invalid``)."""
    return InputError(fault, chinese=f"模板有误：{fault}", code="template_invalid")


def _said(name: str) -> str:
    """A field as people call it, with its name in the file."""
    return f"{_WORDS[name]}（{name}）" if name in _WORDS else name


def rows_in(
    document: Mapping[str, Any], name: str, *, most: int, is_needed: bool = True
) -> list[Mapping[str, Any]]:
    """Give the tables of a list; refuses what is no list of tables, is empty though needed, or is too long."""
    rows = document.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise invalid(f"“{_said(name)}”应为条目的列表")
    if len(rows) > most or (is_needed and not rows):
        raise invalid(f"“{_said(name)}”应有 {1 if is_needed else 0} 至 {most} 条")
    return rows


def known_in(row: Mapping[str, Any], kind: type, where: str) -> None:
    """Refuse fields that the dataclass does not have: a slip of the pen would be lost silently."""
    surplus = sorted(set(row) - {item.name for item in fields(kind)})
    if surplus:
        raise invalid(f"{where}没有“{'、'.join(map(str, surplus))[:80]}”这一项")


def text_in(row: Mapping[str, Any], name: str, where: str, *, most: int) -> str:
    """Give a text of one line, 1 to ``most`` characters."""
    value = row.get(name)
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= most or not value.isprintable():
        raise invalid(f"{where}的“{_said(name)}”应为 1 至 {most} 个字")
    return value.strip()


def number_in(row: Mapping[str, Any], name: str, where: str, *, least: float, most: float) -> float | None:
    """Give a number from ``least`` to ``most``, both included; None where none is given."""
    value = row.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise invalid(f"{where}的“{_said(name)}”应为数字")
    if not least <= value <= most:
        raise invalid(f"{where}的“{_said(name)}”应在 {least:g} 至 {most:g} 之间")
    return float(value)


def truth_in(row: Mapping[str, Any], name: str, where: str) -> bool:
    """Give a yes or no; no where neither is given."""
    value = row.get(name, False)
    if not isinstance(value, bool):
        raise invalid(f"{where}的“{_said(name)}”应为是或否")
    return value


def words_in(row: Mapping[str, Any], name: str, where: str, *, most: int) -> tuple[str, ...]:
    """Give a list of up to ``most`` different texts of one line."""
    values = row.get(name, ())
    if not isinstance(values, list | tuple) or len(values) > most:
        raise invalid(f"{where}的“{_said(name)}”应为至多 {most} 项的列表")
    told = tuple(value.strip() if isinstance(value, str) else "" for value in values)
    if not all(0 < len(value) <= _LONGEST_WORD and value.isprintable() for value in told):
        raise invalid(f"{where}的“{_said(name)}”每项应为 1 至 {_LONGEST_WORD} 个字")
    if len(set(told)) < len(told):
        raise invalid(f"{where}的“{_said(name)}”有重复")
    return told
