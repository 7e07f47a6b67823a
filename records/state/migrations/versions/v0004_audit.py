"""Make the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ONLY_ADDED = {
    "sqlite": (
        """\
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
SELECT RAISE(ABORT, 'the audit is only ever added to');
END""",
        """\
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
SELECT RAISE(ABORT, 'the audit is only ever added to');
END""",
        """\
CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE seq >= NEW.seq)
BEGIN
SELECT RAISE(ABORT, 'the audit is only ever added to');
END""",
        """\
CREATE TRIGGER audit_subjects_no_update BEFORE UPDATE ON audit_subjects
BEGIN
SELECT RAISE(ABORT, 'the audit is only ever added to');
END""",
        """\
CREATE TRIGGER audit_subjects_no_delete BEFORE DELETE ON audit_subjects
BEGIN
SELECT RAISE(ABORT, 'the audit is only ever added to');
END""",
    ),
    "postgresql": (
        """\
CREATE OR REPLACE FUNCTION concern_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
RAISE EXCEPTION 'the audit is only ever added to';
END $$""",
        """\
CREATE TRIGGER audit_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION concern_only_added()""",
        "ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_only_added",
        "REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM PUBLIC, CURRENT_USER",
        """\
CREATE TRIGGER audit_subjects_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_subjects
FOR EACH STATEMENT EXECUTE FUNCTION concern_only_added()""",
        "ALTER TABLE audit_subjects ENABLE ALWAYS TRIGGER audit_subjects_only_added",
        "REVOKE UPDATE, DELETE, TRUNCATE ON audit_subjects FROM PUBLIC, CURRENT_USER",
    ),
}


def upgrade() -> None:
    """Make the audit."""
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "operation IN ('collection', 'alteration', 'consultation', 'disclosure', "
            "'combination', 'erasure')",
            name=op.f("ck_audit_operation"),
        ),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_audit_seq_from_one")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_subject", "audit", ["subject_kind", "subject"], unique=False)
    op.create_index("ix_audit_user_id_at", "audit", ["user_id", "at"], unique=False)

    op.create_table(
        "audit_subjects",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", "subject", name=op.f("pk_audit_subjects")),
    )
    op.create_index("ix_audit_subjects_subject", "audit_subjects", ["subject", "seq"], unique=False)
    for statement in ONLY_ADDED[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("audit_subjects")
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION concern_only_added()")
