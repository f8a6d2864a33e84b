"""Types shared by requests: bodies that refuse unknown fields, coordinates that are finite and on earth."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, description="经度，WGS-84，度")]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, description="纬度，WGS-84，度")]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""Id of a row, in a path, query or body; a larger number would only make the database stumble."""


class Body(BaseModel):
    """Base of every request body: unknown fields are refused, texts are trimmed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)

    @field_validator("*")
    @classmethod
    def _refuse_nul(cls, value: Any) -> Any:
        """Refuse a text with a NUL, which no database keeps."""
        if isinstance(value, str) and "\x00" in value:
            raise PydanticCustomError("string_unprintable", "a text must not hold a NUL")
        return value
