"""How does someone come in by the county's own sign-in? Out with a state, back once with it."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, insert, select, update

from dashboard.signin.accounts import Account, account_in
from dashboard.signin.provider import Claims, Provider
from dashboard.signin.sessions import hashed
from records.audit import Entry, Trail
from records.errors import SignInError
from records.state import writing
from records.state.acting import SERVICE
from records.state.tables import accounts, sign_ins

__all__ = ["Begun", "Returned", "begin", "finish"]

LASTS = timedelta(minutes=10)
"""Someone must be back from the provider within this time."""
_BYTES = 32


@dataclass(frozen=True)
class Begun:
    """A sign-in that began. address: where the browser goes. state: what it must come back with."""

    address: str
    state: str


@dataclass(frozen=True)
class Returned:
    """What the browser came back with. kept: the state its cookie holds."""

    state: str
    kept: str
    code: str


def begin(state: Engine, provider: Provider, wanted: str, now: datetime) -> Begun:
    """Begin a sign-in; wanted: the page to show afterwards.

    Raises:
        StateError: the database cannot be written.
    """
    sent, nonce, verifier = (secrets.token_urlsafe(_BYTES) for _ in range(3))
    row = {
        "state_sha256": hashed(sent),
        "nonce": nonce,
        "verifier": verifier,
        "next": wanted,
        "created_at": now,
    }
    with writing(state, SERVICE) as connection:
        connection.execute(delete(sign_ins).where(sign_ins.c.created_at <= now - LASTS))
        connection.execute(insert(sign_ins), row)
    return Begun(provider.address(sent, nonce, verifier), sent)


def finish(
    state: Engine, trail: Trail, provider: Provider, back: Returned, now: datetime
) -> tuple[Account, str]:
    """Return the account of who came back, and the page they wanted.

    Raises:
        SignInError: the state is unknown, used, old or another browser's; the provider's token is
            refused; or there is no account for that person.
        ProviderError: the provider cannot be reached.
        StateError: the database cannot be written.
    """
    try:
        nonce, verifier, wanted = _taken(state, back, now)
        claims = provider.claims(back.code, nonce, verifier, now)
    except SignInError:
        _tell(state, trail, None)
        raise
    with writing(state, SERVICE) as connection:
        account = _account(connection, claims)
    if account is None or not account.is_active:
        _tell(state, trail, account)
        raise SignInError("Nobody made an account here for this person. Ask the administrator.")
    return account, wanted


def _tell(state: Engine, trail: Trail, account: Account | None) -> None:
    user = account.user if account else "unknown"
    detail = {"what": "sign-in refused", "by": "provider"}
    with writing(state, SERVICE) as connection:
        trail.append_in(
            connection,
            Entry("consultation", user, subject_kind="account", subject=user, detail=detail),
        )


def _taken(state: Engine, back: Returned, now: datetime) -> tuple[str, str, str]:
    """Take the sign-in out of the table: whoever comes with the same state again finds none."""
    same = hmac.compare_digest(back.state.encode(), back.kept.encode())
    if not (back.state and same):
        raise SignInError("The sign-in was begun in another browser. Begin again.")
    mine = sign_ins.c.state_sha256 == hashed(back.state)
    with writing(state, SERVICE) as connection:
        row = connection.execute(select(sign_ins).where(mine)).first()
        connection.execute(delete(sign_ins).where(mine))
    if row is None or row.created_at <= now - LASTS:
        raise SignInError("The sign-in took too long or was used before. Begin again.")
    return row.nonce, row.verifier, row.next


def _account(connection: Connection, claims: Claims) -> Account | None:
    """The account of that issuer and subject, or one that waits for the verified address."""
    known = select(accounts.c.user_id).where(
        accounts.c.issuer == claims.issuer, accounts.c.subject == claims.subject
    )
    user = connection.execute(known).scalar_one_or_none()
    if user is not None:
        return account_in(connection, user)
    waiting = account_in(connection, claims.email) if claims.email else None
    if waiting is None or waiting.password_hash is not None or waiting.issuer is not None:
        return None
    connection.execute(
        update(accounts)
        .where(accounts.c.user_id == waiting.user)
        .values(issuer=claims.issuer, subject=claims.subject)
    )
    return waiting
