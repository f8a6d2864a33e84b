"""Keep plans: which grid each cell belongs to, every edit, and the days in force."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
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

from gis.model.plans import PlanState
from gis.model.units import CommunityKind
from gis.store.tables.columns import (
    METADATA,
    by_path,
    document,
    identity,
    moment,
    one_of,
    path_column,
    reference,
    validity,
    words,
)

plan = Table(
    "plan",
    METADATA,
    identity(),
    Column("unit_id", BigInteger, nullable=False, comment="the sub-district"),
    Column("unit_kind", Text, nullable=False, server_default="subdistrict"),
    path_column(),
    reference("fabric_id", "fabric.id"),
    reference("base_plan_id", "plan.id", required=False, comment="the plan in force when it was begun"),
    words("name"),
    Column("state", Text, nullable=False, server_default=PlanState.DRAFT),
    Column(
        "version", Integer, nullable=False, server_default=text("0"), comment="serial of its latest operation"
    ),
    words("document_number", comment="文号 of the approval"),
    validity(),
    reference("made_by", "account.id", required=False),
    moment("made_at"),
    moment("published_at", required=False),
    ForeignKeyConstraint(["unit_id", "unit_kind"], ["unit.id", "unit.kind"], name="plan_unit_fkey"),
    one_of("unit_kind", ["subdistrict"]),
    one_of("state", PlanState),
    CheckConstraint("isempty(valid) OR state IN ('in_force', 'superseded')", name="valid_state"),
    UniqueConstraint("id", "fabric_id"),
    ExcludeConstraint(("unit_id", "="), ("valid", "&&"), name="plan_valid_excl"),
    Index("plan_unit_id_idx", "unit_id"),
    by_path("plan"),
    comment="A division of one sub-district into grids; plans in force never overlap in time",
)

plan_grid = Table(
    "plan_grid",
    METADATA,
    reference("plan_id", "plan.id"),
    reference("grid_id", "grid.unit_id"),
    words("name", comment="{社区}第{N}网格"),
    Column("official_code", Text, comment="null until assigned; registered in official_code"),
    Column(
        "is_locked", Boolean, nullable=False, server_default=text("false"), comment="neither gains nor loses"
    ),
    Column("colour", SmallInteger, comment="index into the palette; neighbours differ"),
    PrimaryKeyConstraint("plan_id", "grid_id"),
    Index("plan_grid_grid_id_idx", "grid_id"),
    comment="The grids of a plan",
)

plan_cell = Table(
    "plan_cell",
    METADATA,
    Column("plan_id", BigInteger, nullable=False),
    Column("fabric_id", BigInteger, nullable=False),
    Column("cell_id", BigInteger, nullable=False),
    Column("grid_id", BigInteger, comment="null: in no grid yet"),
    PrimaryKeyConstraint("plan_id", "cell_id"),
    ForeignKeyConstraint(["plan_id", "fabric_id"], ["plan.id", "plan.fabric_id"], name="plan_cell_plan_fkey"),
    ForeignKeyConstraint(["fabric_id", "cell_id"], ["cell.fabric_id", "cell.id"], name="plan_cell_cell_fkey"),
    ForeignKeyConstraint(
        ["plan_id", "grid_id"], ["plan_grid.plan_id", "plan_grid.grid_id"], name="plan_cell_grid_fkey"
    ),
    Index("plan_cell_plan_id_grid_id_idx", "plan_id", "grid_id"),
    Index("plan_cell_cell_id_idx", "cell_id"),
    comment="Every cell of the plan's fabric, once, with its grid: no edit can make a gap or an overlap",
)

plan_operation = Table(
    "plan_operation",
    METADATA,
    identity(),
    reference("plan_id", "plan.id"),
    Column("serial", Integer, nullable=False, comment="1, 2, 3 … within the plan; the plan's version"),
    words("kind", comment="assign, lock, new_grid, remove_grid, merge, split …"),
    document("changes", comment="cells: [[cell, from grid, to grid], …], null for no grid"),
    document("payload", comment="what the tool was given"),
    reference("inverse_of", "plan_operation.id", required=False, comment="the operation it undoes"),
    Column("client_key", Text, comment="the page's own key; a retry never doubles"),
    reference("made_by", "account.id", required=False),
    moment("made_at"),
    UniqueConstraint("plan_id", "serial"),
    UniqueConstraint("plan_id", "client_key"),
    comment="Every edit, append-only; replaying them gives the plan",
)

plan_event = Table(
    "plan_event",
    METADATA,
    identity(),
    reference("plan_id", "plan.id"),
    words("from_state"),
    words("to_state"),
    words("reason", comment="required where a plan out of the band is approved"),
    words("document_number"),
    reference("made_by", "account.id", required=False),
    moment("made_at"),
    Index("plan_event_plan_id_idx", "plan_id"),
    comment="Every change of a plan's state, append-only",
)

plan_comment = Table(
    "plan_comment",
    METADATA,
    identity(),
    reference("plan_id", "plan.id"),
    reference("grid_id", "unit.id", required=False, comment="what it is pinned to; null: the plan"),
    words("text"),
    reference("made_by", "account.id", required=False),
    moment("made_at"),
    moment("resolved_at", required=False),
    Index("plan_comment_plan_id_idx", "plan_id"),
    comment="What communities say of a draft",
)

micro_grid_part = Table(
    "micro_grid_part",
    METADATA,
    reference("plan_id", "plan.id"),
    reference("part_id", "building_part.id"),
    reference("micro_grid_id", "unit.id"),
    reference("grid_id", "unit.id", comment="the grid the micro-grid nests in"),
    PrimaryKeyConstraint("plan_id", "part_id"),
    Index("micro_grid_part_micro_grid_id_idx", "micro_grid_id"),
    comment="Micro-grids are sets of building parts; their geometry is derived",
)

hand_over = Table(
    "hand_over",
    METADATA,
    identity(),
    reference("plan_id", "plan.id"),
    Column("kind", Text, nullable=False),
    reference("case_id", "case.id", required=False),
    reference("post_id", "post.id", required=False),
    reference("from_grid_id", "unit.id", required=False),
    reference("to_grid_id", "unit.id", required=False),
    Column("outcome", Text, nullable=False),
    reference("new_post_id", "post.id", required=False),
    reference("made_by", "account.id", required=False),
    moment("made_at"),
    one_of("kind", ["case", "post"]),
    one_of("outcome", ["rehomed", "moved", "ended"]),
    CheckConstraint("(case_id IS NULL) <> (post_id IS NULL)", name="one_thing"),
    Index("hand_over_plan_id_idx", "plan_id"),
    Index(
        "hand_over_post_idx", "plan_id", "post_id", unique=True, postgresql_where=text("post_id IS NOT NULL")
    ),
    comment="Every case and post that passed to another grid under a plan, append-only",
)

household_band = Table(
    "household_band",
    METADATA,
    identity(),
    reference("subdistrict_id", "unit.id"),
    Column("community_kind", Text, comment="all communities of this kind; with community_id null too: all"),
    reference("community_id", "unit.id", required=False, comment="this community alone"),
    Column("min_households", Integer, comment="inclusive; null: withdrawn, what stands above holds again"),
    Column("max_households", Integer),
    Column("target_households", Integer),
    words("note"),
    reference("made_by", "account.id", required=False),
    moment("made_at"),
    one_of("community_kind", CommunityKind),
    CheckConstraint("community_kind IS NULL OR community_id IS NULL", name="one_subject"),
    CheckConstraint(
        "num_nulls(min_households, max_households, target_households) = 3"
        " OR num_nulls(min_households, max_households, target_households) = 0"
        " AND 0 < min_households AND min_households <= target_households AND target_households <= max_households",
        name="ascending",
    ),
    Index("household_band_subject_idx", "subdistrict_id", "community_kind", "community_id"),
    comment="Households of a grid as set by the sub-district, append-only; the newest row of a subject holds",
)
