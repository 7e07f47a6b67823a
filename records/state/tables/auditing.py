"""Who did what, when, why, and to whom was it given?"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    String,
    Table,
    Text,
    event,
)

from records.state.tables.base import UtcTime, metadata

__all__ = ["audit", "audit_subjects"]

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("operation", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("role", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("subject_kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("mac", String(64), nullable=False),
    CheckConstraint(
        "operation IN ('collection', 'alteration', 'consultation', 'disclosure', 'combination', "
        "'erasure')",
        name="operation",
    ),
    CheckConstraint("seq >= 1", name="seq_from_one"),
)
"""The six operations of section 62; rows are only ever added, each sealed to the one before.

detail: JSON, never the content of a record. mac: HMAC-SHA256 over the row and the mac before it.
"""

Index("ix_audit_subject", audit.c.subject_kind, audit.c.subject)
Index("ix_audit_user_id_at", audit.c.user_id, audit.c.at)

audit_subjects = Table(
    "audit_subjects",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("subject", String, primary_key=True),
)
"""Which profiles did a list or an export hold? An index of what the audit's details say.

It is written with them and verified against them, and makes `who looked at this business` quick.
"""

Index("ix_audit_subjects_subject", audit_subjects.c.subject, audit_subjects.c.seq)

_SQLITE = (
    """\
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN
SELECT RAISE(ABORT, 'the audit is only ever added to');
END""",
    """\
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
BEGIN
SELECT RAISE(ABORT, 'the audit is only ever added to');
END""",
)
_SQLITE_IN_ORDER = """\
CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE seq >= NEW.seq)
BEGIN
SELECT RAISE(ABORT, 'the audit is only ever added to');
END"""
"""INSERT OR REPLACE takes the old row away without asking the trigger on DELETE."""

_POSTGRESQL_FUNCTION = """\
CREATE OR REPLACE FUNCTION concern_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
RAISE EXCEPTION 'the audit is only ever added to';
END $$"""
_POSTGRESQL = (
    """\
CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION concern_only_added()""",
    "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_only_added",
    "REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC, CURRENT_USER",
)


def _only_added(table: Table) -> None:
    """Have the database itself refuse to change or remove a row of the table."""
    for text in _SQLITE:
        _after(table, "sqlite", text.format(table=table.name))
    _after(table, "postgresql", _POSTGRESQL_FUNCTION)
    for text in _POSTGRESQL:
        _after(table, "postgresql", text.format(table=table.name))


def _after(table: Table, dialect: str, text: str) -> None:
    statement = DDL(text).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
    event.listen(table, "after_create", statement)


_only_added(audit)
_only_added(audit_subjects)
_after(audit, "sqlite", _SQLITE_IN_ORDER)
