"""Which tables does the state database hold?"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from records.schema import Judgement

__all__ = ["VERSION_TABLE", "UtcTime", "deliveries", "judgements", "metadata"]

VERSION_TABLE = "concern_version"
"""Table that says which migration the database is at; its name tells our database from others."""


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; one without a time zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC, without its zone where the database keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone, such as datetime.now(UTC)")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its zone, UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

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
    Column("contract_sha256", String(64), nullable=False),
    UniqueConstraint("source", "sha256"),
    CheckConstraint("rows_in = loaded + quarantined + duplicate", name="every_row_counted"),
    CheckConstraint("corrected >= 0 AND corrected <= loaded", name="corrected_are_loaded"),
)
"""The ledger: one row for each file taken in; `corrected` counts loaded rows that replace one."""

judgements = Table(
    "judgements",
    metadata,
    Column("judgement_id", Integer, primary_key=True),
    Column(str(Judgement.id_a), String, nullable=False),
    Column(str(Judgement.id_b), String, nullable=False),
    Column(str(Judgement.verdict), String, nullable=False),
    Column("why", String, nullable=False),
    Column("judged_by", String, nullable=False),
    Column("judged_at", UtcTime, nullable=False),
    Column("undone_by", String),
    Column("undone_at", UtcTime),
    CheckConstraint("id_a < id_b", name="pair_in_order"),
    CheckConstraint("verdict IN ('same', 'different', 'unsure')", name="verdict"),
    CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_someone"),
)
"""What people said of pairs; never deleted, only undone. One word on a pair is in force at most."""

Index(
    "uq_judgements_in_force",
    judgements.c[Judgement.id_a],
    judgements.c[Judgement.id_b],
    unique=True,
    sqlite_where=text("undone_at IS NULL"),
    postgresql_where=text("undone_at IS NULL"),
)
