"""Make what is kept of models, and of visits that were drawn."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_ROLE = "(SELECT current_setting('concern.role', true))"
_USER = "(SELECT current_setting('concern.user', true))"
_SAID = "what was decided of models and drawn for visits is only ever added to"

KEYS = {
    "models": ("model_id",),
    "model_evaluations": ("evaluation_id",),
    "model_events": ("event_id",),
    "waivers": ("waiver_id",),
    "visit_lists": ("list_id",),
    "visit_picks": ("list_id", "place"),
}

BROWSERS = ("inspector", "lead", "analyst")
WATCHERS = ("analyst", "officer", "board", "administrator")
EVERYONE = (*BROWSERS[:2], "steward", *WATCHERS)

SEEN_BY = {
    "models": EVERYONE,
    "model_evaluations": EVERYONE,
    "model_events": WATCHERS,
    "waivers": WATCHERS,
    "visit_lists": BROWSERS,
    "visit_picks": BROWSERS,
}
"""Roles that see every row of a table, beside the service."""

ADDED_BY = {
    "model_events": (("board", "administrator"), "done_by"),
    "waivers": (("board",), "recorded_by"),
    "visit_lists": (("lead", "analyst"), "drawn_by"),
    "visit_picks": (("lead", "analyst"), None),
}
"""Roles that add rows, beside the service, and the column in which they name themselves."""


def upgrade() -> None:
    """Make the tables, which are only ever added to, and their rules."""
    _make_models()
    _make_decisions()
    _make_visits()
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION concern_life_only_added() RETURNS trigger "
            f"LANGUAGE plpgsql AS $$\nBEGIN\nRAISE EXCEPTION '{_SAID}';\nEND $$"
        )
    for table in KEYS:
        for statement in _of_sqlite(table) if dialect == "sqlite" else _of_postgresql(table):
            op.execute(statement)


def downgrade() -> None:
    """Drop them."""
    for table in reversed(KEYS):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION concern_life_only_added()")


def _make_models() -> None:
    op.create_table(
        "models",
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("build_id", sa.String(), nullable=False),
        sa.Column("data_sha256", sa.String(length=64), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=False),
        sa.Column("trained_by", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("model_id", name=op.f("pk_models")),
    )
    op.create_table(
        "model_evaluations",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("failed", sa.JSON(), nullable=False),
        sa.Column("evaluated_by", sa.String(), nullable=False),
        sa.Column("evaluated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("evaluation_id", name=op.f("pk_model_evaluations")),
    )
    op.create_index(
        "ix_model_evaluations_model_id", "model_evaluations", ["model_id"], unique=False
    )


def _make_decisions() -> None:
    op.create_table(
        "model_events",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=True),
        sa.Column("now_id", sa.String(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("dpia", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "event IN ('registered', 'evaluated', 'watched', 'approved', 'promoted', "
            "'rolled_back', 'expired', 'switched_on', 'switched_off')",
            name=op.f("ck_model_events_event"),
        ),
        sa.CheckConstraint(
            "(event IN ('switched_on', 'switched_off')) = (model_id IS NULL)",
            name=op.f("ck_model_events_of_a_model"),
        ),
        sa.CheckConstraint(
            "(event = 'approved') = (until_on IS NOT NULL AND dpia IS NOT NULL)",
            name=op.f("ck_model_events_approved_until"),
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_model_events")),
    )
    op.create_index("ix_model_events_model_id", "model_events", ["model_id"], unique=False)
    op.create_table(
        "waivers",
        sa.Column("waiver_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("failed", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("named", sa.String(), nullable=False),
        sa.Column("waived_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("waived_on < expires_on", name=op.f("ck_waivers_expires_later")),
        sa.PrimaryKeyConstraint("waiver_id", name=op.f("pk_waivers")),
    )
    op.create_index("ix_waivers_model_id", "waivers", ["model_id"], unique=False)


def _make_visits() -> None:
    op.create_table(
        "visit_lists",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("build_id", sa.String(), nullable=False),
        sa.Column("score_version", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("frame", sa.Integer(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("within", sa.String(), nullable=False),
        sa.Column("filters", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("drawn_by", sa.String(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "capacity >= 1 AND capacity <= frame", name=op.f("ck_visit_lists_capacity")
        ),
        sa.CheckConstraint("share >= 0 AND share <= 1", name=op.f("ck_visit_lists_share")),
        sa.CheckConstraint("within IN ('place', 'band')", name=op.f("ck_visit_lists_within")),
        sa.PrimaryKeyConstraint("list_id", name=op.f("pk_visit_lists")),
    )
    op.create_table(
        "visit_picks",
        sa.Column("list_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("profile_id", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("stratum", sa.String(), nullable=False),
        sa.Column("propensity", sa.Float(), nullable=False),
        sa.CheckConstraint("how IN ('score', 'random')", name=op.f("ck_visit_picks_how")),
        sa.CheckConstraint(
            "propensity > 0 AND propensity <= 1", name=op.f("ck_visit_picks_propensity")
        ),
        sa.CheckConstraint(
            "how = 'random' OR propensity = 1", name=op.f("ck_visit_picks_chosen_for_certain")
        ),
        sa.PrimaryKeyConstraint("list_id", "place", name=op.f("pk_visit_picks")),
    )


def _of_sqlite(table: str) -> list[str]:
    same = " AND ".join(f"{column} = NEW.{column}" for column in KEYS[table])
    moments = {
        "no_update": "BEFORE UPDATE ON {table}",
        "no_delete": "BEFORE DELETE ON {table}",
        "no_replace": "BEFORE INSERT ON {table}\nWHEN EXISTS (SELECT 1 FROM {table} WHERE {same})",
    }
    return [
        f"CREATE TRIGGER {table}_{name} {moment.format(table=table, same=same)}\n"
        f"BEGIN\nSELECT RAISE(ABORT, '{_SAID}');\nEND"
        for name, moment in moments.items()
    ]


def _of_postgresql(table: str) -> list[str]:
    rules = {
        "serves": f"FOR ALL USING ({_ROLE} = 'service')",
        "sees": f"FOR SELECT USING ({_one_of(SEEN_BY[table])})",
    }
    if table in ADDED_BY:
        roles, own = ADDED_BY[table]
        named = f" AND {own} = {_USER}" if own else ""
        rules["adds"] = f"FOR INSERT WITH CHECK ({_one_of(roles)}{named})"
    return [
        f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION concern_life_only_added()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_only_added",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC, CURRENT_USER",
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        *(f"CREATE POLICY {name} ON {table} {rule}" for name, rule in rules.items()),
    ]


def _one_of(roles: tuple[str, ...]) -> str:
    return f"{_ROLE} = ANY ('{{{','.join(roles)}}}')"
