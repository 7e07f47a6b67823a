"""How is access given, changed and taken away? Every change is audited in its own transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from dashboard.accountable import by_viewer
from dashboard.saved import given_up
from dashboard.signin import sessions
from dashboard.signin.accounts import Account, Person, account_in, row_of
from dashboard.signin.limiting import key_of
from dashboard.signin.passwords import hash_of, one_time_password
from dashboard.viewer import Viewer
from records.audit import Trail
from records.errors import AccountError
from records.state import writing
from records.state.acting import SERVICE
from records.state.tables import accounts, attempts

__all__ = ["People", "change_password"]

_ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class People:
    """The accounts of one county, changed by `by`.

    Each change ends the person's sessions, so that rights and session tokens change together.

    Raises, in every method: AccountError where it cannot be done, StateError where the database
    cannot be written; then nothing was changed.
    """

    state: Engine
    trail: Trail
    by: Viewer

    def add(self, person: Person, now: datetime, *, provider: bool = False) -> str:
        """Make an account and return its one-time password; empty where `provider` signs in."""
        password = "" if provider else one_time_password()
        row = {
            **row_of(person),
            "password_hash": hash_of(password) if password else None,
            "is_active": True,
            "must_change": not provider,
            "failures": 0,
            "created_by": self.by.user,
            "created_at": now,
            "changed_at": now,
        }
        with writing(self.state, SERVICE) as connection:
            if account_in(connection, person.user):
                raise AccountError(
                    "There is an account of that user id. Choose another, or change it."
                )
            connection.execute(insert(accounts), row)
            self._tell(connection, person.user, "account made", _rights(person))
        return password

    def reset(self, user: str, now: datetime) -> str:
        """Give the account a one-time password, free it where it is locked, and return it."""
        password = one_time_password()
        hashed = hash_of(password)
        with self._changing(user, now, "password reset") as (connection, account):
            if account.password_hash is None:
                raise AccountError("This person signs in at the county's provider: reset it there.")
            _set(connection, user, password_hash=hashed, must_change=True, failures=0,
                 locked_until=None)  # fmt: skip
            connection.execute(delete(attempts).where(attempts.c.key == key_of("account", user)))
        return password

    def disable(self, user: str, now: datetime) -> None:
        """Take access away; whoever is signed in with it is out at once.

        The views they saved for themselves are deleted; those they share lose their name.
        """
        detail: dict[str, object] = {}
        with self._changing(user, now, "account disabled", detail) as (connection, account):
            _keep_one_administrator(connection, account)
            _set(connection, user, is_active=False)
            detail["views_deleted"] = given_up(connection, user)

    def enable(self, user: str, now: datetime) -> None:
        """Give access back, as it was."""
        with self._changing(user, now, "account enabled") as (connection, _):
            _set(connection, user, is_active=True)

    def change(self, person: Person, now: datetime) -> None:
        """Give the account another name, role, agency or clearances."""
        said = _rights(person)
        with self._changing(person.user, now, "rights changed", said) as (connection, account):
            if person.user == self.by.user and person.role != account.person.role:
                raise AccountError("Nobody changes their own role. Ask another administrator.")
            if person.role != _ADMINISTRATOR:
                _keep_one_administrator(connection, account)
            _set(connection, person.user, **row_of(person))

    @contextmanager
    def _changing(
        self, user: str, now: datetime, what: str, detail: Mapping[str, object] | None = None
    ) -> Iterator[tuple[Connection, Account]]:
        """Yield the account in the transaction that changes it, ends its sessions and audits it."""
        with writing(self.state, SERVICE) as connection:
            account = account_in(connection, user)
            if account is None:
                raise AccountError("There is no account of that user id; see concern people list.")
            yield connection, account
            _set(connection, user, changed_at=now)
            ended = sessions.end_all(connection, user, now)
            self._tell(connection, user, what, {**(detail or {}), "sessions_ended": ended})

    def _tell(
        self, connection: Connection, user: str, what: str, detail: Mapping[str, object]
    ) -> None:
        told = by_viewer(self.by, "alteration", ("account", user), {"what": what, **detail})
        self.trail.append_in(connection, told)


def change_password(
    connection: Connection, trail: Trail, viewer: Viewer, password: str, now: datetime
) -> None:
    """Set someone's own new password and end all their sessions, in the caller's transaction.

    The hash is made by the caller of this transaction's own: pass what `hash_of` returned.
    """
    _set(connection, viewer.user, password_hash=password, must_change=False, changed_at=now)
    sessions.end_all(connection, viewer.user, now)
    what = {"what": "password changed"}
    trail.append_in(connection, by_viewer(viewer, "alteration", ("account", viewer.user), what))


def _rights(person: Person) -> Mapping[str, object]:
    return {
        "role": person.role,
        "agency": person.agency,
        "clearances": sorted(person.clearances),
    }


def _set(connection: Connection, user: str, **values: object) -> None:
    connection.execute(update(accounts).where(accounts.c.user_id == user).values(**values))


def _keep_one_administrator(connection: Connection, account: Account) -> None:
    if account.person.role != _ADMINISTRATOR:
        return
    others = select(func.count()).where(
        accounts.c.role == _ADMINISTRATOR, accounts.c.is_active, accounts.c.user_id != account.user
    )
    if not connection.execute(others).scalar_one():
        raise AccountError("This is the last administrator. Make another one first.")
