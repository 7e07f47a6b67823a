"""Who is signed in? Sessions are kept here; the browser holds a random token and nothing else."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from dashboard.holding import COUNTS, Counts, counts_in
from dashboard.settings import Settings
from dashboard.signin.accounts import Account, account_from
from records.state import reading, writing
from records.state.acting import SERVICE
from records.state.tables import accounts, sessions

__all__ = ["Limits", "Session", "begin", "change_purpose", "end", "end_all", "find", "hashed"]

TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=1)
"""A session's last use is written so often at most, so that reading a page stays a read."""
SKEW = timedelta(minutes=5)
"""Clocks of several machines differ by less; a session used later than that was before the clock
was set back, and would last longer than it may."""
KEPT = timedelta(days=30)
"""How long a session that is over stays in the table."""

_LIVE = (
    select(*(one.label(f"session_{one.name}") for one in sessions.c), accounts, *COUNTS)
    .join_from(sessions, accounts, sessions.c.user_id == accounts.c.user_id, isouter=True)
    .where(
        sessions.c.token_sha256 == bindparam("key"),
        sessions.c.ended_at.is_(None),
        sessions.c.expires_at > bindparam("now"),
        sessions.c.seen_at > bindparam("idle_since"),
        sessions.c.seen_at < bindparam("before"),
    )
)
"""Asked at every request, so it is made once, and asks for all that every request needs."""


@dataclass(frozen=True)
class Limits:
    """How long a session lasts: idle, without a request; longest, at all."""

    idle: timedelta
    longest: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """Return those of a county."""
        return cls(
            timedelta(minutes=settings.idle_minutes), timedelta(hours=settings.session_hours)
        )


@dataclass(frozen=True)
class Session:
    """One person signed in with one browser.

    key: hash of the browser's token. purpose: empty until it was said. csrf: what a request that
    changes something must repeat. created_at: when it began. account: as it is now; None: the
    person has none, such as one of a demo. counts: what holds for everyone, see `holding`.
    """

    key: str
    user: str
    purpose: str
    csrf: str
    created_at: datetime
    seen_at: datetime
    account: Account | None
    counts: Counts


def hashed(token: str) -> str:
    """Return the SHA-256 of a token, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(connection: Connection, user: str, purpose: str, now: datetime, limits: Limits) -> str:
    """Begin a session and return its token, 256 random bits that are kept nowhere here."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = {
        "token_sha256": hashed(token),
        "user_id": user,
        "purpose": purpose,
        "csrf": secrets.token_hex(TOKEN_BYTES),
        "created_at": now,
        "seen_at": now,
        "expires_at": now + limits.longest,
    }
    connection.execute(delete(sessions).where(sessions.c.expires_at < now - KEPT))
    connection.execute(insert(sessions), row)
    return token


def find(state: Engine, token: str, now: datetime, limits: Limits) -> Session | None:
    """Return the live session of a token; None: none, ended, idle too long or too old.

    Raises:
        StateError: the database cannot be reached.
    """
    key = hashed(token)
    moments = {"now": now, "idle_since": now - limits.idle, "before": now + SKEW}
    with reading(state, SERVICE) as connection:
        row = connection.execute(_LIVE, {"key": key, **moments}).first()
    if row is None:
        return None
    if now - row.session_seen_at >= SEEN_EVERY:
        _see(state, key, now)
    return _session(row)


def _session(row: Any) -> Session:
    return Session(
        key=row.session_token_sha256,
        user=row.session_user_id,
        purpose=row.session_purpose,
        csrf=row.session_csrf,
        created_at=row.session_created_at,
        seen_at=row.session_seen_at,
        account=None if row.user_id is None else account_from(row._mapping),
        counts=counts_in(row),
    )


def change_purpose(connection: Connection, key: str, purpose: str) -> None:
    """Note what the session is for from now on."""
    connection.execute(
        update(sessions).where(sessions.c.token_sha256 == key).values(purpose=purpose)
    )


def end(connection: Connection, key: str, now: datetime) -> None:
    """End one session; its token opens nothing from now on."""
    _end(connection, sessions.c.token_sha256 == key, now)


def end_all(connection: Connection, user: str, now: datetime) -> int:
    """End every session of a person and return how many there were."""
    return _end(connection, sessions.c.user_id == user, now)


def _end(connection: Connection, which: ColumnElement[bool], now: datetime) -> int:
    live = update(sessions).where(which, sessions.c.ended_at.is_(None))
    return connection.execute(live.values(ended_at=now)).rowcount


def _see(state: Engine, key: str, now: datetime) -> None:
    with writing(state, SERVICE) as connection:
        connection.execute(
            update(sessions).where(sessions.c.token_sha256 == key).values(seen_at=now)
        )
