"""How long is what kept, what was asked for, and what was done about it?"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, String, Table, Text

from records.state.tables.base import UtcTime, metadata

__all__ = ["cases", "marks", "retention", "reviews", "tombstones"]

retention = Table(
    "retention",
    metadata,
    Column("source", String, primary_key=True),
    Column("keep_months", Integer, nullable=False),
    Column("basis", String, nullable=False),
    Column("recorded_by", String, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    CheckConstraint("keep_months >= 1", name="keep_months"),
)
"""How long each source's records are kept before they are reviewed, where the county decided."""

reviews = Table(
    "reviews",
    metadata,
    Column("review_id", Integer, primary_key=True),
    Column("record_id", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("why", String, nullable=False),
    Column("reviewed_by", String, nullable=False),
    Column("reviewed_at", UtcTime, nullable=False),
    Column("next_review_on", Date),
    CheckConstraint("verdict IN ('keep', 'erase')", name="verdict"),
)
"""Decisions on records past their time; the latest of a record holds."""

Index("ix_reviews_record_id", reviews.c.record_id)

cases = Table(
    "cases",
    metadata,
    Column("case_id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("record_id", String, nullable=False),
    Column("field", String, nullable=False),
    Column("value", Text),
    Column("why", String, nullable=False),
    Column("opened_by", String, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", String, nullable=False),
    Column("decided_by", String),
    Column("decided_at", UtcTime),
    Column("decision", String),
    CheckConstraint("kind IN ('rectification', 'restriction', 'dispute', 'erasure')", name="kind"),
    CheckConstraint("state IN ('open', 'granted', 'refused')", name="state"),
    CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
)
"""Requests of people about records; record_id is a tombstone's hash once the record is erased.

field, value: what a rectification sets; value missing empties the field.
"""

Index("ix_cases_record_id", cases.c.record_id)

marks = Table(
    "marks",
    metadata,
    Column("mark_id", Integer, primary_key=True),
    Column("record_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("field", String, nullable=False),
    Column("value", Text),
    Column("case_id", Integer),
    Column("set_by", String, nullable=False),
    Column("set_at", UtcTime, nullable=False),
    Column("lifted_by", String),
    Column("lifted_at", UtcTime),
    CheckConstraint("kind IN ('disputed', 'restricted', 'corrected')", name="kind"),
    CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifted_by_someone"),
)
"""What holds for a record now: disputed, restricted, or one field corrected to a value."""

Index("ix_marks_record_id", marks.c.record_id)

tombstones = Table(
    "tombstones",
    metadata,
    Column("record_hash", String(64), primary_key=True),
    Column("case_id", Integer),
    Column("why", String, nullable=False),
    Column("erased_by", String, nullable=False),
    Column("erased_at", UtcTime, nullable=False),
)
"""Records that were erased and must not come back, by a keyed hash of their id."""
