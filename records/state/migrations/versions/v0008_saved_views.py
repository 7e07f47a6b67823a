"""Make what people save of the filters, for themselves or for everyone."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_ROLE = "(SELECT current_setting('concern.role', true))"
_USER = "(SELECT current_setting('concern.user', true))"

BROWSERS = ("inspector", "lead", "analyst")
SHARERS = ("lead", "analyst")


def upgrade() -> None:
    """Make the table and its rules."""
    op.create_table(
        "saved_views",
        sa.Column("view_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "user_id IS NOT NULL OR is_shared", name=op.f("ck_saved_views_somebodys")
        ),
        sa.PrimaryKeyConstraint("view_id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_views_user_id_name")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in _walls():
            op.execute(statement)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("saved_views")


def _walls() -> list[str]:
    """Everyone keeps their own; what is shared is seen by all who browse, made by who may share."""
    own = f"user_id = {_USER} AND {_one_of(BROWSERS)}"
    nobodys = f"user_id IS NULL AND {_one_of(SHARERS)}"
    rules = {
        "serves": f"FOR ALL USING ({_ROLE} = 'service')",
        "sees": f"FOR SELECT USING (is_shared AND {_one_of(BROWSERS)})",
        "owns": f"FOR ALL USING ({own}) "
        f"WITH CHECK ({own} AND (NOT is_shared OR {_one_of(SHARERS)}))",
        "tidies": f"FOR ALL USING ({nobodys}) WITH CHECK ({nobodys} AND is_shared)",
    }
    return [
        "ALTER TABLE saved_views ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        *(f"CREATE POLICY {name} ON saved_views {rule}" for name, rule in rules.items()),
    ]


def _one_of(roles: tuple[str, ...]) -> str:
    return f"{_ROLE} = ANY ('{{{','.join(roles)}}}')"
