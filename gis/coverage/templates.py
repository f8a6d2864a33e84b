"""Read what a service circle must hold: items, walking minutes, source and how certain it is."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gis.errors import InputError
from gis.model.categories import SIX_CATEGORIES, Category

_FOLDER = Path(__file__).parent / "standards"
LONGEST_MINUTES = 30
MOST_ITEMS = 60
CIRCLE_KINDS = ("生活圈居住区", "便民生活圈")
"""The standard's notion and the ministry's; one report speaks of one of them."""


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of facility asked for.

    Attributes
    ----------
    key, chinese
        Column name in the answer, and what people read.
    category
        The category it belongs to.
    subtypes
        Subtypes that count; empty: every facility of the category.
    minutes
        Tiers it is asked for in, ascending.
    is_optional
        Left out, without a word, where the place has no such facility.
    """

    key: str
    chinese: str
    category: Category
    subtypes: tuple[str, ...]
    minutes: tuple[int, ...]
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A standard as data.

    Attributes
    ----------
    name, chinese, version
        Identifier, title, version of this file.
    kind
        生活圈居住区 or 便民生活圈; never mixed in one report.
    source, certainty
        Where it stands, and how sure each part is.
    is_inclusive
        Whether a wider tier's facility serves a narrower tier (GB 50180-2018: no).
    items
        What is asked for.
    """

    name: str
    chinese: str
    version: str
    kind: str
    source: str
    certainty: str
    is_inclusive: bool
    items: tuple[Item, ...]

    @property
    def widest_minutes(self) -> int:
        """The widest tier."""
        return max(item.minutes[-1] for item in self.items)

    @property
    def tiers(self) -> tuple[int, ...]:
        """All tiers, ascending."""
        return tuple(sorted({minutes for item in self.items for minutes in item.minutes}))

    @property
    def required_categories(self) -> tuple[Category, ...]:
        """Categories of the six that the template asks for."""
        asked = {item.category for item in self.items}
        return tuple(category for category in SIX_CATEGORIES if category in asked)


def list_templates() -> list[str]:
    """Names of the templates that come with the house."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def read_template(template: "str | Path | Template") -> Template:
    """Find a template by name, or read one from a TOML file.

    Raises
    ------
    InputError
        ``template_unknown``, ``template_invalid``.
    """
    if isinstance(template, Template):
        return template
    path = _built_in(str(template)) or Path(template)
    if path.suffix != ".toml" or not path.is_file():
        raise InputError(
            f"no template {template!r}",
            chinese=f"没有名为“{template}”的生活圈模板，可选：{'、'.join(list_templates())}，或给出 .toml 文件；"
            "数据库中的模板写成 名称@版本号",
            code="template_unknown",
            value=str(template),
        )
    try:
        return parse_template(tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path}: {error}",
            chinese=f"模板文件“{path}”不成立：{error}",
            code="template_invalid",
            file=str(path),
        ) from error


def _built_in(name: str) -> Path | None:
    """The file of a template that comes with the house."""
    path = _FOLDER / f"{name}.toml"
    return path if path.is_file() and Path(name).name == name else None


def built_in_content(name: str) -> dict[str, Any] | None:
    """What stands in the file of a template that comes with the house; None where none of this name does."""
    path = _built_in(name)
    return None if path is None else tomllib.loads(path.read_text(encoding="utf-8"))


def parse_template(content: dict[str, Any]) -> Template:
    """Check the content of a template file; ``ValueError``, ``KeyError`` or ``TypeError`` where it is wrong."""
    items = tuple(_item(entry) for entry in content["items"])
    keys = [item.key for item in items]
    if not items or len(items) > MOST_ITEMS or len(set(keys)) < len(keys):
        raise ValueError(f"项目应有 1–{MOST_ITEMS} 个，key 不能重复")
    if content["kind"] not in CIRCLE_KINDS:
        raise ValueError(f"kind 应为{'或'.join(CIRCLE_KINDS)}，两种生活圈不能混在一个模板里")
    for name in ("chinese", "source", "certainty"):
        if not str(content[name]).strip():
            raise ValueError(f"{name} 不能为空：每个模板都要写明名称、来源和可信程度")
    return Template(
        str(content["name"]),
        str(content["chinese"]),
        str(content["version"]),
        str(content["kind"]),
        str(content["source"]),
        str(content["certainty"]),
        bool(content["inclusive"]),
        items,
    )


def _item(entry: dict[str, Any]) -> Item:
    minutes = tuple(sorted({int(value) for value in entry["minutes"]}))
    if not minutes or minutes[0] < 1 or minutes[-1] > LONGEST_MINUTES:
        raise ValueError(f"minutes 应在 1–{LONGEST_MINUTES} 之间")
    if not str(entry["key"]).isidentifier():
        raise ValueError("key 应由字母、数字、下划线组成")
    subtypes = tuple(str(value) for value in entry.get("subtypes", ()))
    category = Category(entry["category"])
    optional = bool(entry.get("optional", False))
    return Item(str(entry["key"]), str(entry["chinese"]), category, subtypes, minutes, optional)
