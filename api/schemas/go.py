"""What the phone page is told of its session."""

from typing import Literal

from pydantic import BaseModel, Field

from api.schemas.session import Me


class PhoneSession(BaseModel):
    """Whether the phone may go on, must ask for the password, or must remove what it holds."""

    state: Literal["active", "none", "unknown", "expired", "ended", "shut"] = Field(
        description="有效、未登录、不认识、过期、已退出或被收回、账号停用"
    )
    me: Me | None
