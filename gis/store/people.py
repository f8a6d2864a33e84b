"""Keep duties: roles, numbered officeholders, posts at units, and who acts on a day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from gis.errors import InputError, NotFound
from gis.model.ids import OfficeholderId, PostId, UnitId
from gis.store.editions import today
from gis.store.frames import read_table
from gis.store.programs import statement


def save_roles(connection: Connection, roles: Iterable[Mapping[str, Any]]) -> None:
    """Keep role templates; one of the same code takes the former's place.

    Parameters
    ----------
    roles
        code, chinese, unit_kind, and where known set_name, rank (first first), posts_per_unit, source, certainty,
        duties (a line each).
    """
    usual = {
        "set_name": "",
        "rank": 100,
        "posts_per_unit": None,
        "source": "",
        "certainty": "",
        "duties": "",
    }
    for role in roles:
        connection.execute(statement("people", "save_role"), {**usual, **role})


def roles_held(connection: Connection) -> frozenset[str]:
    """Say in which roles there is or was a post, by code."""
    return frozenset(connection.scalars(statement("people", "roles_held")))


def drop_roles(connection: Connection, codes: Sequence[str]) -> None:
    """Take out role templates that no post was ever held in; the others are refused by the table itself."""
    connection.execute(statement("people", "drop_roles"), {"codes": list(codes)})


def read_roles(connection: Connection) -> pd.DataFrame:
    """Read the role templates in their order."""
    return read_table(connection, statement("people", "roles"))


def add_officeholder(connection: Connection, *, territory: str, number: int) -> OfficeholderId:
    """Add an officeholder by number (负责人 017); the same number gives the same one."""
    known = {"territory": territory, "number": number}
    return OfficeholderId(connection.execute(statement("people", "add_officeholder"), known).scalar_one())


def find_officeholder(connection: Connection, territory: str, number: int) -> OfficeholderId | None:
    """Find an officeholder by number; None where there is none yet."""
    known = {"territory": territory, "number": number}
    found = connection.scalar(statement("people", "officeholder_numbered"), known)
    return None if found is None else OfficeholderId(found)


def appoint(
    connection: Connection,
    *,
    role: str,
    unit_id: UnitId,
    officeholder_id: OfficeholderId | None = None,
    substitute_id: OfficeholderId | None = None,
    from_date: date,
) -> PostId:
    """Make a post from a day (included); without an officeholder it is shown as vacant.

    Raises
    ------
    InputError
        There is no such role or unit, or the role is not held at units of this kind (``post_does_not_fit``).
    """
    known = {
        "role": role,
        "unit_id": unit_id,
        "officeholder_id": officeholder_id,
        "substitute_id": substitute_id,
        "from_date": from_date,
    }
    post_id = connection.scalar(statement("people", "appoint"), known)
    if post_id is None:
        raise InputError(
            f"role {role!r} does not fit unit {unit_id}",
            chinese=f"角色“{role}”不存在，或不能设在该类区域",
            code="post_does_not_fit",
            role=role,
            unit_id=unit_id,
        )
    return PostId(post_id)


def end_post(connection: Connection, post_id: PostId, *, on_date: date) -> None:
    """End a post: the day given is the first without it.

    Raises
    ------
    NotFound
        There is no such post in force, or it began on that day or later.
    """
    known = {"post_id": post_id, "on_date": on_date}
    if connection.execute(statement("people", "end_post"), known).rowcount == 0:
        raise _no_post(post_id)


def fill_post(
    connection: Connection,
    post_id: PostId,
    *,
    officeholder_id: OfficeholderId | None,
    substitute_id: OfficeholderId | None = None,
) -> None:
    """Put somebody into a post that is vacant or wrongly filled; for a successor, end it and appoint anew."""
    known = {"post_id": post_id, "officeholder_id": officeholder_id, "substitute_id": substitute_id}
    if connection.execute(statement("people", "fill_post"), known).rowcount == 0:
        raise _no_post(post_id)


def record_absence(connection: Connection, post_id: PostId, *, from_date: date, to_date: date | None) -> None:
    """Let the substitute act from a day (included) to a day (excluded; None: until further notice)."""
    known = {"post_id": post_id, "from_date": from_date, "to_date": to_date}
    if connection.scalar(statement("people", "absence"), known) is None:
        raise _no_post(post_id)


def read_officeholders(connection: Connection, officeholder_ids: Sequence[OfficeholderId]) -> pd.DataFrame:
    """Read officeholders by id: officeholder_id, number."""
    known = {"officeholder_ids": [int(value) for value in officeholder_ids]}
    return read_table(connection, statement("people", "officeholders"), known)


def is_known(connection: Connection, officeholder_id: OfficeholderId) -> bool:
    """Whether the session knows an officeholder from a post, present or past."""
    known = {"officeholder_id": officeholder_id}
    return connection.scalar(statement("people", "path_of_officeholder"), known) is not None


def _no_post(post_id: PostId) -> NotFound:
    return NotFound(f"no post {post_id}", chinese="没有此岗位，或已结束", code="post_unknown")


def read_posts(
    connection: Connection,
    *,
    within: str | None = None,
    unit_ids: Sequence[UnitId] | None = None,
    at: date | None = None,
) -> pd.DataFrame:
    """Read the posts of a day that the session may see.

    Returns
    -------
    DataFrame
        post_id, role, role_chinese, set_name, rank, unit_id, unit_kind, unit_name, path, officeholder_id and
        _number, substitute_id and _number, from_date, to_date, is_absent, is_vacant, acting_id and _number
        (missing: nobody acts). In the order of the roles' ranks.
    """
    conditions: list[str] = []
    known: dict[str, Any] = {"on": at or today(connection)}
    if within is not None:
        conditions.append("p.path <@ CAST(:within AS ltree)")
        known["within"] = within
    if unit_ids is not None:
        conditions.append("p.unit_id = ANY(CAST(:unit_ids AS bigint[]))")
        known["unit_ids"] = [int(unit_id) for unit_id in unit_ids]
    return read_table(connection, statement("people", "posts", *conditions), known)


def acting(connection: Connection, unit_ids: Sequence[UnitId], *, on: date | None = None) -> pd.DataFrame:
    """Say who acts at units on a day: the officeholder, or the substitute while absent.

    Returns
    -------
    DataFrame
        unit_id, post_id, role, role_chinese, rank, officeholder_id, officeholder_number (both of who acts; missing
        where vacant, or where the absent one has no substitute), is_substitute, is_vacant.
    """
    posts = read_posts(connection, unit_ids=unit_ids, at=on)
    kept = ["unit_id", "post_id", "role", "role_chinese", "rank"]
    answer = posts[kept].assign(
        officeholder_id=posts["acting_id"].astype("Int64"),
        officeholder_number=posts["acting_number"].astype("Int64"),
        is_substitute=posts["is_absent"].astype(bool),
        is_vacant=posts["acting_id"].isna(),
    )
    return answer.reset_index(drop=True)


def read_vacancies(connection: Connection, *, within: str, at: date | None = None) -> pd.DataFrame:
    """Say where a unit has fewer filled posts than its role template asks for.

    Returns
    -------
    DataFrame
        unit_id, unit_kind, unit_name, role, role_chinese, missing.
    """
    known = {"within": within, "on": at or today(connection)}
    return read_table(connection, statement("people", "vacancies"), known)


def read_unmade_posts(
    connection: Connection, *, unit_ids: Sequence[UnitId] | None = None, at: date | None = None
) -> pd.DataFrame:
    """Say which posts a role's template asks for that nobody has made, filled or vacant.

    A building without households asks for none.

    Returns
    -------
    DataFrame
        unit_id, path, role, role_chinese, rank, missing (how many).
    """
    known: dict[str, Any] = {"on": at or today(connection)}
    conditions = []
    if unit_ids is not None:
        conditions.append("v.unit_id = ANY(CAST(:unit_ids AS bigint[]))")
        known["unit_ids"] = [int(unit_id) for unit_id in unit_ids]
    return read_table(connection, statement("people", "unmade_posts", *conditions), known)


def save_organisation(
    connection: Connection,
    *,
    territory: str,
    code: str,
    name: str,
    kind: str,
    unit_id: UnitId | None = None,
    duties: str = "",
) -> int:
    """Keep an organisation; one of the same code takes the former's place."""
    known = {
        "territory": territory,
        "code": code,
        "name": name,
        "kind": kind,
        "unit_id": unit_id,
        "duties": duties,
    }
    return int(connection.execute(statement("people", "save_organisation"), known).scalar_one())


def read_organisations(
    connection: Connection, *, kind: str | None = None, within: str | None = None
) -> pd.DataFrame:
    """Read organisations: id, territory, code, name, kind, unit_id, duties."""
    asked = {"o.kind = :kind": ("kind", kind), "u.path <@ CAST(:within AS ltree)": ("within", within)}
    chosen = {condition: given for condition, given in asked.items() if given[1] is not None}
    return read_table(connection, statement("people", "organisations", *chosen), dict(chosen.values()))
