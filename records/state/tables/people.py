"""Who may sign in, who is signed in, and who tried?"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from records.state.tables.base import UtcTime, metadata

__all__ = ["accounts", "attempts", "sessions", "sign_ins"]

accounts = Table(
    "accounts",
    metadata,
    Column("user_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("clearances", JSON, nullable=False),
    Column("password_hash", String),
    Column("issuer", String),
    Column("subject", String),
    Column("is_active", Boolean, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", UtcTime),
    Column("created_by", String, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    UniqueConstraint("issuer", "subject"),
    CheckConstraint(
        "role IN ('inspector', 'lead', 'analyst', 'steward', 'officer', 'board', 'administrator')",
        name="role",
    ),
    CheckConstraint("user_id = lower(user_id)", name="lower_case"),
    CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name="issuer_and_subject"),
)
"""One row for each person; password_hash: argon2id, missing where the county's provider signs in.

clearances: list of handling codes beyond P. must_change: the password was set by another.
"""

sessions = Table(
    "sessions",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("user_id", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
)
"""Who is signed in; only a hash of the cookie is kept, so that the table opens no door."""

Index("ix_sessions_user_id", sessions.c.user_id)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("state_sha256", String(64), primary_key=True),
    Column("nonce", String, nullable=False),
    Column("verifier", String, nullable=False),
    Column("next", String, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)
"""Sign-ins begun at the county's provider; each is taken out when it comes back, once."""

attempts = Table(
    "attempts",
    metadata,
    Column("attempt_id", Integer, primary_key=True),
    Column("key", String, nullable=False),
    Column("at", UtcTime, nullable=False),
)
"""Tries that are limited, shared by all processes; key: what is limited and a hash of who."""

Index("ix_attempts_key_at", attempts.c.key, attempts.c.at)
