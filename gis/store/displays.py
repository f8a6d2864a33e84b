"""Keep who agreed to be shown on notice boards (公示栏): per post, with the name, portrait and contact agreed to.

Consent is for one post and ends with it: from the first day without the post, or when another holds it, nothing is
shown any more, and ``forget_ended`` erases name and portrait. A portrait is kept for this one purpose, encrypted,
and never compared with anything.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from gis.errors import NotFound
from gis.model.ids import PostId, UserId
from gis.store.contacts import vault_of
from gis.store.editions import today
from gis.store.frames import read_table
from gis.store.programs import statement


@dataclass(frozen=True, slots=True)
class Display:
    """What one officeholder agreed to show in one post.

    Attributes
    ----------
    name
        Empty: shown by number.
    portrait
        JPEG; None where none was given.
    contact
        In full; empty where none was agreed to, or it is not kept.
    """

    post_id: PostId
    name: str
    portrait: bytes | None
    contact: str


def grant(
    connection: Connection,
    post_id: PostId,
    *,
    name: str = "",
    contact_kind: str = "",
    paper: str,
    granted_on: date,
    by: UserId | None = None,
) -> None:
    """Keep that the holder of a post agreed to be shown; a former consent of the post is erased first.

    Raises
    ------
    NotFound
        The post is vacant, over, or not the session's to see (``post_unknown``).
    """
    withdraw(connection, post_id)
    known = {
        "post_id": post_id,
        "sealed_name": vault_of(connection).seal(name.strip()) if name.strip() else None,
        "contact_kind": contact_kind,
        "paper": paper,
        "granted_on": granted_on,
        "by": by,
    }
    if connection.execute(statement("displays", "grant"), known).rowcount == 0:
        raise NotFound(
            f"no holder of post {post_id}",
            chinese="没有此岗位、已结束或空缺，不能登记公示同意",
            code="post_unknown",
        )


def set_portrait(connection: Connection, post_id: PostId, jpeg: bytes) -> None:
    """Keep the portrait for the board, sealed.

    Raises
    ------
    NotFound
        Nobody in this post has agreed to be shown (``consent_missing``).
    """
    known = {"post_id": post_id, "sealed_portrait": vault_of(connection).seal_bytes(jpeg)}
    if connection.execute(statement("displays", "set_portrait"), known).rowcount == 0:
        raise NotFound(
            f"no consent for post {post_id}",
            chinese="该岗位的负责人尚未登记公示同意，不能保存照片",
            code="consent_missing",
        )


def withdraw(connection: Connection, post_id: PostId) -> bool:
    """End the consent of a post at once, erasing name and portrait; say whether there was one."""
    return connection.execute(statement("displays", "withdraw"), {"post_id": post_id}).rowcount > 0


def forget_ended(connection: Connection) -> int:
    """Erase the consents of posts that are over or held by somebody else; give how many. To be run daily."""
    return int(connection.execute(statement("displays", "forget_ended")).rowcount)


def path_of_post(connection: Connection, post_id: PostId) -> str | None:
    """Say where a post lies in the tree of units; None where the session sees no such post."""
    path = connection.scalar(statement("displays", "path_of_post"), {"post_id": post_id})
    return None if path is None else str(path)


def read_consents(connection: Connection, *, unit_ids: list[int], at: date | None = None) -> pd.DataFrame:
    """Read the posts of units with what was agreed to, without opening anything.

    Returns
    -------
    DataFrame
        post_id, role, role_chinese, rank, duties, unit_id, unit_kind, unit_name, officeholder_id,
        officeholder_number (missing: vacant), consents, has_name, has_portrait, contact_kind, has_contact. In the
        order of units and ranks; only posts the session may see.
    """
    known = {"unit_ids": unit_ids, "on": at or today(connection)}
    return read_table(connection, statement("displays", "consents"), known)


def open_displays(connection: Connection, post_ids: list[int]) -> dict[int, Display]:
    """Open what the holders of posts agreed to show, for print; ended consents give nothing."""
    rows = connection.execute(statement("displays", "open"), {"post_ids": post_ids}).all()
    vault = vault_of(connection)

    def opened(sealed: Any) -> str:
        return "" if sealed is None else vault.open(bytes(sealed))

    return {
        int(row.post_id): Display(
            PostId(row.post_id),
            opened(row.sealed_name),
            None if row.sealed_portrait is None else vault.open_bytes(bytes(row.sealed_portrait)),
            opened(row.sealed_contact),
        )
        for row in rows
    }
