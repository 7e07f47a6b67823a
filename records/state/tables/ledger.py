"""Which files were taken in?"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from records.state.tables.base import UtcTime, metadata

__all__ = ["deliveries"]

deliveries = Table(
    "deliveries",
    metadata,
    Column("delivery_id", String, primary_key=True),
    Column("source", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("file_name", String, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("rows_in", Integer, nullable=False),
    Column("loaded", Integer, nullable=False),
    Column("corrected", Integer, nullable=False),
    Column("quarantined", Integer, nullable=False),
    Column("duplicate", Integer, nullable=False),
    Column("erased", Integer, nullable=False, server_default="0"),
    Column("contract_sha256", String(64), nullable=False),
    UniqueConstraint("source", "sha256"),
    CheckConstraint(
        "rows_in = loaded + quarantined + duplicate + erased", name="every_row_counted"
    ),
    CheckConstraint("corrected >= 0 AND corrected <= loaded", name="corrected_are_loaded"),
)
"""The ledger: one row for each file taken in; `corrected` counts loaded rows that replace one.

erased: rows of a record that was erased before, and so never kept again.
"""
