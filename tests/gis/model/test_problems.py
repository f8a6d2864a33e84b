"""A problem is a value."""

import dataclasses

import pytest

from gis.model.problems import Problem, Severity


def test_a_problem_cannot_be_altered_after_it_was_found() -> None:
    problem = Problem("empty", "文件为空", "请重新导出", Severity.REFUSED, file="a.csv", row=2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        problem.row = 3  # type: ignore[misc]
