"""Who did what, when, why, and to whom was it given?"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, String, Table, Text

from records.state.tables.adding import after_create, only_added
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

_SAID = "the audit is only ever added to"

_SQLITE_IN_ORDER = """\
CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE seq >= NEW.seq)
BEGIN
SELECT RAISE(ABORT, 'the audit is only ever added to');
END"""
"""INSERT OR REPLACE takes the old row away without asking the trigger on DELETE."""

for _table in (audit, audit_subjects):
    only_added(_table, _SAID, "concern_only_added", replaced=False)
after_create(audit, "sqlite", _SQLITE_IN_ORDER)
