"""Keep measured service circles: runs, what each building and cell reaches, and the ledger of gaps."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from gis.store.tables.columns import (
    METADATA,
    by_path,
    document,
    identity,
    moment,
    one_of,
    path_column,
    reference,
    shape,
    spatial,
    words,
)

RUN_STATES = ("running", "finished", "failed")
GAP_STATES = ("open", "planned", "closed", "accepted")

coverage_template = Table(
    "coverage_template",
    METADATA,
    Column("name", Text, primary_key=True),
    words("chinese"),
    Column("version", Integer, nullable=False, server_default=text("1")),
    document("tiers", comment="minutes per tier, per category or shop type"),
    words("source"),
    words("certainty"),
    comment="Tiers of the service circle; editable, with their source and how sure we are",
)

scenario = Table(
    "scenario",
    METADATA,
    identity(),
    reference("unit_id", "unit.id", comment="the sub-district"),
    path_column(),
    words("name"),
    document("changes", comment="gates opened, facilities added or removed"),
    reference("made_by", "account.id", required=False),
    moment("made_at"),
    by_path("scenario"),
    comment="A what-if that was kept",
)

coverage_run = Table(
    "coverage_run",
    METADATA,
    identity(),
    reference("unit_id", "unit.id", comment="the sub-district"),
    path_column(),
    Column("state", Text, nullable=False, server_default="running"),
    words("template"),
    words("profile"),
    document("parameters"),
    words("formula_version", comment="changes when a formula does, and makes the run stale"),
    Column(
        "edition_ids", ARRAY(BigInteger), nullable=False, server_default="{}", comment="what was measured"
    ),
    reference("plan_id", "plan.id", required=False),
    reference("scenario_id", "scenario.id", required=False),
    document("summary", comment="per category and tier: households covered, and their share"),
    document("conservation", comment="households in and out, and whether they agree"),
    words("stale_reason", comment="why it is out of date; empty: it is not. Still readable"),
    reference("made_by", "account.id", required=False),
    moment("made_at"),
    moment("finished_at", required=False),
    one_of("state", RUN_STATES),
    Index("coverage_run_unit_id_idx", "unit_id"),
    by_path("coverage_run"),
    comment="One measurement of the service circles",
)

coverage_building = Table(
    "coverage_building",
    METADATA,
    reference("run_id", "coverage_run.id", cascade=True),
    words("category"),
    reference("version_id", "unit_version.id", comment="the building as it was then"),
    Column("walking_s", Float, comment="to the nearest facility; null: none can be reached"),
    Column("tier", SmallInteger, comment="1 nearest; null: beyond every tier"),
    reference("facility_id", "facility.id", required=False),
    reference("service_point_id", "service_point.id", required=False),
    words("reason", comment="why it reaches nothing; empty: it does"),
    PrimaryKeyConstraint("run_id", "category", "version_id"),
    CheckConstraint("walking_s >= 0", name="walking_s"),
    comment="Walking time of each building per category",
)

coverage_cell = Table(
    "coverage_cell",
    METADATA,
    reference("run_id", "coverage_run.id", cascade=True),
    words("category"),
    Column(
        "h3",
        BigInteger,
        nullable=False,
        comment="as an integer; 15 hex digits in files, a float64 cannot hold it",
    ),
    Column("households", Integer, nullable=False),
    Column("residents", Integer),
    Column("covered_households", Integer, nullable=False),
    Column("walking_s", Float, comment="mean, by household; null: none reaches any"),
    Column("tier", SmallInteger),
    PrimaryKeyConstraint("run_id", "category", "h3"),
    CheckConstraint("covered_households BETWEEN 0 AND households", name="households"),
    comment="An index of the buildings' answers by H3 cell; people stay on buildings",
)

coverage_gap = Table(
    "coverage_gap",
    METADATA,
    identity(),
    reference("run_id", "coverage_run.id", cascade=True),
    words("category"),
    Column("serial", Integer, nullable=False),
    reference("community_id", "unit.id", required=False),
    reference("grid_id", "unit.id", required=False),
    Column("households", Integer, nullable=False),
    Column("residents", Integer),
    Column("walking_s", Float, comment="mean, by household; null: none can be reached"),
    words("cause", comment="no facility, a wall, a river, a closed gate"),
    Column("state", Text, nullable=False, server_default="open"),
    words("note"),
    document("facts"),
    shape(required=False),
    UniqueConstraint("run_id", "category", "serial"),
    one_of("state", GAP_STATES),
    spatial("coverage_gap"),
    comment="The ledger of gaps: who reaches nothing, and what became of it",
)

coverage_facility = Table(
    "coverage_facility",
    METADATA,
    identity(),
    reference("run_id", "coverage_run.id", cascade=True),
    words("category"),
    reference("facility_id", "facility.id", required=False),
    reference("service_point_id", "service_point.id", required=False),
    Column("households", Integer, nullable=False, comment="households for whom it is the nearest"),
    Column("is_connected", Boolean, nullable=False, server_default=text("true")),
    Index("coverage_facility_run_id_idx", "run_id"),
    comment="What each facility serves in one run",
)
