"""May this name with this password come in? One answer for every no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, update

from dashboard.signin.accounts import Account, account_of
from dashboard.signin.limiting import WINDOW, key_of, network, take
from dashboard.signin.passwords import LONGEST, hash_of, is_outdated, is_right
from records.audit import Entry, Trail
from records.state import writing
from records.state.acting import SERVICE
from records.state.tables import accounts, attempts

__all__ = ["ACCOUNT_TRIES", "ADDRESS_TRIES", "TooManyTriesError", "Try", "checked"]

ACCOUNT_TRIES = 5
"""Wrong passwords for one user id within `limiting.WINDOW`; then none is taken for a while."""
ADDRESS_TRIES = 30
"""Tries from one address within that time, whoever they are for."""

_NOBODY = "unknown"


class TooManyTriesError(Exception):
    """No password is looked at now; it says nothing of whether there is an account."""


@dataclass(frozen=True)
class Try:
    """What someone gives to come in, and the address they ask from."""

    user: str
    password: str
    address: str


def checked(state: Engine, trail: Trail, given: Try, now: datetime) -> Account | None:
    """Return the account of the person; None: no such account, a wrong password, or disabled.

    An unknown user costs as much time as a wrong password, is counted and limited alike.

    Raises:
        TooManyTriesError: for this user id or from this address.
        StateError: the database cannot be written.
    """
    user = given.user.strip().lower()
    keys = {
        key_of("account", user): ACCOUNT_TRIES,
        key_of("address", network(given.address)): ADDRESS_TRIES,
    }
    made = take(state, keys, now)
    if made is None:
        raise TooManyTriesError
    account = account_of(state, user)
    right = is_right(account.password_hash if account else None, given.password[: LONGEST + 1])
    if account is None or not right or not account.is_active:
        _refused(state, trail, account, made[key_of("account", user)], now)
        return None
    _let_in(state, account, given.password)
    return account


def _refused(
    state: Engine, trail: Trail, account: Account | None, tries: int, now: datetime
) -> None:
    locks = tries >= ACCOUNT_TRIES
    what = "sign-in refused and locked" if locks else "sign-in refused"
    user = account.user if account else _NOBODY
    with writing(state, SERVICE) as connection:
        if account:
            values: dict[str, object] = {"failures": accounts.c.failures + 1}
            if locks:
                values["locked_until"] = now + WINDOW
            connection.execute(update(accounts).where(accounts.c.user_id == user).values(values))
        trail.append_in(
            connection,
            Entry(
                "consultation", user, subject_kind="account", subject=user, detail={"what": what}
            ),
        )


def _let_in(state: Engine, account: Account, password: str) -> None:
    """Forget the tries of the account; hash its password anew where ours has become stronger."""
    values: dict[str, object] = {"failures": 0, "locked_until": None}
    if is_outdated(account.password_hash or ""):
        values["password_hash"] = hash_of(password)
    with writing(state, SERVICE) as connection:
        connection.execute(
            update(accounts).where(accounts.c.user_id == account.user).values(values)
        )
        connection.execute(
            delete(attempts).where(attempts.c.key == key_of("account", account.user))
        )
