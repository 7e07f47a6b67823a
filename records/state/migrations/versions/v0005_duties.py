"""Make what retention and the rights of people need."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_COUNTED = "ck_deliveries_every_row_counted"
_BEFORE = "rows_in = loaded + quarantined + duplicate"


def upgrade() -> None:
    """Make what retention and the rights of people need."""
    with op.batch_alter_table("deliveries") as table:
        table.add_column(sa.Column("erased", sa.Integer, nullable=False, server_default="0"))
        table.drop_constraint(op.f(_COUNTED), "check")
        table.create_check_constraint(op.f(_COUNTED), f"{_BEFORE} + erased")
    op.create_table(
        "retention",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("keep_months", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("keep_months >= 1", name=op.f("ck_retention_keep_months")),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_retention")),
    )
    op.create_table(
        "reviews",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.CheckConstraint("verdict IN ('keep', 'erase')", name=op.f("ck_reviews_verdict")),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_reviews")),
    )
    op.create_index("ix_reviews_record_id", "reviews", ["record_id"], unique=False)
    op.create_table(
        "cases",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL)", name=op.f("ck_cases_decided")
        ),
        sa.CheckConstraint(
            "kind IN ('rectification', 'restriction', 'dispute', 'erasure')",
            name=op.f("ck_cases_kind"),
        ),
        sa.CheckConstraint("state IN ('open', 'granted', 'refused')", name=op.f("ck_cases_state")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cases")),
    )
    op.create_index("ix_cases_record_id", "cases", ["record_id"], unique=False)
    op.create_table(
        "marks",
        sa.Column("mark_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('disputed', 'restricted', 'corrected')", name=op.f("ck_marks_kind")
        ),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL)", name=op.f("ck_marks_lifted_by_someone")
        ),
        sa.PrimaryKeyConstraint("mark_id", name=op.f("pk_marks")),
    )
    op.create_index("ix_marks_record_id", "marks", ["record_id"], unique=False)
    op.create_table(
        "tombstones",
        sa.Column("record_hash", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("erased_by", sa.String(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("record_hash", name=op.f("pk_tombstones")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("tombstones")
    op.drop_table("marks")
    op.drop_table("cases")
    op.drop_table("reviews")
    op.drop_table("retention")
    # Before this step nothing counted them apart; every row of a delivery stays counted.
    op.execute("UPDATE deliveries SET duplicate = duplicate + erased, erased = 0")
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint(op.f(_COUNTED), "check")
        table.create_check_constraint(op.f(_COUNTED), _BEFORE)
        table.drop_column("erased")
