"""What the phone page is told of its session."""

from pydantic import BaseModel, Field

from api.schemas.session import Me
from gis.model.access import SessionState


class PhoneSession(BaseModel):
    """Whether the phone may go on, must ask for the password, or must remove what it holds."""

    state: SessionState = Field(description="有效、未登录、不认识、过期、已退出或被收回、账号停用")
    me: Me | None
