"""Types shared by requests: bodies that refuse unknown fields, coordinates that are finite and on earth."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, description="经度，WGS-84，度")]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, description="纬度，WGS-84，度")]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""Id of a row, in a path, query or body; a larger number would only make the database stumble."""


class Body(BaseModel):
    """Base of every request body: unknown fields are refused, texts are trimmed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)
