"""Appoint to posts, end them, name substitutes, record absences; each with who did it and when.

A person is a number. Consent to stand on a notice board ends with the last post: whoever is appointed again is
asked again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gis.errors import Conflict, InputError, NotFound
from gis.model.access import Scope
from gis.model.ids import OfficeholderId, PostId, UnitId
from gis.store import audit, contacts, duties, people, units
from gis.store.editions import today
from gis.store.engine import Connection, Store
from gis.workflows.own_units import own_unit

CONTACT_KINDS = ("office_phone", "duty_phone", "wechat_group")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has no number yet.

    Attributes
    ----------
    contacts
        Contacts of duty by kind: office_phone, duty_phone, wechat_group.
    """

    contacts: Mapping[str, str] = field(default_factory=dict)


def appoint(
    store: Store,
    scope: Scope,
    *,
    role: str,
    unit_id: UnitId,
    holder: OfficeholderId | Newcomer | None,
    from_date: date,
    substitute_id: OfficeholderId | None = None,
) -> PostId:
    """Make a post from a day on.

    Parameters
    ----------
    holder
        Somebody known, somebody new, or nobody: the post is then vacant.

    Raises
    ------
    InputError
        ``post_does_not_fit``, ``contact_kind_unknown``.
    NotFound
        The unit, holder or substitute is not in one's scope.
    Conflict
        The unit has as many posts of the role as its template asks for (``post_taken``).
    """
    with store.session(scope) as connection:
        unit = own_unit(connection, scope, unit_id)
        if duties.places_left(connection, role=role, unit_id=unit_id, from_date=from_date) == 0:
            raise Conflict(
                f"{role} at {unit_id} is full",
                chinese="此岗位已有人任职（或已设空缺岗位）。换人请先办理离任，空缺请直接补任",
                code="post_taken",
            )
        officeholder_id = _holder(connection, holder, territory=unit.territory)
        _check_known(connection, substitute_id)
        post_id = people.appoint(
            connection,
            role=role,
            unit_id=unit_id,
            officeholder_id=officeholder_id,
            substitute_id=substitute_id,
            from_date=from_date,
        )
        if isinstance(holder, Newcomer) and officeholder_id is not None:
            save_contacts(connection, officeholder_id, holder.contacts)
        _record(connection, scope, "post_appointed", post_id, unit.path, role=role, from_date=from_date)
        return post_id


def fill(
    store: Store,
    scope: Scope,
    post_id: PostId,
    *,
    holder: OfficeholderId | Newcomer | None,
    from_date: date,
) -> PostId:
    """Put somebody in a post from a day on; the former holder's post ends that day.

    Raises
    ------
    NotFound, InputError, Conflict
        As ``appoint`` and ``end``.
    """
    with store.session(scope) as connection:
        post = _post(connection, post_id)
        begun = post["from_date"]
        unit = units.read_unit(connection, UnitId(int(post["unit_id"])))
        officeholder_id = _holder(connection, holder, territory=unit.territory)
        if post["is_vacant"] and begun is not None and from_date <= begun:
            people.fill_post(connection, post_id, officeholder_id=officeholder_id)
            filled = post_id
        else:
            people.end_post(connection, post_id, on_date=from_date)
            filled = people.appoint(
                connection,
                role=str(post["role"]),
                unit_id=unit.unit_id,
                officeholder_id=officeholder_id,
                from_date=from_date,
            )
        if isinstance(holder, Newcomer) and officeholder_id is not None:
            save_contacts(connection, officeholder_id, holder.contacts)
        _record(connection, scope, "post_filled", filled, unit.path, former=post_id, from_date=from_date)
        return filled


def end(store: Store, scope: Scope, post_id: PostId, *, on_date: date) -> None:
    """End a post; the day given is the first without it, and absences of it end with it.

    Raises
    ------
    NotFound
        ``post_unknown``: there is none in one's scope, it has ended, or it began on that day or later.
    """
    with store.session(scope) as connection:
        post = _post(connection, post_id)
        people.end_post(connection, post_id, on_date=on_date)
        duties.end_absence(connection, post_id, on_date=on_date)
        _record(connection, scope, "post_ended", post_id, str(post["path"]), on_date=on_date)


def substitute(store: Store, scope: Scope, post_id: PostId, substitute_id: OfficeholderId | None) -> None:
    """Name who stands in (AB角), or nobody; ``NotFound`` as ``end``, ``Conflict`` where it is the holder."""
    with store.session(scope) as connection:
        post = _post(connection, post_id)
        _check_known(connection, substitute_id)
        duties.set_substitute(connection, post_id, substitute_id)
        _record(connection, scope, "substitute_named", post_id, str(post["path"]), substitute=substitute_id)


def go_away(store: Store, scope: Scope, post_id: PostId, *, from_date: date, to_date: date | None) -> None:
    """Let the substitute act from a day (included) to another (excluded; None: until further notice).

    Raises
    ------
    InputError
        ``absence_invalid`` where the second day is not after the first.
    NotFound, Conflict
        As ``end``; the days overlap another absence.
    """
    if to_date is not None and to_date <= from_date:
        raise InputError(
            "absence ends before it begins", chinese="代行的结束日期须晚于开始日期", code="absence_invalid"
        )
    with store.session(scope) as connection:
        post = _post(connection, post_id)
        people.record_absence(connection, post_id, from_date=from_date, to_date=to_date)
        _record(connection, scope, "absence_recorded", post_id, str(post["path"]), from_date=from_date)


def come_back(store: Store, scope: Scope, post_id: PostId, *, on_date: date) -> None:
    """Let the holder act again from a day on; ``NotFound`` (``absence_unknown``) where nobody is away."""
    with store.session(scope) as connection:
        post = _post(connection, post_id)
        if not duties.end_absence(connection, post_id, on_date=on_date):
            raise NotFound(
                f"nobody away from {post_id}", chinese="此岗位没有代行记录", code="absence_unknown"
            )
        _record(connection, scope, "absence_ended", post_id, str(post["path"]), on_date=on_date)


def keep_contacts(
    store: Store, scope: Scope, officeholder_id: OfficeholderId, given: Mapping[str, str]
) -> None:
    """Keep contacts of duty, sealed; ``NotFound`` outside one's scope, ``InputError`` for an unknown kind."""
    with store.session(scope) as connection:
        _check_known(connection, officeholder_id)
        save_contacts(connection, officeholder_id, given)
        audit.record(
            connection,
            action="contact_saved",
            by=scope.user_id,
            target_kind="officeholder",
            target_id=officeholder_id,
            detail={"kinds": sorted(given)},
        )


def save_contacts(connection: Connection, officeholder_id: OfficeholderId, given: Mapping[str, str]) -> None:
    """Seal contacts of one officeholder; raises ``InputError`` (``contact_kind_unknown``)."""
    for kind, value in given.items():
        if kind not in CONTACT_KINDS:
            raise InputError(
                f"no contact kind {kind!r}",
                chinese=f"没有“{kind}”这种联系方式，可填：办公电话、值守电话、工作群",
                code="contact_kind_unknown",
            )
        contacts.save_contact(connection, officeholder_id, kind=kind, value=value)


def _holder(
    connection: Connection, holder: OfficeholderId | Newcomer | None, *, territory: str
) -> OfficeholderId | None:
    """Find or number who is to hold a post."""
    if isinstance(holder, Newcomer):
        number = duties.next_number(connection, territory)
        return people.add_officeholder(connection, territory=territory, number=number)
    _check_known(connection, holder)
    return holder


def _check_known(connection: Connection, officeholder_id: OfficeholderId | None) -> None:
    """Refuse a number that the session knows from no post, present or past."""
    if officeholder_id is not None and not people.is_known(connection, officeholder_id):
        raise NotFound(
            f"no officeholder {officeholder_id} in scope",
            chinese="职责范围内没有此负责人",
            code="officeholder_unknown",
        )


def _post(connection: Connection, post_id: PostId) -> Mapping[str, Any]:
    """Read a post that the session sees today."""
    posts = people.read_posts(connection, at=today(connection))
    own = posts[posts["post_id"] == post_id]
    if own.empty:
        raise NotFound(f"no post {post_id}", chinese="没有此岗位，或已结束", code="post_unknown")
    return {str(name): value for name, value in own.iloc[0].to_dict().items()}


def _record(
    connection: Connection, scope: Scope, action: str, post_id: PostId, path: str, **detail: object
) -> None:
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in detail.items()}
    audit.record(
        connection,
        action=action,
        by=scope.user_id,
        target_kind="post",
        target_id=post_id,
        path=path,
        detail=told,
    )
