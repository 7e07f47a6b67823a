"""Make what people note about businesses."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_ROLE = "(SELECT current_setting('concern.role', true))"
_USER = "(SELECT current_setting('concern.user', true))"
_AGENCY = "(SELECT current_setting('concern.agency', true))"

BROWSERS = ("inspector", "lead", "analyst")
DUTIES = ("steward", "officer")


def upgrade() -> None:
    """Make the table and its rules."""
    op.create_table(
        "notes",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("record_ids", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sight", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("struck_by", sa.String(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sight IN ('agency', 'everyone')", name=op.f("ck_notes_sight")),
        sa.CheckConstraint(
            "sight = 'everyone' OR agency <> ''", name=op.f("ck_notes_of_an_agency")
        ),
        sa.CheckConstraint(
            "(struck_at IS NULL) = (struck_by IS NULL)", name=op.f("ck_notes_struck_by_someone")
        ),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_record_id", "notes", ["record_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for statement in _walls():
            op.execute(statement)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("notes")


def _walls() -> list[str]:
    """A note is its agency's unless it is said to be everyone's; only its writer strikes it out."""
    shown = f"sight = 'everyone' OR (agency = {_AGENCY} AND agency <> '') OR written_by = {_USER}"
    mine = f"written_by = {_USER} AND {_one_of(BROWSERS)}"
    rules = {
        "serves": f"FOR ALL USING ({_ROLE} = 'service')",
        "sees": f"FOR SELECT USING ({_one_of(BROWSERS)} AND ({shown}))",
        "answers": f"FOR SELECT USING ({_one_of(DUTIES)})",
        "notes": f"FOR INSERT WITH CHECK ({mine} AND agency = {_AGENCY} AND struck_by IS NULL)",
        "strikes": f"FOR UPDATE USING ({mine}) WITH CHECK (struck_by = {_USER})",
        "empties": f"FOR UPDATE USING ({_one_of(DUTIES)}) "
        "WITH CHECK (text = '' AND struck_by IS NOT NULL)",
    }
    return [
        "ALTER TABLE notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        *(f"CREATE POLICY {name} ON notes {rule}" for name, rule in rules.items()),
    ]


def _one_of(roles: tuple[str, ...]) -> str:
    return f"{_ROLE} = ANY ('{{{','.join(roles)}}}')"
