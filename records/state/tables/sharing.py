"""Who agreed to share what, for what purpose, and until when?"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Date, Integer, String, Table

from records.state.tables.base import UtcTime, metadata

__all__ = ["agreements"]

agreements = Table(
    "agreements",
    metadata,
    Column("agreement_id", String, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("title", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("lawful_basis", String, nullable=False),
    Column("lead", String, nullable=False),
    Column("partners", JSON, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("review_on", Date, nullable=False),
    Column("covers_restricted", Boolean, nullable=False),
    Column("notice", String, nullable=False),
    Column("dpia", String, nullable=False),
    Column("ended_on", Date),
    Column("recorded_by", String, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    CheckConstraint("starts_on < review_on", name="starts_before_review"),
    CheckConstraint("notice IN ('contact', 'silent')", name="notice"),
    CheckConstraint("version >= 1", name="version_from_one"),
)
"""The register; never changed, each amendment a new version of which the highest holds.

partners, sources: lists of agency codes and of contract names. In force from starts_on until the
day before review_on, or before ended_on. covers_restricted: records of handling code C too.
notice: what a viewer who may not see a record is told: whom to contact, or nothing at all.
"""
