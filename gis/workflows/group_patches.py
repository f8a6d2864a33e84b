"""Make patches (块) of estates and buildings of a community, change and end them; each with who did it and when.

A patch may cross grids. Its members stay where they are in the tree: the patch only says who leads them too.
"""

from collections.abc import Sequence

import geopandas as gpd

from gis.errors import Conflict, InputError
from gis.model.access import Scope
from gis.model.ids import UnitId
from gis.model.units import UnitKind
from gis.store import audit, patches, people, units
from gis.store.editions import today
from gis.store.engine import Connection, Store
from gis.store.units import UnitRecord
from gis.workflows.own_units import own_unit

MEMBER_KINDS = (UnitKind.ESTATE, UnitKind.BUILDING)
_LEADER = {
    "code": "patch_leader",
    "chinese": "块长",
    "unit_kind": UnitKind.PATCH.value,
    "rank": 35,
    "posts_per_unit": 1,
    "certainty": "本项目设定",
}


def make_patch(
    store: Store, scope: Scope, *, community_id: UnitId, name: str, members: Sequence[UnitId]
) -> UnitId:
    """Make a patch from today on; its leader's post is vacant until somebody is appointed.

    Raises
    ------
    InputError
        ``patch_invalid``: no name, no member, or a member that is no estate or building of the community.
    NotFound
        ``unit_unknown``: the community is not in one's scope, or there is no such member.
    Conflict
        ``patch_name_taken``: the community has a patch of this name.
    """
    _keep_template(store)
    with store.session(scope) as connection:
        community = own_unit(connection, scope, community_id, kind=UnitKind.COMMUNITY)
        _check(connection, community, name.strip(), members)
        patch_id = patches.add_patch(
            connection,
            community_id=community_id,
            name=name.strip(),
            members=list(dict.fromkeys(members)),
            from_date=today(connection),
        )
        _record(connection, scope, "patch_made", patch_id, community.path, members=list(members))
    return patch_id


def change_patch(
    store: Store, scope: Scope, patch_id: UnitId, *, name: str, members: Sequence[UnitId]
) -> None:
    """Give a patch other members from today on, or another name; its posts stay.

    Raises
    ------
    InputError
        ``patch_invalid``, as for ``make_patch``.
    NotFound
        ``unit_unknown``: there is none in one's scope.
    Conflict
        ``patch_name_taken``: another patch of the community has this name.
    """
    with store.session(scope) as connection:
        patch = own_unit(connection, scope, patch_id, kind=UnitKind.PATCH)
        before = units.read_members(connection, patch_id)
        community = units.read_unit(connection, UnitId(int(patch.path.split(".")[-2])))
        _check(connection, community, name.strip(), members, besides=patch_id)
        kept = list(dict.fromkeys(members))
        patches.change_patch(connection, patch_id, name=name.strip(), members=kept, on_date=today(connection))
        _record(
            connection,
            scope,
            "patch_changed",
            patch_id,
            patch.path,
            name=[patch.name, name.strip()],
            left=sorted({unit.unit_id for unit in before} - set(kept)),
            joined=sorted(set(kept) - {unit.unit_id for unit in before}),
        )


def patch_shapes(store: Store, scope: Scope) -> gpd.GeoDataFrame:
    """Read the patches of one's scope as areas; see ``patches.read_patch_shapes``."""
    with store.session(scope) as connection:
        return patches.read_patch_shapes(connection, within=scope.paths)


def end_patch(store: Store, scope: Scope, patch_id: UnitId) -> None:
    """End a patch today.

    Raises
    ------
    NotFound
        ``unit_unknown``: there is none in one's scope.
    Conflict
        ``patch_led``: somebody, or a vacancy, still stands at it.
    """
    with store.session(scope) as connection:
        patch = own_unit(connection, scope, patch_id, kind=UnitKind.PATCH)
        if not people.read_posts(connection, unit_ids=[patch_id]).empty:
            raise Conflict(
                f"patch {patch_id} has posts",
                chinese=f"{patch.name}还有岗位，请先办理离任或撤岗",
                code="patch_led",
            )
        patches.end_patch(connection, patch_id, on_date=today(connection))
        _record(connection, scope, "patch_ended", patch_id, patch.path)


def _keep_template(store: Store) -> None:
    """Let there be a leader of patches, where no template of the office's own says what leads them."""
    with store.system() as connection:
        if not (people.read_roles(connection)["unit_kind"] == UnitKind.PATCH.value).any():
            people.save_roles(connection, [_LEADER])


def _check(
    connection: Connection,
    community: UnitRecord,
    name: str,
    members: Sequence[UnitId],
    *,
    besides: UnitId | None = None,
) -> None:
    if not name or not members:
        raise InputError(
            "no name or no member", chinese="请填写块的名称，并至少选一个小区", code="patch_invalid"
        )
    for member_id in members:
        member = units.read_unit(connection, member_id)
        if member.kind not in MEMBER_KINDS or not member.path.startswith(f"{community.path}."):
            raise InputError(
                f"{member_id} is no estate or building of {community.unit_id}",
                chinese=f"“{member.name}”不是{community.name}的小区或楼栋，不能编入此块",
                code="patch_invalid",
                unit_id=member_id,
            )
    others = patches.read_patches(connection, within=community.path)
    if ((others["name"] == name) & (others["unit_id"] != besides)).any():
        raise Conflict(
            f"patch {name!r} exists", chinese=f"{community.name}已有名为“{name}”的块", code="patch_name_taken"
        )


def _record(
    connection: Connection, scope: Scope, action: str, patch_id: UnitId, path: str, **detail: object
) -> None:
    audit.record(
        connection,
        action=action,
        by=scope.user_id,
        target_kind="unit",
        target_id=patch_id,
        path=path,
        detail=detail,
    )
