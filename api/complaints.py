"""What is wrong with a request, said in Chinese: pydantic's error types turned into sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

_REASONS: Mapping[str, str] = {
    "missing": "缺少此项",
    "extra_forbidden": "不认识此项，请删去",
    "json_invalid": "不是有效的 JSON",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "int_parsing_size": "数值过大",
    "float_parsing": "应为数字",
    "float_type": "应为数字",
    "finite_number": "应为有限的数字",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "string_type": "应为文字",
    "string_pattern_mismatch": "格式不符",
    "string_unprintable": "含有不能保存的字符",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "model_attributes_type": "应为对象",
    "model_type": "应为对象",
    "date_from_datetime_parsing": "应为日期，如 2026-01-31",
    "date_parsing": "应为日期，如 2026-01-31",
    "date_type": "应为日期，如 2026-01-31",
    "datetime_parsing": "应为时间，如 2026-01-31T08:00:00+08:00",
    "datetime_from_date_parsing": "应为时间，如 2026-01-31T08:00:00+08:00",
    "recursion_loop": "嵌套过深",
    "union_tag_invalid": "类型不在允许的范围内",
    "union_tag_not_found": "缺少类型",
}
_BOUNDS: Mapping[str, tuple[str, str]] = {
    "greater_than": ("gt", "应大于 {}"),
    "greater_than_equal": ("ge", "应不小于 {}"),
    "less_than": ("lt", "应小于 {}"),
    "less_than_equal": ("le", "应不大于 {}"),
    "string_too_short": ("min_length", "至少 {} 个字"),
    "string_too_long": ("max_length", "至多 {} 个字"),
    "too_short": ("min_length", "至少 {} 项"),
    "too_long": ("max_length", "至多 {} 项"),
    "enum": ("expected", "应为 {} 之一"),
    "literal_error": ("expected", "应为 {} 之一"),
}


def _reason(error: Mapping[str, Any]) -> str:
    """Say one error in Chinese; an unknown type says only that the value does not fit."""
    kind = str(error.get("type", ""))
    if kind in _BOUNDS:
        name, sentence = _BOUNDS[kind]
        return sentence.format(error.get("ctx", {}).get(name, ""))
    return _REASONS.get(kind, "值不符合要求")


def chinese_complaints(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Turn pydantic's errors into ``field``, ``reason``, ``code``; values handed in are not echoed.

    Parameters
    ----------
    errors
        As ``RequestValidationError.errors()`` gives them; at most the first 50 are told.
    """
    return [
        {
            "field": ".".join(str(part) for part in error.get("loc", ())) or "body",
            "reason": _reason(error),
            "code": str(error.get("type", "")),
        }
        for error in errors[:50]
    ]
