"""Keep and choose what service circles are measured by: templates of tiers, and tables of POI types.

What comes with the house is version 1; an edit is a new version of the same name, kept with its source, how sure each
part is, and why it was made. A measurement takes the newest, and says which it took.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from gis.coverage.poi_tables import (
    COLUMNS,
    MOST_ROWS,
    amap_table_of,
    built_in_rows,
    osm_table_of,
    tables_in_use,
)
from gis.coverage.templates import Template, built_in_content, list_templates, parse_template
from gis.errors import InputError, NotAllowed, NotFound
from gis.model.access import Right, Scope
from gis.store import standards
from gis.store.engine import Connection, Store
from gis.store.standards import StandardRecord

TIERS = "tiers"
BUILT_IN_VERSION = 1
_POI = {
    "osm": (
        "OSM 标签对照表",
        "OpenStreetMap 维基 Map features 的标签含义",
        "标签含义：社区约定；归入哪一类：本系统整理，请核对",
    ),
    "amap": (
        "高德分类名称对照表",
        "高德地图 POI 分类（大类;中类;小类）的名称",
        "分类名称：高德公开；归入哪一类：本系统整理，请核对",
    ),
}
_ITEM = ("key", "chinese", "category", "subtypes", "minutes", "optional")


def list_standards(store: Store, scope: Scope) -> list[dict[str, Any]]:
    """List templates and tables, each in its newest version, with the versions there are."""
    with store.session(scope) as connection:
        kept = [one for one in standards.read_standards(connection) if one.subject in (TIERS, *_POI)]
    names = [(TIERS, name) for name in list_templates()] + [(subject, subject) for subject in _POI]
    names += sorted({(one.subject, one.name) for one in kept} - set(names))
    listed = []
    for subject, name in names:
        versions = [one for one in kept if (one.subject, one.name) == (subject, name)]
        built_in = _built_in(subject, name)
        newest = (versions + ([built_in] if built_in else []))[0]
        history = [_headed(one) for one in (*versions, *([built_in] if built_in else []))]
        listed.append({**_headed(newest), "kind": str(newest.content.get("kind", "")), "versions": history})
    return listed


def _headed(one: StandardRecord) -> dict[str, Any]:
    names = ("subject", "name", "version", "chinese", "source", "certainty", "note", "made_at")
    return {name: getattr(one, name) for name in names}


def _built_in(subject: str, name: str) -> StandardRecord | None:
    """What comes with the house under this name."""
    if subject == TIERS:
        content = built_in_content(name)
        if content is None:
            return None
        kept = {field: content[field] for field in ("kind", "inclusive", "items")}
        head = (content["chinese"], kept, content["source"], content["certainty"])
    elif subject in _POI and name == subject:
        chinese, source, certainty = _POI[subject]
        head = (chinese, {"rows": built_in_rows(subject)}, source, certainty)
    else:
        return None
    chinese, kept, source, certainty = head
    note = "随系统提供"
    return StandardRecord(subject, name, BUILT_IN_VERSION, chinese, kept, source, certainty, note, None)


def show_standard(
    store: Store, scope: Scope, subject: str, name: str, version: int | None = None
) -> dict[str, Any]:
    """Give one version of a template or table with its content; the newest where none is asked for.

    Raises
    ------
    NotFound
        ``standard_unknown``.
    """
    with store.session(scope) as connection:
        found = _find(connection, subject, name, version)
    return {**_headed(found), "content": found.content}


def _find(connection: Connection, subject: str, name: str, version: int | None = None) -> StandardRecord:
    kept = standards.read_standards(connection, subject=subject, name=name)
    built_in = _built_in(subject, name)
    for one in (*kept, *([built_in] if built_in else [])):
        if version in (None, one.version):
            return one
    raise NotFound(
        f"no standard {subject} {name} {version or ''}",
        chinese=f"没有“{name[:40]}”{f'的第 {version} 版' if version else ''}",
        code="standard_unknown",
        value=name[:80],
    )


def template_of(connection: Connection, name: str) -> Template:
    """Take the newest version of a template by its name; never a file by its path.

    Raises
    ------
    InputError
        ``template_unknown``.
    """
    try:
        found = _find(connection, TIERS, name)
    except NotFound as error:
        known = sorted(
            {*list_templates(), *(one.name for one in standards.read_standards(connection, subject=TIERS))}
        )
        raise InputError(
            f"no template {name[:80]!r}",
            chinese=f"没有名为“{name[:40]}”的生活圈模板，可选：{'、'.join(known)}",
            code="template_unknown",
            value=name[:80],
        ) from error
    return _template(found)


def kept_template(store: Store, scope: Scope, name: str, version: int | None = None) -> Template:
    """One version of a template, the newest where none is asked for; version 1 of the house's counts.

    Raises
    ------
    NotFound
        ``standard_unknown``.
    """
    with store.session(scope) as connection:
        return _template(_find(connection, TIERS, name, version))


def _template(found: StandardRecord) -> Template:
    head = {"name": found.name, "version": str(found.version), "chinese": found.chinese}
    return parse_template({**found.content, **head, "source": found.source, "certainty": found.certainty})


def templates_of(connection: Connection) -> list[Template]:
    """The newest version of every template, those of the house first."""
    kept = standards.read_standards(connection, subject=TIERS)
    own = list(dict.fromkeys(one.name for one in kept if built_in_content(one.name) is None))
    return [template_of(connection, name) for name in (*list_templates(), *sorted(own))]


def template_mark(template: Template) -> str:
    """A hash that changes when anything of a template does."""
    return hashlib.sha256(repr(template).encode()).hexdigest()


def save_template(
    store: Store, scope: Scope, name: str, content: Mapping[str, Any], *, note: str = ""
) -> int:
    """Keep a new version of a template, or a new template, and return the version.

    Parameters
    ----------
    content
        ``chinese``, ``kind``, ``source``, ``certainty``, ``inclusive`` and ``items``, as in a template's file.

    Raises
    ------
    NotAllowed
        The person may not measure service circles.
    InputError
        ``template_invalid``; ``circles_mixed`` where the versions before were of the other kind of circle.
    """
    _require(scope)
    if not (name.isidentifier() and name.isascii() and len(name) <= 40):
        raise _invalid("模板的标识应由字母、数字、下划线组成，最多 40 个字符")
    try:
        template = parse_template({**content, "name": name, "version": "0"})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _invalid(f"模板不成立：{error}") from error
    items = [
        dict(
            zip(
                _ITEM,
                (i.key, i.chinese, i.category.value, [*i.subtypes], [*i.minutes], i.is_optional),
                strict=True,
            )
        )
        for i in template.items
    ]
    kept = {"kind": template.kind, "inclusive": template.is_inclusive, "items": items}
    with store.system() as connection:
        _refuse_other_kind(connection, template)
        return standards.save_standard(
            connection,
            subject=TIERS,
            name=name,
            chinese=template.chinese,
            content=kept,
            source=template.source,
            certainty=template.certainty,
            note=note,
            built_in_version=BUILT_IN_VERSION if built_in_content(name) is not None else 0,
            by=scope.user_id,
        )


def _refuse_other_kind(connection: Connection, template: Template) -> None:
    try:
        former = _find(connection, TIERS, template.name)
    except NotFound:
        return
    if former.content["kind"] != template.kind:
        raise InputError(
            f"{template.name} is a {former.content['kind']}",
            chinese=f"“{former.chinese}”属于{former.content['kind']}，不能改成{template.kind}；请另建一个模板",
            code="circles_mixed",
        )


def save_poi_table(
    store: Store,
    scope: Scope,
    subject: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    source: str,
    certainty: str,
    note: str = "",
) -> int:
    """Keep a new version of the table ``osm`` or ``amap``, and return the version.

    Raises
    ------
    NotAllowed
        The person may not measure service circles.
    InputError
        ``table_invalid`` names the faulty row.
    """
    _require(scope)
    if subject not in _POI:
        raise _invalid(f"没有名为“{subject[:40]}”的对照表", code="table_invalid")
    if not rows or len(rows) > MOST_ROWS or not source.strip() or not certainty.strip():
        raise _invalid(f"对照表应有 1–{MOST_ROWS} 行，并写明来源和可信程度", code="table_invalid")
    plain = [{name: str(row.get(name) or "").strip() for name in COLUMNS[subject]} for row in rows]
    table: Mapping[Any, Any] = osm_table_of(plain) if subject == "osm" else amap_table_of(plain)
    if len(table) < len(plain):
        raise _invalid("对照表有重复的行", code="table_invalid")
    with store.system() as connection:
        return standards.save_standard(
            connection,
            subject=subject,
            name=subject,
            chinese=_POI[subject][0],
            content={"rows": plain},
            source=source.strip(),
            certainty=certainty.strip(),
            note=note,
            built_in_version=BUILT_IN_VERSION,
            by=scope.user_id,
        )


@contextmanager
def poi_tables_of(connection: Connection) -> Iterator[None]:
    """Read points of interest by the newest kept tables within the block."""
    newest = {subject: standards.read_standards(connection, subject=subject)[:1] for subject in _POI}
    rows = {subject: kept[0].content["rows"] for subject, kept in newest.items() if kept}
    with tables_in_use(
        osm=osm_table_of(rows["osm"]) if "osm" in rows else None,
        amap=amap_table_of(rows["amap"]) if "amap" in rows else None,
    ):
        yield


def _require(scope: Scope) -> None:
    if not scope.may(Right.MEASURE_COVERAGE):
        raise NotAllowed("may not edit standards", chinese="您的角色不能修改生活圈模板", code="right_missing")


def _invalid(fault: str, *, code: str = "template_invalid") -> InputError:
    return InputError(fault, chinese=fault, code=code)
