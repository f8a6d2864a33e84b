"""Signing in, and who one is."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from api.schemas.values import Body
from gis.model.access import Right, Role


class Credentials(Body):
    """Name and password."""

    login: str = Field(min_length=1, max_length=64)
    # Blanks at the ends of a password belong to it.
    password: Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=200)]
    is_phone: bool = Field(default=False, description="手机页面：登录保持 14 天")


class Me(BaseModel):
    """Who calls: role, rights, and the parts of the unit tree they work in.

    ``csrf_token`` is what a browser sends back with every write (header ``X-CSRF-Token``); null for visitors
    and for programs with a bearer token.
    """

    user_id: int | None
    login: str | None
    display_name: str
    role: Role
    role_chinese: str
    rights: list[Right]
    paths: list[str]
    department: str = ""
    csrf_token: str | None


class SessionOpened(BaseModel):
    """A fresh session. ``token`` serves programs as a bearer token; browsers have it in a cookie already."""

    token: str
    expires_at: datetime
    me: Me
