"""Make the ledger of deliveries and the judgements."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows_in", sa.Integer, nullable=False),
        sa.Column("loaded", sa.Integer, nullable=False),
        sa.Column("corrected", sa.Integer, nullable=False),
        sa.Column("quarantined", sa.Integer, nullable=False),
        sa.Column("duplicate", sa.Integer, nullable=False),
        sa.Column("contract_sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_deliveries"),
        sa.UniqueConstraint("source", "sha256", name="uq_deliveries_source_sha256"),
        sa.CheckConstraint(
            "rows_in = loaded + quarantined + duplicate",
            name=op.f("ck_deliveries_every_row_counted"),
        ),
        sa.CheckConstraint(
            "corrected >= 0 AND corrected <= loaded",
            name=op.f("ck_deliveries_corrected_are_loaded"),
        ),
    )
    op.create_table(
        "judgements",
        sa.Column("judgement_id", sa.Integer, nullable=False),
        sa.Column("id_a", sa.String, nullable=False),
        sa.Column("id_b", sa.String, nullable=False),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("judged_by", sa.String, nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("judgement_id", name="pk_judgements"),
        sa.CheckConstraint("id_a < id_b", name=op.f("ck_judgements_pair_in_order")),
        sa.CheckConstraint(
            "verdict IN ('same', 'different', 'unsure')", name=op.f("ck_judgements_verdict")
        ),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)",
            name=op.f("ck_judgements_undone_by_someone"),
        ),
    )
    op.create_index(
        "uq_judgements_in_force",
        "judgements",
        ["id_a", "id_b"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("judgements")
    op.drop_table("deliveries")
