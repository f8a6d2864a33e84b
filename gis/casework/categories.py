"""What cases are about: a tree of 大类 and 小类 as data, with limits, steps, and whom a whistle calls."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from gis.errors import InputError

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
    """

    version: str
    source: str
    certainty: str
    categories: Mapping[str, CaseCategory]
    departments: Mapping[str, Department]
    steps: Mapping[str, CaseStep]

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
        """Name of a 小类 as shown; the code itself where it is of another template."""
        known = self.categories.get(code)
        return known.full_chinese if known else code

    def chinese_of_department(self, code: str) -> str:
        """Name of a department as shown; the code itself where it is of another template."""
        known = self.departments.get(code)
        return known.chinese if known else code

    def of_major(self, major_code: str) -> list[CaseCategory]:
        """List the 小类 of a 大类."""
        return [category for code, category in self.categories.items() if code[:2] == major_code]


@cache
def read_categories(path: Path = _FILE) -> CategoryTree:
    """Read a template; the one shipped where no path is given.

    Raises
    ------
    InputError
        ``category_template_invalid``: a code that is not 2+2 digits, not below its 大类, given twice, or
        a department or step that the template does not name.
    """
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    departments = {entry["code"]: Department(**entry) for entry in document.get("department", ())}
    steps = {entry["code"]: _step(entry) for entry in document.get("step", ())}
    categories: dict[str, CaseCategory] = {}
    for major in document["major"]:
        for entry in major["minor"]:
            category = _category(entry, major["chinese"])
            _check(category, major["code"], categories)
            if set(category.departments) - set(departments) or set(category.steps) - set(steps):
                raise _invalid(category.code)
            categories[category.code] = category
    return CategoryTree(
        document["version"], document["source"], document["certainty"], categories, departments, steps
    )


def _step(entry: Mapping[str, Any]) -> CaseStep:
    return CaseStep(**{**entry, "parties": tuple(entry.get("parties", ()))})


def _category(entry: Mapping[str, Any], major_chinese: str) -> CaseCategory:
    lists = {name: tuple(entry[name]) for name in ("departments", "questions", "steps") if name in entry}
    given = {**entry, **lists, "route": CaseRoute(entry.get("route", CaseRoute.REPAIR))}
    return CaseCategory(major_chinese=major_chinese, **given)


def _check(category: CaseCategory, major_code: str, known: Mapping[str, CaseCategory]) -> None:
    code = category.code
    if not (len(code) == 4 and code.isdigit() and code[:2] == major_code and code not in known):
        raise _invalid(code)


def _invalid(code: str) -> InputError:
    return InputError(
        f"category {code!r} is wrong",
        chinese=f"事项分类模板有误：小类“{code}”应为大类两位加小类两位、不重复，且所列部门、步骤须在清单中",
        code="category_template_invalid",
        value=code,
    )
