"""Which filter states did people save, to come back to them or to show them to others?"""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, String, Table, UniqueConstraint

from records.state.tables.base import UtcTime, metadata

__all__ = ["saved_views"]

saved_views = Table(
    "saved_views",
    metadata,
    Column("view_id", Integer, primary_key=True),
    Column("user_id", String),
    Column("name", String, nullable=False),
    Column("page", String, nullable=False),
    Column("query", String, nullable=False),
    Column("is_shared", Boolean, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    UniqueConstraint("user_id", "name"),
    CheckConstraint("user_id IS NOT NULL OR is_shared", name="somebodys"),
)
"""One row for each view; query: the filters as they stand in an address, never words looked for.

user_id: whose it is; missing: it was shared by someone who has no access any more.
"""
