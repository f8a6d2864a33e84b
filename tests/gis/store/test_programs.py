"""Every section of every SQL file can be prepared by the database it is for, and is used by somebody."""

import re
from pathlib import Path

import pytest

from gis.store import programs

ROOM = Path(programs.__file__).parent
FILES = sorted(path.stem for path in (ROOM / "sql").glob("*.sql") if path.stem != "leakproof")


@pytest.mark.parametrize("file", FILES)
def test_each_section_is_one_statement_that_some_module_names(file):
    source = "\n".join(path.read_text() for path in ROOM.glob("*.py"))
    layered = file in {"layers", "load", "editions", "coverage_runs"}
    for section in programs.section_names(file):
        assert ";" not in re.sub(r"'[^']*'", "", str(programs.statement(file, section)))
        assert f'"{section}"' in source or layered, section


def test_conditions_take_the_place_kept_for_them():
    told = str(programs.statement("plans", "plan", "p.id = :plan_id"))
    assert re.search(r"WHERE true\s+AND p\.id = :plan_id\s+ORDER BY", told)


def test_conditions_without_a_place_stand_at_the_end():
    assert str(programs.statement("cases", "case", "c.id = :value")).rstrip().endswith("AND c.id = :value")


def test_an_unknown_section_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        programs.statement("plans", "no_such_section")
