"""What did people say of pairs?"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, text

from records.schema import Judgement
from records.state.tables.base import UtcTime, metadata

__all__ = ["judgements"]

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
