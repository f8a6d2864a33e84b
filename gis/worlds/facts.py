"""What a world is said to hold: seeds/NAME/*.toml, read and checked."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gis.errors import InputError
from gis.settings import CHECKOUT

SEEDS_DIR = CHECKOUT / "seeds"
PAGES = ("world", "roles", "posts", "organisations", "facts", "cases")


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of the source.

    Attributes
    ----------
    row
        Row of the table of systems (C1 …).
    chinese
        What is counted.
    count
        How it is counted in the database; a name that ``gis.workflows.check_world`` knows.
    expected, least, about
        The figure, its lower bound, or the figure with a tolerance; all None: the source leaves it open.
    within_share
        Tolerance of ``about``, as a share of it.
    """

    row: str
    chinese: str
    count: str
    expected: float | None = None
    least: float | None = None
    about: float | None = None
    within_share: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the source leaves the figure open (未载明)."""
        return self.expected is None and self.least is None and self.about is None

    def holds(self, found: float) -> bool:
        """Whether the figure found is the one expected; bounds included."""
        if self.expected is not None:
            return found == self.expected
        if self.least is not None:
            return found >= self.least
        return self.about is None or abs(found - self.about) <= self.about * self.within_share

    def expectation(self) -> str:
        """The figure as a person reads it."""
        if self.expected is not None:
            return f"{self.expected:g}"
        if self.least is not None:
            return f"≥ {self.least:g}"
        return "未载明" if self.about is None else f"≈ {self.about:g}"


@dataclass(frozen=True, slots=True)
class PostRule:
    """Who is appointed where, see seeds/subdistrict/posts.toml."""

    role: str
    units: str
    holders: int | None = None
    vacant_every: int | None = None
    substitutes: str | None = None
    is_shown: bool = False
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """An officeholder away from a day on, the substitute standing in."""

    role: str
    unit: str
    from_date: date


@dataclass(frozen=True, slots=True)
class WorldFacts:
    """Everything seeds/NAME says beside the layers.

    Attributes
    ----------
    name, title, notice
        Of the world; ``notice`` stands on every page that shows it.
    district
        code and name of the district above.
    plan
        name, document_number, data_from, in_force_from of the plan in force.
    roles, organisations, series, cases
        As in the files, one mapping each.
    """

    name: str
    title: str
    notice: str
    district: dict[str, str]
    plan: dict[str, Any]
    roles: list[dict[str, Any]]
    posts: list[PostRule]
    absences: list[Absence]
    organisations: list[dict[str, Any]]
    series: list[dict[str, Any]]
    facts: list[Fact]
    cases: list[dict[str, Any]]


def read_facts(name: str, seeds_dir: Path = SEEDS_DIR) -> WorldFacts:
    """Read what is known of a world.

    Raises
    ------
    InputError
        ``world_missing`` where there is no such world; ``world_damaged`` where a file cannot be read.
    """
    folder = seeds_dir / name
    if not (folder / "world.toml").is_file():
        known = "、".join(list_worlds(seeds_dir)) or "无"
        raise InputError(
            f"no world named {name}",
            chinese=f"没有名为“{name}”的世界；现有：{known}",
            code="world_missing",
            value=name,
        )
    pages = {page: _read_page(folder / f"{page}.toml") for page in PAGES}
    world, posts, organisations = pages["world"], pages["posts"], pages["organisations"]
    try:
        return WorldFacts(
            name=world["name"],
            title=world["title"],
            notice=world["notice"],
            district=world["district"],
            plan=world["plan"],
            roles=pages["roles"]["role"],
            posts=[PostRule(**rule) for rule in posts["posts"]],
            absences=[Absence(row["role"], row["unit"], row["from"]) for row in posts.get("absence", [])],
            organisations=organisations["organisation"],
            series=organisations["series"],
            facts=[Fact(**fact) for fact in pages["facts"]["fact"]],
            cases=pages["cases"]["case"],
        )
    except (KeyError, TypeError) as error:
        raise _damaged(folder, str(error)) from error


def list_worlds(seeds_dir: Path = SEEDS_DIR) -> list[str]:
    """Names of the worlds there are, in order."""
    return sorted(page.parent.name for page in seeds_dir.glob("*/world.toml"))


def _read_page(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, detail: str) -> InputError:
    return InputError(
        f"{path}: {detail}",
        chinese=f"种子文件“{path}”无法读取：{detail}",
        code="world_damaged",
        file=str(path),
    )
