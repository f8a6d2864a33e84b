"""Templates of tiers and tables of POI types on the wire.

::

    GET  /api/v1/coverage/standards                              -> {"standards": [Standard]}, public
    GET  /api/v1/coverage/standards/{subject}/{name}?version=    -> FullStandard: the newest where none is asked for
    POST /api/v1/coverage/standards/tiers/{name}                 NewTemplate -> {"version"} (201), ``measure_coverage``
    POST /api/v1/coverage/standards/{osm|amap}                   NewTable -> {"version"} (201)
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.schemas.values import Body
from gis.coverage.poi_tables import MOST_ROWS
from gis.coverage.templates import LONGEST_MINUTES, MOST_ITEMS
from gis.model.categories import Category

Subject = Literal["tiers", "osm", "amap"]
Told = Annotated[str, Field(min_length=1, max_length=400)]
Short = Annotated[str, Field(min_length=1, max_length=80)]
Note = Annotated[str, Field(max_length=400)]


class Version(BaseModel):
    """One version: where it comes from, how sure it is, why it was made; ``made_at`` is null for the house's own."""

    subject: Subject
    name: str
    version: int
    chinese: str
    source: str
    certainty: str
    note: str
    made_at: datetime | None


class Standard(Version):
    """The newest version, with all there are; ``kind`` is 生活圈居住区 or 便民生活圈, empty for a table."""

    kind: str
    versions: list[Version]


class Standards(BaseModel):
    """All templates and tables."""

    standards: list[Standard]


class FullStandard(Version):
    """One version with its content."""

    content: dict[str, Any]


class TemplateItem(Body):
    """One kind of facility asked for, in minutes on foot."""

    key: Short
    chinese: Short
    category: Category
    subtypes: Annotated[list[Short], Field(max_length=60, default_factory=list)]
    minutes: Annotated[
        list[Annotated[int, Field(ge=1, le=LONGEST_MINUTES)]], Field(min_length=1, max_length=6)
    ]
    optional: bool = False


class NewTemplate(Body):
    """A new version of a template."""

    chinese: Short
    kind: Literal["生活圈居住区", "便民生活圈"]
    source: Told
    certainty: Told
    inclusive: bool
    items: Annotated[list[TemplateItem], Field(min_length=1, max_length=MOST_ITEMS)]
    note: Note = ""


class TableRow(Body):
    """One row: an OSM key and value, or the beginning of an AMap name; an AMap row without category is no facility."""

    key: Annotated[str, Field(max_length=120)] = ""
    value: Annotated[str, Field(max_length=120)] = ""
    prefix: Annotated[str, Field(max_length=200)] = ""
    category: Annotated[str, Field(max_length=20)] = ""
    subtype: Annotated[str, Field(max_length=80)] = ""


class NewTable(Body):
    """A new version of a table."""

    rows: Annotated[list[TableRow], Field(min_length=1, max_length=MOST_ROWS)]
    source: Told
    certainty: Told
    note: Note = ""


class Saved(BaseModel):
    """The number of the version that was made."""

    version: int
