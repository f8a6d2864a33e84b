"""Edit what cases and posts go by: categories (with the admission, whistle and duty lists), the work calendar, roles.

Each edit is a new version with its source, how sure it is, and why it was made; it is logged with what it changed. What
was filed before keeps the version it was filed under. What comes with the house is version 1; of the roles, version 1
is what the office had before its first edit.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import tomli_w

from gis.casework.categories import document_of, parse_categories, read_categories
from gis.casework.working_time import calendar_document, parse_calendar, read_calendar_file
from gis.errors import Conflict, InputError, NotAllowed, NotFound
from gis.model.access import Right, Scope
from gis.model.roles import parse_roles, roles_document
from gis.store import accounts, audit, people, standards
from gis.store.engine import Connection, Store
from gis.store.standards import StandardRecord
from gis.workflows.live_standards import CALENDAR, CATEGORIES, forget_case_standards

ROLES = "roles"
SUBJECTS = {
    CATEGORIES: "事项分类与清单",
    CALENDAR: "工作日历（节假日与调休）",
    ROLES: "角色模板",
}
_HEAD = ("source", "certainty")
_FIRST_NOTE = {CATEGORIES: "随系统提供", CALENDAR: "随系统提供", ROLES: "首次修改之前"}
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class SavedStandard:
    """A new version, and the codes (of the calendar: years) that it added, took out and changed."""

    version: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def list_case_standards(store: Store, scope: Scope) -> list[dict[str, Any]]:
    """List the subjects, each with its versions, the newest first."""
    with store.session(scope) as connection:
        return [
            {
                "subject": subject,
                "chinese": chinese,
                "versions": [_headed(one) for one in _versions(connection, subject)],
            }
            for subject, chinese in SUBJECTS.items()
        ]


def show_case_standard(
    store: Store, scope: Scope, subject: str, version: int | None = None
) -> dict[str, Any]:
    """Give one version with its content; the newest where none is asked for; ``NotFound`` (``standard_unknown``)."""
    with store.session(scope) as connection:
        found = _find(connection, subject, version)
    return {**_headed(found), "subject": subject, "chinese": SUBJECTS[subject], "content": found.content}


def write_case_standard(store: Store, scope: Scope, subject: str, version: int | None = None) -> str:
    """Write one version as the text of a file that ``read_case_standard`` reads."""
    shown = show_case_standard(store, scope, subject, version)
    head = {name: shown[name] for name in ("subject", "version", *_HEAD)}
    return tomli_w.dumps({**head, **shown["content"]}, multiline_strings=True)


def read_case_standard(text: bytes) -> tuple[str, dict[str, Any]]:
    """Read a file's text: which subject it is about, and all it holds; ``InputError`` (``file_unreadable``)."""
    try:
        if len(text) > _MOST_BYTES:
            raise ValueError("文件过大")
        document = tomllib.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        told = f"读不出模板文件：{str(error)[:200]}"
        raise InputError(f"no template: {error}", chinese=told, code="file_unreadable") from error
    subject = document.pop("subject", None)
    if subject not in SUBJECTS:
        told = "、".join(SUBJECTS)
        raise InputError(
            "no subject", chinese=f"文件开头应写明 subject，为 {told} 之一", code="file_unreadable"
        )
    document.pop("version", None)
    return str(subject), document


def save_case_standard(
    store: Store,
    scope: Scope,
    subject: str,
    content: Mapping[str, Any],
    *,
    source: str,
    certainty: str,
    base_version: int | None = None,
    note: str = "",
) -> SavedStandard:
    """Keep a new version, in force from now on.

    Parameters
    ----------
    content
        As the subject's file has it.
    base_version
        The version it was made from; not checked where not given.

    Raises
    ------
    NotAllowed
        The person does not administer.
    NotFound
        ``standard_unknown``.
    InputError
        ``template_invalid``, ``calendar_invalid``, naming the entry; ``standard_unchanged``.
    Conflict
        ``standard_changed``: another version came meanwhile; ``department_in_use``, ``role_in_use``: an account answers to a
        department, or a post is held in a role, that the new version no longer has.
    """
    _check_told(scope, subject, source, certainty)
    head = {"source": source.strip()[:400], "certainty": certainty.strip()[:400]}
    plain = _NORMAL[subject](content)
    with store.system() as connection:
        newest = _find(connection, subject, None)
        _refuse_older(newest, base_version)
        if plain == newest.content and head == {name: getattr(newest, name) for name in _HEAD}:
            raise InputError("nothing changed", chinese="没有任何改动", code="standard_unchanged")
        _APPLY[subject](connection, newest, plain)
        version = standards.save_standard(
            connection,
            subject=subject,
            name=subject,
            chinese=SUBJECTS[subject],
            content=plain,
            note=note.strip()[:400],
            built_in_version=1,
            by=scope.user_id,
            **head,
        )
        saved = SavedStandard(version, *_difference(newest, plain))
        detail = {"subject": subject, "note": note.strip()[:400], **asdict(saved)}
        audit.record(
            connection, action="standard_saved", by=scope.user_id, target_kind="standard", detail=detail
        )
    forget_case_standards(store)
    return saved


def _check_told(scope: Scope, subject: str, source: str, certainty: str) -> None:
    if not scope.may(Right.ADMINISTER):
        raise NotAllowed("may not edit templates", chinese="模板由系统管理员修改", code="right_missing")
    if subject not in SUBJECTS:
        raise _unknown(subject, None)
    if not source.strip() or not certainty.strip():
        raise InputError("no source", chinese="请写明来源和可信程度", code="template_invalid")


def _versions(connection: Connection, subject: str) -> list[StandardRecord]:
    kept = standards.read_standards(connection, subject=subject)
    return kept if any(one.version == 1 for one in kept) else [*kept, _first(connection, subject)]


def _first(connection: Connection, subject: str) -> StandardRecord:
    """What there is before any edit: of the house, or the roles that the office has."""
    content: dict[str, Any]
    if subject == CATEGORIES:
        tree = read_categories()
        content, source, certainty = _categories(document_of(tree)), tree.source, tree.certainty
    elif subject == CALENDAR:
        content = read_calendar_file()
        source, certainty = content.pop("source"), content.pop("certainty")
    else:
        roles = people.read_roles(connection).astype(object)
        rows = roles.where(roles.notna(), None).to_dict("records")
        content = _roles({"role": rows}) if rows else {"role": []}
        source, certainty = "现有角色", "见各角色"
    note = _FIRST_NOTE[subject]
    return StandardRecord(subject, subject, 1, SUBJECTS[subject], content, source, certainty, note, None)


def _find(connection: Connection, subject: str, version: int | None) -> StandardRecord:
    if subject in SUBJECTS:
        for one in _versions(connection, subject):
            if version in (None, one.version):
                return one
    raise _unknown(subject, version)


def _unknown(subject: str, version: int | None) -> NotFound:
    told = f"没有“{subject[:40]}”" + (f"的第 {version} 版" if version else "这种模板")
    return NotFound(f"no standard {subject} {version}", chinese=told, code="standard_unknown")


def _headed(one: StandardRecord) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("version", "source", "certainty", "note", "made_at")}


def _refuse_older(newest: StandardRecord, base_version: int | None) -> None:
    if base_version is not None and base_version != newest.version:
        raise Conflict(
            f"{newest.name} is at version {newest.version}, not {base_version}",
            chinese=f"别人已保存第 {newest.version} 版，请打开新版再改",
            code="standard_changed",
            version=newest.version,
        )


def _categories(content: Mapping[str, Any]) -> dict[str, Any]:
    """As kept: head apart, since source and certainty stand beside the content."""
    written = document_of(parse_categories({"version": "0", "source": "-", "certainty": "-", **content}))
    return {name: value for name, value in written.items() if name not in ("version", *_HEAD)}


def _calendar(content: Mapping[str, Any]) -> dict[str, Any]:
    parse_calendar(content)
    return calendar_document(content)


def _roles(content: Mapping[str, Any]) -> dict[str, Any]:
    return roles_document(parse_roles(content))


_NORMAL: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    CATEGORIES: _categories,
    CALENDAR: _calendar,
    ROLES: _roles,
}


def _entries(subject: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """What a version is made of, by code; of the calendar by year."""
    if subject == CALENDAR:
        return {**content["years"], "作息": content["shifts"]}
    if subject == ROLES:
        return {role["code"]: role for role in content["role"]}
    minors = {
        minor["code"]: (major["chinese"], minor) for major in content["major"] for minor in major["minor"]
    }
    return minors | {one["code"]: one for name in ("department", "step") for one in content.get(name, ())}


def _difference(newest: StandardRecord, content: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """Codes added, taken out, changed."""
    before, after = _entries(newest.subject, newest.content), _entries(newest.subject, content)
    return (
        tuple(sorted(set(after) - set(before))),
        tuple(sorted(set(before) - set(after))),
        tuple(sorted(code for code in set(after) & set(before) if after[code] != before[code])),
    )


def _apply_categories(connection: Connection, _newest: StandardRecord, content: Mapping[str, Any]) -> None:
    known = {one["code"] for one in content.get("department", ())}
    lost = sorted(accounts.departments_answered(connection) - known)
    if lost:
        raise Conflict(
            f"accounts answer to {lost}",
            chinese=f"还有账号归属部门“{'、'.join(lost)[:80]}”，请先改这些账号的部门，再从职责清单删去",
            code="department_in_use",
        )


def _apply_roles(connection: Connection, newest: StandardRecord, content: Mapping[str, Any]) -> None:
    """Put the roles into force; the first edit keeps what was there before it, too."""
    before, after = _entries(ROLES, newest.content), _entries(ROLES, content)
    moved = {
        code
        for code, role in before.items()
        if code not in after or after[code]["unit_kind"] != role["unit_kind"]
    }
    held = sorted(moved & people.roles_held(connection))
    if held:
        told = "、".join(str(before[code]["chinese"]) for code in held)
        raise Conflict(
            f"posts are held in {held}",
            chinese=f"角色“{told[:80]}”有过岗位，不能删去或改换层级；不再设岗可把“每处应设”改为 0",
            code="role_in_use",
        )
    if newest.made_at is None:
        standards.save_standard(
            connection,
            subject=ROLES,
            name=ROLES,
            chinese=newest.chinese,
            content=newest.content,
            source=newest.source,
            certainty=newest.certainty,
            note=newest.note,
        )
    people.drop_roles(connection, sorted(set(before) - set(after)))
    people.save_roles(connection, content["role"])


_APPLY: dict[str, Callable[[Connection, StandardRecord, Mapping[str, Any]], None]] = {
    CATEGORIES: _apply_categories,
    CALENDAR: lambda _connection, _newest, _content: None,
    ROLES: _apply_roles,
}
