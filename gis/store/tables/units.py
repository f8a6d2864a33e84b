"""Keep places: identity in ``unit``, everything that changes in ``unit_version``."""

from sqlalchemy import (
    BigInteger,
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
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from gis.model.units import CommunityKind, GridKind, HouseholdKind, UnitKind
from gis.store.tables.columns import (
    METADATA,
    by_path,
    geometry_is,
    identity,
    moment,
    one_of,
    path_column,
    reference,
    road_address,
    shape,
    spatial,
    validity,
    words,
)

territory = Table(
    "territory",
    METADATA,
    Column("name", Text, primary_key=True, comment="name space of codes: an office's own, or a demo world's"),
    words("chinese", comment="as people call it"),
    Column(
        "is_demo",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="pages say 演示数据，边界为生成",
    ),
    comment="Where layers come from; a code is unique within territory and layer",
)

unit = Table(
    "unit",
    METADATA,
    identity(),
    Column("kind", Text, nullable=False),
    Column("territory", Text, nullable=False),
    Column("code", Text, nullable=False, comment="the source's own code; how layers refer to each other"),
    path_column(),
    moment("created_at"),
    ForeignKeyConstraint(["territory"], ["territory.name"]),
    UniqueConstraint("territory", "kind", "code"),
    UniqueConstraint("id", "kind"),
    one_of("kind", UnitKind),
    by_path("unit"),
    comment="Identity of a place; its id never changes, whatever its name, code or shape. path is today's",
)

unit_version = Table(
    "unit_version",
    METADATA,
    identity(),
    Column("unit_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    words("name"),
    Column("official_code", Text, comment="null until the district assigned it"),
    reference("parent_id", "unit.id", required=False, comment="null at the top"),
    path_column(),
    validity(),
    reference("edition_id", "edition.id", required=False, comment="the import it came with"),
    reference("plan_id", "plan.id", required=False, comment="the plan it came into force with"),
    shape(required=False),
    ForeignKeyConstraint(["unit_id", "kind"], ["unit.id", "unit.kind"], name="unit_version_unit_fkey"),
    UniqueConstraint("id", "unit_id"),
    Index("unit_version_unit_id_idx", "unit_id"),
    Index("unit_version_edition_id_kind_idx", "edition_id", "kind"),
    Index("unit_version_parent_id_idx", "parent_id"),
    Index("unit_version_kind_idx", "kind"),
    spatial("unit_version"),
    by_path("unit_version"),
    geometry_is("Polygon", "MultiPolygon"),
    ExcludeConstraint(("unit_id", "="), ("valid", "&&"), name="unit_version_valid_excl"),
    comment="What a place was from a day to a day; the versions of one unit never overlap",
)

_VERSION_COLUMNS = (["version_id", "unit_id"], ["unit_version.id", "unit_version.unit_id"])


def _version_key() -> tuple[Column[int], Column[int], ForeignKeyConstraint]:
    """Tie a subtype's row to one version of its unit."""
    return (
        Column("version_id", BigInteger, primary_key=True),
        Column("unit_id", BigInteger, nullable=False, index=True),
        ForeignKeyConstraint(*_VERSION_COLUMNS, ondelete="CASCADE"),
    )


community = Table(
    "community",
    METADATA,
    *_version_key(),
    Column("community_kind", Text, nullable=False, server_default=CommunityKind.COMMUNITY),
    one_of("community_kind", CommunityKind),
    comment="What only communities have",
)

estate = Table(
    "estate",
    METADATA,
    *_version_key(),
    reference("community_id", "unit.id"),
    words("estate_kind", comment="商品房, 老旧, 无物业, 单位大院, 安置房, 村居"),
    Column("is_old", Boolean),
    Column("is_walled", Boolean, comment="left only through its gates"),
    Column("built_year", Integer),
    words("property_company", comment="who manages it; empty: nobody"),
    Column("has_owners_committee", Boolean),
    *road_address(),
    comment="What only estates have; an estate may lie in two grids, so it is no parent of its buildings",
)

building = Table(
    "building",
    METADATA,
    *_version_key(),
    reference("community_id", "unit.id"),
    reference("estate_id", "unit.id", required=False, comment="null: stands in none"),
    words("use", comment="residential, mixed, commercial, public, industrial"),
    Column("storeys", Integer),
    Column("stairwells", Integer, comment="单元"),
    Column("height_m", Float),
    Column(
        "households",
        Integer,
        nullable=False,
        server_default=text("0"),
        comment="the figure in use, from the ledger",
    ),
    Column("households_kind", Text, nullable=False, server_default=HouseholdKind.RESIDENT),
    Column("households_estimated", Boolean, nullable=False, server_default=text("false")),
    Column("residents", Integer),
    one_of("households_kind", HouseholdKind),
    CheckConstraint("households >= 0 AND residents >= 0", name="counts"),
    CheckConstraint("storeys >= 0 AND stairwells >= 0 AND height_m >= 0", name="sizes"),
    Index("building_community_id_idx", "community_id"),
    Index("building_estate_id_idx", "estate_id"),
    comment="What only buildings have",
)

grid = Table(
    "grid",
    METADATA,
    Column("unit_id", BigInteger, primary_key=True),
    Column("kind", Text, nullable=False, server_default=UnitKind.GRID),
    reference("community_id", "unit.id", comment="a grid belongs to exactly one community, for ever"),
    Column(
        "number", SmallInteger, nullable=False, comment="N in 第N网格; never renumbered, never used again"
    ),
    Column("grid_kind", Text, nullable=False, server_default=GridKind.RESIDENTIAL),
    ForeignKeyConstraint(
        ["unit_id", "kind"], ["unit.id", "unit.kind"], name="grid_unit_fkey", ondelete="CASCADE"
    ),
    UniqueConstraint("community_id", "number"),
    one_of("kind", [UnitKind.GRID]),
    one_of("grid_kind", GridKind),
    CheckConstraint("number >= 1", name="number"),
    comment="Identity of a grid across plans",
)

official_code = Table(
    "official_code",
    METADATA,
    Column("code", Text, primary_key=True),
    reference("unit_id", "unit.id"),
    moment("assigned_at"),
    comment="Every code ever assigned; never used twice by another unit",
)

unit_member = Table(
    "unit_member",
    METADATA,
    identity(),
    reference("group_id", "unit.id"),
    reference("member_id", "unit.id"),
    validity("from (included) to (excluded)"),
    Index("unit_member_group_id_idx", "group_id"),
    Index("unit_member_member_id_idx", "member_id"),
    CheckConstraint("group_id <> member_id", name="not_itself"),
    ExcludeConstraint(("group_id", "="), ("member_id", "="), ("valid", "&&"), name="unit_member_valid_excl"),
    comment="Groupings that are no parents: estates in grids, patches, exclaves",
)

building_part = Table(
    "building_part",
    METADATA,
    identity(),
    Column("territory", Text, nullable=False),
    Column("code", Text, nullable=False),
    ForeignKeyConstraint(["territory"], ["territory.name"]),
    UniqueConstraint("territory", "code"),
    comment="Identity of a stairwell or of some floors of one",
)

building_part_version = Table(
    "building_part_version",
    METADATA,
    reference("part_id", "building_part.id"),
    reference("edition_id", "edition.id"),
    reference("building_id", "unit.id"),
    Column("stairwell", SmallInteger, nullable=False, comment="单元, from 1"),
    Column("floor_from", SmallInteger),
    Column("floor_to", SmallInteger),
    Column("households", Integer, nullable=False),
    PrimaryKeyConstraint("part_id", "edition_id"),
    Index("building_part_version_building_id_idx", "building_id"),
    CheckConstraint("stairwell >= 1 AND households >= 0", name="counts"),
    CheckConstraint("floor_from <= floor_to", name="floors"),
    comment="What a part was in one edition",
)
household_figure = Table(
    "household_figure",
    METADATA,
    identity(),
    reference("unit_id", "unit.id"),
    Column("kind", Text, nullable=False),
    Column("households", Integer, nullable=False),
    Column("residents", Integer),
    words("source", comment="the file, the survey, the community's own list"),
    Column("as_of", Date, nullable=False),
    Column("is_estimated", Boolean, nullable=False, server_default=text("false")),
    words("confirmed_by", comment="the post that confirmed it; empty: nobody yet"),
    reference("edition_id", "edition.id", required=False),
    reference("recorded_by", "account.id", required=False),
    moment("recorded_at"),
    one_of("kind", HouseholdKind),
    CheckConstraint("households >= 0 AND residents >= 0", name="counts"),
    Index("household_figure_unit_id_idx", "unit_id"),
    Index("household_figure_edition_id_idx", "edition_id"),
    comment="The ledger of counts, append-only: a figure is corrected by a later one. Counts only, never rosters",
)
