"""Keep duties: numbered officeholders, roles as templates, posts at units, organisations."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint

from gis.model.units import UnitKind
from gis.store.tables.columns import (
    METADATA,
    by_path,
    identity,
    moment,
    one_of,
    path_column,
    reference,
    validity,
    words,
)

role = Table(
    "role",
    METADATA,
    Column("code", Text, primary_key=True),
    words("chinese", comment="网格长, 网格员, 楼栋长 …"),
    words("set_name", comment="五长, 1+3+N …"),
    Column("unit_kind", Text, nullable=False, comment="the kind of unit the role is held at"),
    Column(
        "rank",
        SmallInteger,
        nullable=False,
        server_default=text("100"),
        comment="order in the chain, first first",
    ),
    Column("posts_per_unit", SmallInteger, comment="how many a unit should have; null: left open"),
    words("source", comment="where the rule comes from"),
    words("certainty", comment="how sure we are of it"),
    words("duties", comment="what the role does, a line each; printed on notice boards"),
    one_of("unit_kind", UnitKind),
    CheckConstraint("posts_per_unit >= 0", name="posts_per_unit"),
    comment="Templates of roles; data, not constants",
)

officeholder = Table(
    "officeholder",
    METADATA,
    identity(),
    Column("territory", Text, nullable=False),
    Column("number", Integer, nullable=False, comment="负责人 017; names are not kept"),
    moment("created_at"),
    ForeignKeyConstraint(["territory"], ["territory.name"]),
    UniqueConstraint("territory", "number"),
    comment="A person who holds a post, by number; nothing about the person but the duty",
)

officeholder_contact = Table(
    "officeholder_contact",
    METADATA,
    identity(),
    reference("officeholder_id", "officeholder.id"),
    words("kind", comment="office_phone, duty_phone, wechat_group"),
    Column("sealed", LargeBinary, nullable=False, comment="encrypted with the installation's key"),
    words("masked", comment="what is shown without a reason: 138****0017"),
    moment("saved_at"),
    UniqueConstraint("officeholder_id", "kind"),
    comment="Contacts of duty; revealed only with a reason, which is logged",
)

post = Table(
    "post",
    METADATA,
    identity(),
    Column("role_code", Text, nullable=False),
    reference("unit_id", "unit.id"),
    path_column(),
    reference("officeholder_id", "officeholder.id", required=False, comment="null: vacant"),
    reference("substitute_id", "officeholder.id", required=False, comment="AB角"),
    validity("from (included) to (excluded)"),
    ForeignKeyConstraint(["role_code"], ["role.code"]),
    CheckConstraint("officeholder_id <> substitute_id", name="substitute"),
    CheckConstraint("NOT isempty(valid)", name="valid"),
    Index("post_unit_id_idx", "unit_id"),
    Index("post_officeholder_id_idx", "officeholder_id"),
    by_path("post"),
    comment="One officeholder in one role at one unit from a date",
)

post_absence = Table(
    "post_absence",
    METADATA,
    identity(),
    reference("post_id", "post.id"),
    Column("absent", DATERANGE, nullable=False, comment="the substitute acts on these days"),
    Index("post_absence_post_id_idx", "post_id"),
    CheckConstraint("NOT isempty(absent)", name="absent"),
    ExcludeConstraint(("post_id", "="), ("absent", "&&"), name="post_absence_absent_excl"),
    comment="Days on which the substitute stands in; never overlapping",
)

display_consent = Table(
    "display_consent",
    METADATA,
    identity(),
    reference("post_id", "post.id"),
    reference("officeholder_id", "officeholder.id"),
    Column("sealed_name", LargeBinary, comment="encrypted; null: shown by number"),
    Column("sealed_portrait", LargeBinary, comment="JPEG for print, encrypted; null: none given"),
    words("contact_kind", comment="which contact of duty may be shown; empty: none"),
    words("paper", comment="the signed paper it rests on"),
    Column("granted_on", Date, nullable=False),
    moment("ended_at", required=False),
    reference("recorded_by", "account.id", required=False),
    moment("recorded_at"),
    CheckConstraint("ended_at IS NULL OR sealed_name IS NULL AND sealed_portrait IS NULL", name="erased"),
    Index("display_consent_open_idx", "post_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    Index("display_consent_officeholder_id_idx", "officeholder_id"),
    comment="Who agreed to be shown on notice boards in one post; ends with the post, and name and portrait are"
    " erased then",
)

organisation = Table(
    "organisation",
    METADATA,
    identity(),
    Column("territory", Text, nullable=False),
    Column("code", Text, nullable=False),
    words("name"),
    words("kind", comment="department, property_company, firm, school, hospital"),
    reference("unit_id", "unit.id", required=False, comment="where it has its seat or its field"),
    words("duties", comment="its list of duties for 部门报到"),
    ForeignKeyConstraint(["territory"], ["territory.name"]),
    UniqueConstraint("territory", "code"),
    comment="Departments that report in, companies that manage estates",
)
