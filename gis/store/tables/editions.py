"""Keep imports, and the layers that are no units: streets, gates, barriers, water, green, points."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)

from gis.model.categories import Category, Confirmation
from gis.space.layers import Layer
from gis.store.tables.columns import (
    METADATA,
    document,
    geometry_is,
    identity,
    moment,
    one_of,
    reference,
    road_address,
    shape,
    spatial,
    words,
)

EDITION_STATES = ("loaded", "active", "retired", "dropped")

edition = Table(
    "edition",
    METADATA,
    identity(),
    Column("territory", Text, nullable=False),
    words("source", comment="who made the data"),
    words("licence"),
    words("file_name"),
    words("checksum", comment="SHA-256 of the file as it came"),
    document("notes", comment="mapping of columns, encoding, CRS as declared and as found"),
    reference("loaded_by", "account.id", required=False),
    moment("loaded_at"),
    ForeignKeyConstraint(["territory"], ["territory.name"]),
    comment="One import: loaded inactive, looked at, activated or dropped",
)

edition_layer = Table(
    "edition_layer",
    METADATA,
    reference("edition_id", "edition.id"),
    Column("layer", Text, nullable=False),
    Column("territory", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="loaded"),
    Column("rows", Integer, nullable=False),
    Column("from_date", Date, comment="the day it came into force"),
    Column("to_date", Date, comment="the day another took its place; null: none has"),
    moment("activated_at", required=False),
    reference("activated_by", "account.id", required=False),
    PrimaryKeyConstraint("edition_id", "layer"),
    ForeignKeyConstraint(["territory"], ["territory.name"]),
    one_of("layer", Layer),
    one_of("state", EDITION_STATES),
    Index(
        "edition_layer_active_key",
        "territory",
        "layer",
        unique=True,
        postgresql_where=text("state = 'active'"),
    ),
    comment="One layer of one import; at most one is active per territory and layer",
)


def _layer_table(name: str, *columns: Any, geometry: tuple[str, ...], comment: str) -> Table:
    """Build the table of a plain layer: one row per feature and edition."""
    return Table(
        name,
        METADATA,
        identity(),
        reference("edition_id", "edition.id"),
        Column("code", Text, nullable=False),
        words("name"),
        *columns,
        shape(),
        UniqueConstraint("edition_id", "code"),
        geometry_is(*geometry),
        spatial(name),
        comment=comment,
    )


_LINE = ("LineString", "MultiLineString")
_POLYGON = ("Polygon", "MultiPolygon")

street = _layer_table(
    "street",
    words("road_class", comment="value of OSM's highway key"),
    Column(
        "layer", SmallInteger, nullable=False, server_default=text("0"), comment="level above or below ground"
    ),
    Column("is_bridge", Boolean, nullable=False, server_default=text("false")),
    Column("is_tunnel", Boolean, nullable=False, server_default=text("false")),
    Column("is_walkable", Boolean, comment="null: by road_class"),
    Column(
        "climb_m",
        Float,
        nullable=False,
        server_default=text("0"),
        comment="end over start, in drawing direction",
    ),
    geometry=_LINE,
    comment="Streets and footpaths; the walking network is built from them",
)

gate = _layer_table(
    "gate",
    reference("estate_id", "unit.id", comment="the estate it leads into"),
    Column("is_open", Boolean, nullable=False, server_default=text("true")),
    Column("opens", Time, comment="null: always"),
    Column("closes", Time, comment="null: always"),
    geometry=("Point",),
    comment="Gates of walled estates",
)

barrier = _layer_table(
    "barrier",
    words("kind", comment="wall, fence, river, rail"),
    geometry=_LINE,
    comment="What nobody walks across",
)

water = _layer_table("water", geometry=_POLYGON, comment="Rivers, lakes")

green = _layer_table(
    "green", words("kind", comment="park, hill"), geometry=_POLYGON, comment="Parks and hills"
)

service_point = _layer_table(
    "service_point",
    words("level", comment="district, subdistrict, community, estate, grid, park"),
    reference("community_id", "unit.id", required=False),
    Column("floor_area_m2", Float),
    Column("rooms", ARRAY(Text), nullable=False, server_default="{}"),
    Column("services", ARRAY(Text), nullable=False, server_default="{}"),
    words("hours", comment="as posted"),
    Column("capacity", Integer),
    *road_address(),
    CheckConstraint("floor_area_m2 >= 0 AND capacity >= 0", name="sizes"),
    geometry=("Point",),
    comment="Party service points (党群服务中心/站/点)",
)

facility = _layer_table(
    "facility",
    Column("category", Text, nullable=False),
    words("subtype", comment="菜市场, 药店, 小学"),
    Column("confirmation", Text, nullable=False, server_default=Confirmation.UNCONFIRMED),
    reference("confirmed_by", "account.id", required=False),
    moment("confirmed_at", required=False),
    Column("capacity", Integer),
    *road_address(),
    one_of("category", Category),
    one_of("confirmation", Confirmation),
    CheckConstraint("capacity >= 0", name="sizes"),
    geometry=("Point",),
    comment="Facilities of the service circle; a confirmation is carried to the next edition by code",
)
