from typing import Annotated

import pytest
from fastapi import APIRouter, FastAPI

from api.rules import Needs, RouteWithoutRule, needs, routes_with_rights
from api.viewers import page_needs
from gis.errors import NotAllowed
from gis.model.access import ANONYMOUS, RIGHTS, Right, Role, Scope


def app_with(router):
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    outer = APIRouter(prefix="/outer")
    outer.include_router(router)
    app.include_router(outer)
    return app


def test_an_app_with_a_route_that_names_no_right_is_not_built():
    router = APIRouter(prefix="/inner")

    @router.get("/open")
    def open_to_all() -> int:
        return 1

    with pytest.raises(RouteWithoutRule, match="/outer/inner/open"):
        routes_with_rights(app_with(router))


def test_the_frameworks_own_pages_count_as_routes_too():
    with pytest.raises(RouteWithoutRule):
        routes_with_rights(FastAPI())


def test_a_right_is_found_however_it_is_declared():
    router = APIRouter(prefix="/inner")

    @router.get("/a")
    def by_parameter(scope: Annotated[Scope, needs(Right.SEE_CASES)]) -> int:
        return 1

    @router.get("/b", dependencies=[needs(Right.ADMINISTER)])
    def by_dependency() -> int:
        return 1

    @router.get("/c")
    def by_page(scope: Annotated[Scope, page_needs(Right.SEE_UNITS)]) -> int:
        return 1

    found = {path: rights for path, _, rights in routes_with_rights(app_with(router))}
    assert found == {
        "/outer/inner/a": (Right.SEE_CASES,),
        "/outer/inner/b": (Right.ADMINISTER,),
        "/outer/inner/c": (Right.SEE_UNITS,),
    }


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("right", list(Right))
def test_a_caller_passes_exactly_where_the_role_has_the_right(role, right):
    scope = ANONYMOUS if role is Role.ANONYMOUS else Scope(None, role, ("1",))
    if right in RIGHTS[role]:
        assert Needs(right)(scope) is scope
    else:
        with pytest.raises(NotAllowed) as refused:
            Needs(right)(scope)
        assert refused.value.code == ("sign_in_required" if role is Role.ANONYMOUS else "not_allowed")
