"""Make the register of agreements."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the register of agreements."""
    op.create_table(
        "agreements",
        sa.Column("agreement_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("lawful_basis", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("partners", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("covers_restricted", sa.Boolean(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("dpia", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("notice IN ('contact', 'silent')", name=op.f("ck_agreements_notice")),
        sa.CheckConstraint(
            "starts_on < review_on", name=op.f("ck_agreements_starts_before_review")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_agreements_version_from_one")),
        sa.PrimaryKeyConstraint("agreement_id", "version", name=op.f("pk_agreements")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("agreements")
