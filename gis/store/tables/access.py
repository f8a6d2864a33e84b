"""Keep who may sign in, what was done, what runs, and what was answered already."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from gis.model.access import Role
from gis.store.tables.columns import METADATA, Ltree, document, identity, moment, one_of, reference, words

JOB_STATES = ("waiting", "running", "finished", "failed", "cancelled")

account = Table(
    "account",
    METADATA,
    identity(),
    Column("login", Text, nullable=False),
    Column("password_hash", Text, nullable=False, comment="argon2id"),
    words("display_name", comment="网格员 017; a duty, not a person's name"),
    Column("role", Text, nullable=False),
    reference("officeholder_id", "officeholder.id", required=False),
    words("department", comment="its entry of the duty list (报到职责清单); empty: no department"),
    Column("is_disabled", Boolean, nullable=False, server_default=text("false")),
    moment("created_at"),
    UniqueConstraint("login"),
    one_of("role", [kind for kind in Role if kind is not Role.ANONYMOUS]),
    comment="Who may sign in",
)

account_scope = Table(
    "account_scope",
    METADATA,
    reference("account_id", "account.id", cascade=True),
    reference("unit_id", "unit.id"),
    PrimaryKeyConstraint("account_id", "unit_id"),
    Index("account_scope_unit_id_idx", "unit_id"),
    comment="The units an account works in, with all below them",
)

session = Table(
    "session",
    METADATA,
    Column(
        "token_hash",
        Text,
        primary_key=True,
        comment="SHA-256 of the cookie; the token itself is not kept",
    ),
    reference("account_id", "account.id", cascade=True),
    moment("opened_at"),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    moment("revoked_at", required=False),
    Index("session_account_id_idx", "account_id"),
    comment="Who is signed in",
)

audit_event = Table(
    "audit_event",
    METADATA,
    identity(),
    moment("made_at"),
    reference("made_by", "account.id", required=False),
    words("action"),
    words("target_kind"),
    Column("target_id", BigInteger),
    Column("path", Ltree, comment="where it happened; null: nowhere in the tree"),
    document("detail", comment="what changed, and the reason given"),
    Index("audit_event_made_at_idx", "made_at"),
    Index("audit_event_target_idx", "target_kind", "target_id"),
    comment="What was done by whom, append-only",
)

idempotency_key = Table(
    "idempotency_key",
    METADATA,
    Column("key", Text, nullable=False),
    Column("account_id", BigInteger, nullable=False, comment="0: a visitor"),
    Column("request_hash", Text, nullable=False, comment="the same key with another request is refused"),
    Column("status", SmallInteger, nullable=False),
    Column("response", JSONB, nullable=False),
    moment("made_at"),
    PrimaryKeyConstraint("account_id", "key"),
    Index("idempotency_key_made_at_idx", "made_at"),
    comment="Answers already given, so that a retry never doubles",
)

job = Table(
    "job",
    METADATA,
    identity(),
    words("kind"),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("path", Ltree, comment="whose territory it works on; null: nobody's"),
    document("arguments"),
    document("scope", comment="on whose behalf it runs"),
    words("step", comment="Chinese, shown as it is"),
    Column("done", Integer, nullable=False, server_default=text("0")),
    Column("total", Integer, nullable=False, server_default=text("0"), comment="0: unknown"),
    Column("result", JSONB),
    Column("problem", JSONB, comment="code, chinese and facts of the error that ended it"),
    Column("is_cancelling", Boolean, nullable=False, server_default=text("false")),
    Column(
        "is_stopping",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="somebody asked for the best so far",
    ),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    reference("made_by", "account.id", required=False),
    moment("made_at"),
    moment("started_at", required=False),
    moment("finished_at", required=False),
    moment("changed_at"),
    one_of("state", JOB_STATES),
    CheckConstraint("done >= 0 AND total >= 0", name="progress"),
    Index("job_made_at_idx", "made_at"),
    comment="Work in the background, and where it stands",
)
