"""Keep measured service circles: runs, what each building and cell reaches, and the ledger of gaps."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    PrimaryKeyConstraint,
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
STANDARD_SUBJECTS = ("tiers", "osm", "amap", "categories", "calendar", "roles")
GAP_STATES = ("open", "planned", "closed", "accepted")

standard = Table(
    "standard",
    METADATA,
    Column(
        "subject",
        Text,
        nullable=False,
        server_default="tiers",
        comment="tiers, a table of POI types, categories, calendar or roles",
    ),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    words("chinese"),
    document("content", comment="the template as its file has it"),
    words("source"),
    words("certainty", comment="how sure each part is"),
    words("note", comment="why this version was made"),
    reference("made_by", "account.id", required=False),
    moment("made_at"),
    PrimaryKeyConstraint("subject", "name", "version"),
    one_of("subject", STANDARD_SUBJECTS),
    CheckConstraint("version > 0", name="version"),
    comment="Templates: tiers, POI tables, categories, calendar, roles; edited by new versions, none is ever changed",
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
    document("summary", comment="totals per item and tier; units; unreachable; pieces; problems"),
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
    words("item", comment="an item of the template: medical, 菜市场 …"),
    reference("version_id", "unit_version.id", comment="the building as it was then"),
    Column("walking_s", Float, comment="to the nearest facility; null: beyond the horizon"),
    words("facility_code", comment="the nearest one, in the measured edition; empty: none"),
    words("status", comment="at the widest tier: covered, uncovered, uncertain, unreachable"),
    words("reason", comment="why it reaches nothing; empty: it does"),
    PrimaryKeyConstraint("run_id", "item", "version_id"),
    CheckConstraint("walking_s >= 0", name="walking_s"),
    Index("coverage_building_version_id_idx", "version_id"),
    comment="Walking time of each building per item",
)

coverage_cell = Table(
    "coverage_cell",
    METADATA,
    reference("run_id", "coverage_run.id", cascade=True),
    words("item"),
    Column("h3", BigInteger, nullable=False, comment="an integer; hex in files, a float64 cannot hold it"),
    Column("buildings", Integer, nullable=False),
    Column("households", Integer, nullable=False),
    Column("covered_households", Integer, nullable=False, comment="at the widest tier"),
    Column("walking_s", Float, comment="mean by household of those reached; null: none is"),
    PrimaryKeyConstraint("run_id", "item", "h3"),
    CheckConstraint("covered_households BETWEEN 0 AND households", name="households"),
    comment="An index of the buildings' answers by H3 cell; people stay on buildings",
)

coverage_gap = Table(
    "coverage_gap",
    METADATA,
    identity(),
    reference("run_id", "coverage_run.id", cascade=True),
    words("item"),
    words("category"),
    Column("serial", Integer, nullable=False),
    reference("unit_id", "unit.id", required=False, comment="the estate or community"),
    Column("minutes", Float),
    Column("households", Integer, nullable=False),
    Column("households_lacking", Integer, nullable=False, comment="0: the gap of the run before is gone"),
    Column("nearest_s", Float, comment="null: none can be reached"),
    document("facts", comment="names, the nearest facility, the remedy and whom it falls to"),
    Column("state", Text, nullable=False, server_default="open"),
    words("note"),
    words("responsible", comment="who sees to it, as the planner wrote"),
    Column(
        "is_carried",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="the run before had it, and its mark is from there",
    ),
    Column(
        "marked_at",
        DateTime(timezone=True),
        comment="when its state, note or responsible was last written; null: never",
    ),
    words("marked_role", comment="role of whoever wrote it; no person"),
    shape(required=False),
    UniqueConstraint("run_id", "serial"),
    one_of("state", GAP_STATES),
    CheckConstraint("households_lacking BETWEEN 0 AND households", name="households"),
    spatial("coverage_gap"),
    comment="The ledger of gaps: who reaches nothing, and what became of it",
)

coverage_facility = Table(
    "coverage_facility",
    METADATA,
    identity(),
    reference("run_id", "coverage_run.id", cascade=True),
    words("code"),
    words("item"),
    Column("is_used", Boolean, nullable=False, server_default=text("true")),
    words("reason", comment="why it was left out; empty: it was not"),
    Column("access_m", Float, comment="from the facility to the street"),
    shape("POINT"),
    Index("coverage_facility_run_id_idx", "run_id"),
    comment="The facilities as one run saw them",
)
