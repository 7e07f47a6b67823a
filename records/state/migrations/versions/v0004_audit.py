"""Make the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


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


def downgrade() -> None:
    """Drop them."""
    op.drop_table("audit")
