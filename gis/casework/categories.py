"""What cases are about: a tree of 大类 and 小类 as data, with limits, steps, and whom a whistle calls."""

import tomllib
from collections.abc import Callable, Container, Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from gis.errors import InputError
from gis.model.template_values import (
    invalid,
    known_in,
    number_in,
    rows_in,
    text_in,
    truth_in,
    words_in,
)

T = TypeVar("T")
STEP_NEEDS = ("", "photo", "limit")
_FILE = Path(__file__).with_name("categories.toml")


class CaseRoute(StrEnum):
    """The path a case takes by default."""

    REPAIR = "repair"
    DISCUSS = "discuss"
    WHISTLE = "whistle"
    REFER = "refer"


ROUTE_CHINESE = {
    CaseRoute.REPAIR: "直接办理",
    CaseRoute.DISCUSS: "议事协商",
    CaseRoute.WHISTLE: "吹哨报到",
    CaseRoute.REFER: "转办",
}


@dataclass(frozen=True, slots=True)
class CaseCategory:
    """One 小类.

    Attributes
    ----------
    code
        2+2 digits.
    limit_hours
        Working hours from filing to solving; None: no limit.
    duplicate_radius_m
        How near another case of it may be the same thing; 0: never offered.
    priority
        1 first, 5 last.
    route
        The path it takes by default.
    is_dispute
        Has no place below the community.
    is_listed
        On the admission list (准入清单) of what departments may send to grids.
    departments
        Whom a whistle calls for it (吹哨清单).
    questions
        Asked when it is filed.
    steps
        Its own steps while it is worked on, in order.
    """

    code: str
    chinese: str
    major_chinese: str
    limit_hours: float | None = None
    duplicate_radius_m: float = 30.0
    priority: int = 3
    route: CaseRoute = CaseRoute.REPAIR
    is_dispute: bool = False
    is_listed: bool = False
    departments: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()

    @property
    def full_chinese(self) -> str:
        """市容环境/油烟扰民."""
        return f"{self.major_chinese}/{self.chinese}"


@dataclass(frozen=True, slots=True)
class Department:
    """Whom a whistle may call, and its duty (报到职责清单)."""

    code: str
    chinese: str
    level: str
    duty: str


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One step of a category's own way.

    Attributes
    ----------
    needs
        What has to be there: ``photo`` (one taken since the step before), ``limit`` (working hours that the
        notice leaves, from which a moment is reckoned); empty: a note alone.
    limit_hours
        Working hours left by default where it needs a limit.
    is_after_limit
        Only once the limit given before has passed; skipped where the matter was settled within it.
    parties
        Who takes part.
    """

    code: str
    chinese: str
    needs: str = ""
    limit_hours: float | None = None
    is_after_limit: bool = False
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryTree:
    """The template in use.

    Attributes
    ----------
    version, source, certainty
        What it is, where from, and how sure we are of it.
    steps
        The steps that categories' own ways are made of.
    former
        Names of 小类 and departments that only earlier versions have, by code.
    number
        Of the version kept, counted up by one.
    """

    version: str
    source: str
    certainty: str
    categories: Mapping[str, CaseCategory]
    departments: Mapping[str, Department]
    steps: Mapping[str, CaseStep]
    former: Mapping[str, str] = field(default_factory=dict)
    number: int = 1

    def steps_of(self, code: str) -> list[CaseStep]:
        """List the own steps of a 小类 in their order; none for most."""
        return [self.steps[step] for step in self.get(code).steps]

    def get(self, code: str) -> CaseCategory:
        """Look up a 小类; raises ``InputError`` (``category_unknown``)."""
        if code not in self.categories:
            raise InputError(
                f"no category {code!r}",
                chinese=f"没有编号为“{code[:20]}”的事项小类，编号为大类两位加小类两位，如 0104",
                code="category_unknown",
                value=code[:20],
            )
        return self.categories[code]

    def chinese_of(self, code: str) -> str:
        """Name of a 小类 as shown; the code itself where no version knows it."""
        known = self.categories.get(code)
        return known.full_chinese if known else self.former.get(code, code)

    def chinese_of_department(self, code: str) -> str:
        """Name of a department as shown; the code itself where no version knows it."""
        known = self.departments.get(code)
        return known.chinese if known else self.former.get(code, code)

    def of_major(self, major_code: str) -> list[CaseCategory]:
        """List the 小类 of a 大类."""
        return [category for code, category in self.categories.items() if code[:2] == major_code]


@cache
def read_categories(path: Path = _FILE) -> CategoryTree:
    """Read a template's file; the one shipped where no path is given. See ``parse_categories``."""
    return parse_categories(tomllib.loads(path.read_text(encoding="utf-8")))


def parse_categories(document: Mapping[str, Any]) -> CategoryTree:
    """Read a template: ``version``, ``source``, ``certainty``, and lists ``major``, ``department``, ``step``.

    Raises
    ------
    InputError
        ``template_invalid``, naming the entry: a code that is not 2+2 digits, not below its 大类, or given
        twice; a department or step that the template does not name; a value of the wrong kind or size.
    """
    version, source, certainty = (
        text_in(document, name, "模板", most=400) for name in ("version", "source", "certainty")
    )
    departments = _by_code(rows_in(document, "department", most=200, is_needed=False), _department)
    steps = _by_code(rows_in(document, "step", most=100, is_needed=False), _step)
    categories: dict[str, CaseCategory] = {}
    majors: set[str] = set()
    for major in rows_in(document, "major", most=99):
        code, chinese = text_in(major, "code", "大类", most=2), text_in(major, "chinese", "大类", most=40)
        if not (len(code) == 2 and code.isascii() and code.isdigit()) or code in majors:
            raise invalid(f"大类“{code}”的编号应为两位数字，且不重复")
        majors.add(code)
        for entry in rows_in(major, "minor", most=99):
            category = _category(entry, code, chinese)
            if category.code in categories:
                raise invalid(f"小类“{category.code}”重复")
            _check_lists(category, departments, steps)
            categories[category.code] = category
    return CategoryTree(version, source, certainty, categories, departments, steps)


def document_of(tree: CategoryTree) -> dict[str, Any]:
    """Write a template as ``parse_categories`` reads it: what is as usual is left out."""
    majors: dict[str, dict[str, Any]] = {}
    for code, category in tree.categories.items():
        entry = _entry_of(category)
        chinese = entry.pop("major_chinese")
        majors.setdefault(code[:2], {"code": code[:2], "chinese": chinese, "minor": []})["minor"].append(
            entry
        )
    head = {"version": tree.version, "source": tree.source, "certainty": tree.certainty}
    lists: dict[str, list[Any]] = {
        "department": [*tree.departments.values()],
        "step": [*tree.steps.values()],
    }
    return {**head, "major": [*majors.values()]} | {
        name: [_entry_of(one) for one in entries] for name, entries in lists.items() if entries
    }


def _entry_of(one: CaseCategory | CaseStep | Department) -> dict[str, Any]:
    usual = {item.name: item.default for item in fields(one)}
    given = {name: value for name, value in asdict(one).items() if value != usual[name]}
    return {
        name: [*value] if isinstance(value, tuple) else str(value) if isinstance(value, StrEnum) else value
        for name, value in given.items()
    }


def _by_code(rows: list[Mapping[str, Any]], make: Callable[[Mapping[str, Any]], T]) -> dict[str, T]:
    made: dict[str, T] = {}
    for row in rows:
        code = text_in(row, "code", "编号", most=40)
        if code in made or not (code.isascii() and code.isidentifier()):
            raise invalid(f"编号“{code}”应由字母、数字、下划线组成，且不重复")
        made[code] = make(row)
    return made


def _department(row: Mapping[str, Any]) -> Department:
    code = text_in(row, "code", "部门", most=40)
    known_in(row, Department, f"部门“{code}”")
    limits = {"chinese": 40, "level": 20, "duty": 400}
    told = {name: text_in(row, name, f"部门“{code}”", most=most) for name, most in limits.items()}
    return Department(code=code, **told)


def _step(row: Mapping[str, Any]) -> CaseStep:
    code = text_in(row, "code", "步骤", most=40)
    where = f"步骤“{code}”"
    known_in(row, CaseStep, where)
    needs = str(row.get("needs", ""))
    if needs not in STEP_NEEDS:
        raise invalid(f"{where}所需的应为：{'、'.join(filter(None, STEP_NEEDS))}，或不填")
    return CaseStep(
        code=code,
        chinese=text_in(row, "chinese", where, most=40),
        needs=needs,
        limit_hours=number_in(row, "limit_hours", where, least=0.5, most=400),
        is_after_limit=truth_in(row, "is_after_limit", where),
        parties=words_in(row, "parties", where, most=12),
    )


def _category(row: Mapping[str, Any], major_code: str, major_chinese: str) -> CaseCategory:
    code = text_in(row, "code", "小类", most=4)
    where = f"小类“{code}”"
    if not (len(code) == 4 and code.isascii() and code.isdigit() and code[:2] == major_code):
        raise invalid(f"{where}的编号应为大类两位加小类两位数字")
    known_in(row, CaseCategory, where)
    route = str(row.get("route", CaseRoute.REPAIR))
    if route not in {*CaseRoute}:
        raise invalid(f"{where}的路径应为：{'、'.join(CaseRoute)}")
    radius_m = number_in(row, "duplicate_radius_m", where, least=0, most=2000)
    priority = number_in(row, "priority", where, least=1, most=5)
    if priority is not None and priority != int(priority):
        raise invalid(f"{where}的优先级应为 1（最急）至 5 的整数")
    return CaseCategory(
        code=code,
        chinese=text_in(row, "chinese", where, most=40),
        major_chinese=major_chinese,
        limit_hours=number_in(row, "limit_hours", where, least=0.5, most=2000),
        duplicate_radius_m=30.0 if radius_m is None else radius_m,
        priority=3 if priority is None else int(priority),
        route=CaseRoute(route),
        is_dispute=truth_in(row, "is_dispute", where),
        is_listed=truth_in(row, "is_listed", where),
        departments=words_in(row, "departments", where, most=20),
        questions=words_in(row, "questions", where, most=20),
        steps=words_in(row, "steps", where, most=20),
    )


def _check_lists(category: CaseCategory, departments: Container[str], steps: Container[str]) -> None:
    for title, named, known in (("部门", category.departments, departments), ("步骤", category.steps, steps)):
        unknown = [code for code in named if code not in known]
        if unknown:
            raise invalid(f"小类“{category.code}”所列的{title}“{'、'.join(unknown)[:80]}”不在{title}清单中")
