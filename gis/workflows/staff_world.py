"""Fill a demo world's posts with numbered officeholders, and seat its organisations."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from gis.errors import InputError
from gis.model.ids import OfficeholderId, PostId, UnitId
from gis.model.progress import Progress
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store import displays, people
from gis.store.contacts import save_contact
from gis.store.engine import Connection
from gis.store.layers import read_layer
from gis.store.people import add_officeholder, appoint, record_absence, save_organisation, save_roles
from gis.worlds.facts import Absence, PostRule, WorldFacts

LAYER_OF = {
    UnitKind.COMMUNITY: Layer.COMMUNITIES,
    UnitKind.ESTATE: Layer.ESTATES,
    UnitKind.GRID: Layer.GRIDS,
    UnitKind.BUILDING: Layer.BUILDINGS,
}


@dataclass(frozen=True, slots=True)
class Appointed:
    """The posts made for one rule, by the unit's name."""

    role: str
    posts: dict[str, PostId]


def staff_world(connection: Connection, facts: WorldFacts, progress: Progress) -> None:
    """Keep role templates, appoint by the rules, record absences, seat organisations.

    Officeholders are numbered in the order of the rules and, within one, of the units' codes.
    """
    save_roles(connection, facts.roles)
    kinds = {role["code"]: UnitKind(role["unit_kind"]) for role in facts.roles}
    units = {kind: _units(connection, kind, facts.name) for kind in LAYER_OF}
    number = 1
    appointed: list[Appointed] = []
    for done, rule in enumerate(facts.posts):
        progress("任命岗位", done, len(facts.posts))
        chosen = _chosen(units[_kind_of(kinds, rule)], rule)
        holders = [
            add_officeholder(connection, territory=facts.name, number=number + at)
            for at in range(rule.holders or len(chosen))
        ]
        number += len(holders)
        made = list(_appoint(connection, facts, rule, chosen, holders))
        appointed.append(Appointed(rule.role, dict(made)))
        if rule.contact is not None:
            _give_contacts(connection, rule.contact, holders, first=number - len(holders))
        if rule.is_shown:
            _show(connection, facts, rule, [post_id for _, post_id in made])
    for absence in facts.absences:
        _record(connection, absence, appointed)
    _seat(connection, facts, units[UnitKind.COMMUNITY])
    progress("任命岗位", len(facts.posts), len(facts.posts))


def _units(connection: Connection, kind: UnitKind, territory: str) -> pd.DataFrame:
    """Units of a kind in the order of their codes."""
    units = read_layer(connection, LAYER_OF[kind], territory=territory)
    return units.sort_values("code", kind="stable").reset_index(drop=True)


def _kind_of(kinds: dict[str, UnitKind], rule: PostRule) -> UnitKind:
    if rule.role not in kinds:
        raise InputError(
            f"no role {rule.role}",
            chinese=f"岗位规则提到的角色“{rule.role}”不在角色模板中",
            code="role_unknown",
            value=rule.role,
        )
    return kinds[rule.role]


def _chosen(units: pd.DataFrame, rule: PostRule) -> pd.DataFrame:
    """Units that a rule speaks of."""
    if rule.units == "residential":
        return units.loc[units["households"] > 0].reset_index(drop=True)
    if rule.units.startswith("first:"):
        return units.head(int(rule.units.removeprefix("first:")))
    return units


def _appoint(
    connection: Connection,
    facts: WorldFacts,
    rule: PostRule,
    units: pd.DataFrame,
    holders: list[OfficeholderId],
) -> Iterator[tuple[str, PostId]]:
    """Make one post in each unit; holders take units in turn."""
    parents = units["community_code"].tolist() if "community_code" in units.columns else [None] * len(units)
    for at, (unit_id, name) in enumerate(zip(units["unit_id"], units["name"], strict=True)):
        vacant = rule.vacant_every is not None and (at + 1) % rule.vacant_every == 0
        substitute = _neighbour(parents, at) if rule.substitutes == "neighbour" else None
        post_id = appoint(
            connection,
            role=rule.role,
            unit_id=UnitId(int(unit_id)),
            officeholder_id=None if vacant else holders[at % len(holders)],
            substitute_id=None if substitute is None else holders[substitute % len(holders)],
            from_date=facts.plan["in_force_from"],
        )
        yield str(name), post_id


def _give_contacts(connection: Connection, kind: str, holders: list[OfficeholderId], *, first: int) -> None:
    """Give each holder a contact that says it is none: nobody must be called from a demo."""
    for number, holder in enumerate(holders, start=first):
        save_contact(connection, holder, kind=kind, value=f"演示电话 {number:04d}")


def _show(connection: Connection, facts: WorldFacts, rule: PostRule, posts: list[PostId]) -> None:
    """Let two holders of three agree to the notice board, by number; a vacant post has nobody who could."""
    known = people.read_posts(connection)
    filled = set(known.loc[known["officeholder_id"].notna(), "post_id"])
    for at, post_id in enumerate(posts):
        if at % 3 != 0 and post_id in filled:
            displays.grant(
                connection,
                post_id,
                contact_kind=rule.contact or "",
                paper=f"演示同意书 {post_id}",
                granted_on=facts.plan["in_force_from"],
            )


def _neighbour(parents: list[object], at: int) -> int | None:
    """The next unit under the same parent, or the one before where it is the last."""
    for other in (at + 1, at - 1):
        if 0 <= other < len(parents) and parents[at] is not None and parents[other] == parents[at]:
            return other
    return None


def _record(connection: Connection, absence: Absence, appointed: list[Appointed]) -> None:
    """Let the substitute of a named unit's post stand in until further notice."""
    for group in appointed:
        if group.role == absence.role and absence.unit in group.posts:
            record_absence(connection, group.posts[absence.unit], from_date=absence.from_date, to_date=None)
            return
    raise InputError(
        f"no post {absence.role} at {absence.unit}",
        chinese=f"“{absence.unit}”没有岗位“{absence.role}”，无法登记代职",
        code="post_unknown",
        value=absence.unit,
    )


def _seat(connection: Connection, facts: WorldFacts, communities: pd.DataFrame) -> None:
    """Keep organisations one by one, and series of them."""
    for organisation in facts.organisations:
        save_organisation(connection, territory=facts.name, **organisation)
    for at, series in enumerate(facts.series, start=1):
        for number, (name, unit_id) in enumerate(_named(series, communities), start=1):
            save_organisation(
                connection,
                territory=facts.name,
                code=f"{series['kind']}-{at}-{number:03d}",
                name=name,
                kind=series["kind"],
                unit_id=unit_id,
                duties=series["duties"],
            )


def _named(series: dict[str, object], communities: pd.DataFrame) -> Iterator[tuple[str, UnitId | None]]:
    """Names of a series: listed, one for each community, or numbered and seated in turn."""
    ids = [UnitId(int(unit_id)) for unit_id in communities["unit_id"]]
    names = series.get("names")
    if isinstance(names, list):
        for name in names:
            yield str(name), None
    elif series.get("each") == "community":
        for unit_id, unit in zip(ids, communities["name"], strict=True):
            yield str(series["name"]).format(unit=unit), unit_id
    else:
        for number in range(1, int(str(series["count"])) + 1):
            yield str(series["name"]).format(number=number), ids[(number - 1) % len(ids)]
