"""Keep fabrics, tilings of the communities into cells, which are the atoms of redrawing."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from gis.store.tables.columns import (
    METADATA,
    document,
    geometry_is,
    identity,
    moment,
    reference,
    shape,
    spatial,
)

fabric = Table(
    "fabric",
    METADATA,
    identity(),
    reference("subdistrict_id", "unit.id"),
    reference("edition_id", "edition.id", required=False, comment="the buildings it was cut around"),
    document("notes", comment="how it was built, and what was found wrong"),
    reference("made_by", "account.id", required=False),
    moment("made_at"),
    Index("fabric_subdistrict_id_idx", "subdistrict_id"),
    comment="One tiling of a sub-district; new buildings or borders make a new one, with a crosswalk",
)

cell = Table(
    "cell",
    METADATA,
    identity(),
    reference("fabric_id", "fabric.id"),
    Column("code", Text, nullable=False, comment="unique within the fabric"),
    reference("community_id", "unit.id"),
    reference("building_id", "unit.id", required=False, comment="null: land without homes"),
    reference("estate_id", "unit.id", required=False),
    shape(),
    UniqueConstraint("fabric_id", "code"),
    UniqueConstraint("fabric_id", "id"),
    geometry_is("Polygon", "MultiPolygon"),
    Index("cell_building_id_idx", "building_id"),
    Index("cell_community_id_idx", "community_id"),
    spatial("cell"),
    comment="One cell: a building with the land around it, or land without homes. Neighbours share vertices",
)

fabric_crosswalk = Table(
    "fabric_crosswalk",
    METADATA,
    reference("old_cell_id", "cell.id"),
    reference("new_cell_id", "cell.id"),
    Column(
        "households", Integer, nullable=False, comment="households that went from the old cell to the new"
    ),
    PrimaryKeyConstraint("old_cell_id", "new_cell_id"),
    CheckConstraint("households >= 0", name="households"),
    Index("fabric_crosswalk_new_cell_id_idx", "new_cell_id"),
    comment="Which cell of a former fabric went into which cell of the next",
)
