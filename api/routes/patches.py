"""Patches (块) of a community: what they are made of and cover; making, changing and ending one."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.geojson import with_etag
from api.once import Once
from api.paging import Page, Window, page_of
from api.rules import needs
from api.schemas import patches as wire
from api.schemas.values import Id
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.model.ids import UnitId
from gis.store import patches
from gis.workflows import group_patches
from gis.workflows.own_units import own_unit
from web.features import feature_collection

router = APIRouter(prefix="/api/v1/patches", tags=["人员"])

Colleague = Annotated[Scope, needs(Right.SEE_PEOPLE)]
Appointer = Annotated[Scope, needs(Right.APPOINT)]


@router.get("")
def list_patches(
    store: CurrentStore,
    scope: Colleague,
    window: Window,
    within: Annotated[Id, Query(description="哪一区域（含）以下的块")],
) -> Page[wire.Patch]:
    """List the patches below a unit of one's scope, by number."""
    with store.session(scope) as connection:
        unit = own_unit(connection, scope, UnitId(within))
        rows = patches.read_patches(connection, within=unit.path)
    found: dict[int, wire.Patch] = {}
    for row in rows[rows["unit_id"] > (window.after or 0)].to_dict("records"):
        patch = found.setdefault(
            int(row["unit_id"]),
            wire.Patch(id=int(row["unit_id"]), code=row["code"], name=row["name"], members=[]),
        )
        patch.members.append(
            wire.PatchMember(unit_id=int(row["member_id"]), kind=row["member_kind"], name=row["member_name"])
        )
    return page_of(list(found.values())[: window.limit + 1], window, lambda patch: patch.id)


@router.post("", status_code=201, response_model=wire.PatchKept)
def make_patch(wish: wire.PatchWish, store: CurrentStore, scope: Appointer, once: Once) -> JSONResponse:
    """Make a patch of estates or buildings of a community, from today on."""

    def act() -> wire.PatchKept:
        patch_id = group_patches.make_patch(
            store,
            scope,
            community_id=UnitId(wish.community_id),
            name=wish.name,
            members=[UnitId(member) for member in wish.members],
        )
        return wire.PatchKept(id=patch_id)

    return once(wish, act)


@router.get("/shapes")
def read_shapes(request: Request, store: CurrentStore, scope: Colleague) -> Response:
    """Give the patches of one's scope as areas: what their members cover together."""
    shapes = group_patches.patch_shapes(store, scope)
    return with_etag(
        request, feature_collection(shapes, ("name", "community_id", "members"), id_column="unit_id")
    )


@router.put("/{patch_id}", status_code=204)
def change_patch(patch_id: Id, wish: wire.PatchChange, store: CurrentStore, scope: Appointer) -> Response:
    """Give a patch other members or another name from today on; its posts stay."""
    members = [UnitId(member) for member in wish.members]
    group_patches.change_patch(store, scope, UnitId(patch_id), name=wish.name, members=members)
    return Response(status_code=204)


@router.post("/{patch_id}/end", status_code=204)
def end_patch(patch_id: Id, store: CurrentStore, scope: Appointer) -> Response:
    """End a patch today; its posts must have ended before."""
    group_patches.end_patch(store, scope, UnitId(patch_id))
    return Response(status_code=204)
