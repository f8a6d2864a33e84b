"""What communities say of facilities and gates."""

from pydantic import BaseModel

from api.schemas.values import Body
from gis.model.categories import Confirmation


class Confirming(Body):
    """What the community found: 在营 open, 停业 closed, 位置错 misplaced."""

    confirmation: Confirmation


class Confirmed(BaseModel):
    """The facility as it now stands."""

    id: int
    confirmation: Confirmation
    confirmation_chinese: str
