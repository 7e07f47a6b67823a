"""What did people note about businesses?"""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Index, Integer, String, Table, Text

from records.state.tables.base import UtcTime, metadata

__all__ = ["notes"]

notes = Table(
    "notes",
    metadata,
    Column("note_id", Integer, primary_key=True),
    Column("profile_id", String, nullable=False),
    Column("record_id", String, nullable=False),
    Column("record_ids", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("sight", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("written_by", String, nullable=False),
    Column("written_at", UtcTime, nullable=False),
    Column("replaces", Integer),
    Column("struck_by", String),
    Column("struck_at", UtcTime),
    CheckConstraint("sight IN ('agency', 'everyone')", name="sight"),
    CheckConstraint("sight = 'everyone' OR agency <> ''", name="of_an_agency"),
    CheckConstraint("(struck_at IS NULL) = (struck_by IS NULL)", name="struck_by_someone"),
)
"""What people noted; never changed, only struck out, and emptied where a record is erased.

profile_id: the business as it was then. record_id: the record the note stays with, through mergers
and splits. record_ids: all the writer saw of the business. agency: the writer's. replaces: number
of the note that it was written in place of.
"""

Index("ix_notes_record_id", notes.c.record_id)
