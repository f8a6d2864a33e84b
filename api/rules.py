"""Who may call what: every route names its right, and an app with a route that does not refuses to build."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import Mount

from api.errors import SignInRequired
from api.wiring import CurrentScope
from gis.errors import NotAllowed, WanggeError
from gis.model.access import ROLE_CHINESE, Right, Role, Scope

OPEN_MOUNTS = frozenset({"/static"})
"""Mounted folders that anybody may read: built assets, no data."""


class RouteWithoutRule(WanggeError):
    """A programmer's slip, found when the app is built."""

    family = "route_without_rule"


@dataclass(frozen=True, slots=True)
class Needs:
    """Dependency that lets a caller through who has the right, and hands on the caller's scope."""

    right: Right

    def __call__(self, scope: CurrentScope) -> Scope:
        """Refuse with 401 where signing in could help, 403 where it could not."""
        if scope.may(self.right):
            return scope
        if scope.role is Role.ANONYMOUS:
            raise SignInRequired(f"visitors lack {self.right}", chinese="请先登录", right=self.right.value)
        raise NotAllowed(
            f"{scope.role} lacks {self.right}",
            chinese=f"您的角色“{ROLE_CHINESE[scope.role]}”没有此项权限，如需要请联系系统管理员",
            right=self.right.value,
        )


def needs(right: Right) -> Any:
    """Declare the right of a route: ``scope: Annotated[Scope, needs(Right.SEE_UNITS)]``."""
    return Depends(Needs(right))


PublicScope = Annotated[Scope, Depends(Needs(Right.SEE_PUBLIC))]
"""Scope of a route that visitors may call too."""


def rights_of(dependant: Dependant) -> tuple[Right, ...]:
    """Rights asked for anywhere in a route's tree of dependencies."""
    own = (dependant.call.right,) if isinstance(dependant.call, Needs) else ()
    return own + tuple(right for child in dependant.dependencies for right in rights_of(child))


def _rights_of_route(context: RouteContext) -> tuple[Right, ...] | None:
    """Rights of one route; None where it is a mounted folder that anybody may read."""
    if isinstance(context.original_route, APIRoute):
        return rights_of(context.dependant)
    if isinstance(context.route, Mount) and context.route.path in OPEN_MOUNTS:
        return None
    return ()


def routes_with_rights(app: FastAPI) -> list[tuple[str, str, tuple[Right, ...]]]:
    """List (path, methods, rights) of every route, for documentation and tests.

    Raises
    ------
    RouteWithoutRule
        A route asks for no right.
    """
    listed = []
    for context in iter_route_contexts(app.routes):
        rights = _rights_of_route(context)
        if rights == ():
            raise RouteWithoutRule(
                f"route {context.path} names no right", chinese=f"接口 {context.path} 没有声明权限"
            )
        listed.append((context.path or "", ",".join(sorted(context.methods or ())), rights or ()))
    return listed
