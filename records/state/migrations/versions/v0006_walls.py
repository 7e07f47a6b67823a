"""Let PostgreSQL itself say which rows who acts may see and write; SQLite has no such rules."""

from alembic import op

revision = "0006"
down_revision = "0005"

_ROLE = "(SELECT current_setting('concern.role', true))"
_USER = "(SELECT current_setting('concern.user', true))"

EVERYONE = ("inspector", "lead", "analyst", "steward", "officer", "board", "administrator")
COUNTY = EVERYONE[:-1]
BROWSERS = ("inspector", "lead", "analyst")
DUTIES = ("steward", "officer")

SEEN_BY = {
    "accounts": ("administrator",),
    "agreements": EVERYONE,
    "attempts": (),
    "audit": ("officer",),
    "audit_subjects": ("officer",),
    "cases": DUTIES,
    "deliveries": COUNTY,
    "judgements": (*BROWSERS, *DUTIES),
    "marks": (*BROWSERS, *DUTIES),
    "retention": DUTIES,
    "reviews": DUTIES,
    "sessions": ("administrator",),
    "sign_ins": (),
    "tombstones": DUTIES,
}
"""Roles that see every row of a table, beside the service; no other row is seen by anyone."""

WRITTEN_BY = {
    "accounts": ("administrator",),
    "agreements": ("steward",),
    "cases": DUTIES,
    "deliveries": ("steward",),
    "marks": DUTIES,
    "retention": DUTIES,
    "reviews": DUTIES,
    "sessions": ("administrator",),
    "tombstones": DUTIES,
}
"""Roles that may write every row of a table, beside the service."""

OWN = {"accounts": "user_id", "sessions": "user_id"}
"""Column that says whose a row is: each person also sees their own."""

JUDGED = (
    "CREATE POLICY judged ON judgements FOR INSERT "
    f"WITH CHECK ({_ROLE} = 'analyst' AND judged_by = {_USER} AND undone_by IS NULL)",
    "CREATE POLICY undone ON judgements FOR UPDATE "
    f"USING ({_ROLE} = 'analyst') WITH CHECK (undone_by = {_USER})",
    "CREATE POLICY erased ON judgements FOR UPDATE "
    f"USING ({_ROLE} = ANY ('{{{','.join(DUTIES)}}}')) "
    "WITH CHECK (why = '' AND undone_by IS NOT NULL)",
)
"""An analyst judges, and undoes what was judged, in no name but their own.

Who erases a record empties and ends what was said of it, and changes no other judgement.
"""

# The code orders ids by their characters, whatever language the server sorts in.
_IN_ORDER = "ck_judgements_pair_in_order"


def upgrade() -> None:
    """Put the rules in force, for the owner of the tables too."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in SEEN_BY:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        for statement in _policies(table):
            op.execute(statement)
    for statement in JUDGED:
        op.execute(statement)
    _order_pairs('id_a COLLATE "C" < id_b COLLATE "C"')


def downgrade() -> None:
    """Take the rules away."""
    if op.get_bind().dialect.name != "postgresql":
        return
    _order_pairs("id_a < id_b")
    for name in ("erased", "undone", "judged"):
        op.execute(f"DROP POLICY {name} ON judgements")
    for table in SEEN_BY:
        for name in _names(table):
            op.execute(f"DROP POLICY {name} ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")


def _names(table: str) -> list[str]:
    there = {"serves": True, "sees": SEEN_BY[table], "writes": WRITTEN_BY.get(table),
             "owns": OWN.get(table)}  # fmt: skip
    return [name for name, wanted in there.items() if wanted]


def _policies(table: str) -> list[str]:
    rules = {
        "serves": f"FOR ALL USING ({_ROLE} = 'service')",
        "sees": f"FOR SELECT USING ({_one_of(SEEN_BY[table])})",
        "writes": f"FOR ALL USING ({_one_of(WRITTEN_BY.get(table, ()))})",
        "owns": f"FOR SELECT USING ({OWN.get(table)} = {_USER} AND {_one_of(EVERYONE)})",
    }
    return [f"CREATE POLICY {name} ON {table} {rules[name]}" for name in _names(table)]


def _one_of(roles: tuple[str, ...]) -> str:
    return f"{_ROLE} = ANY ('{{{','.join(roles)}}}')"


def _order_pairs(rule: str) -> None:
    op.execute(f"ALTER TABLE judgements DROP CONSTRAINT {_IN_ORDER}")
    op.execute(f"ALTER TABLE judgements ADD CONSTRAINT {_IN_ORDER} CHECK ({rule})")
