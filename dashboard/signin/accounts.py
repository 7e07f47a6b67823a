"""Who has an account, and what may they do?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, select

from dashboard.signin.demo import PREFIX
from dashboard.viewer import MAY, ROLES, Capability, Viewer
from records.domain import agencies
from records.errors import AccountError
from records.state import reading
from records.state.acting import SERVICE
from records.state.tables import accounts

__all__ = [
    "CLEARANCES",
    "Account",
    "Person",
    "account_from",
    "account_in",
    "account_of",
    "everyone",
    "row_of",
]

CLEARANCES = frozenset({"C"})
"""Handling codes someone can be cleared for, beyond P."""

MOST_LETTERS = 100
_USER = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,99}")


@dataclass(frozen=True)
class Person:
    """Who someone is and what they may do, before or after they have an account.

    user: id, such as a work address; lower case. role: of `ROLES`. agency: of agencies.csv, empty
    where the role needs none. clearances: handling codes beyond P.
    """

    user: str
    name: str
    role: str
    agency: str = ""
    clearances: frozenset[str] = frozenset()

    def faults(self) -> list[str]:
        """Return what is wrong with it, in sentences; none where it can be an account."""
        known = self.agency in set(agencies().index)
        browses = Capability.BROWSE in MAY.get(self.role, frozenset())
        told = (
            ("The user id needs 2 to 100 of a-z, 0-9 and . _ @ + -, such as a work address.",
             not _USER.fullmatch(self.user)),
            (f"User ids that begin with {PREFIX} are the demo's.", self.user.startswith(PREFIX)),
            (f"The name needs 1 to {MOST_LETTERS} letters.",
             not self.name.strip() or len(self.name) > MOST_LETTERS or not self.name.isprintable()),
            (f"The role is not one of {', '.join(ROLES)}.", self.role not in ROLES),
            ("The agency is not one of agencies.csv.", bool(self.agency) and not known),
            ("Someone who sees businesses needs an agency.", browses and not self.agency),
            ("C is the only clearance beyond P.", not self.clearances <= CLEARANCES),
        )  # fmt: skip
        return [sentence for sentence, holds in told if holds]


@dataclass(frozen=True)
class Account:
    """One account.

    has_password: it signs in here; else at the county's provider. is_bound: the provider's person
    is known. failures: wrong passwords since the last sign-in. locked_until: missing: not locked.
    """

    person: Person
    password_hash: str | None
    issuer: str | None
    subject: str | None
    is_active: bool
    must_change: bool
    failures: int
    locked_until: datetime | None
    created_at: datetime
    changed_at: datetime

    @property
    def user(self) -> str:
        """Its id."""
        return self.person.user

    def viewer(self, purpose: str = "") -> Viewer:
        """Return who looks when its person does."""
        one = self.person
        return Viewer(one.user, one.name, one.role, one.agency, one.clearances | {"P"}, purpose)

    def is_locked(self, now: datetime) -> bool:
        """Say whether no password is taken now."""
        return self.locked_until is not None and self.locked_until > now


def everyone(state: Engine) -> list[Account]:
    """Return every account, by user id.

    Raises:
        StateError: the database cannot be reached.
    """
    with reading(state, SERVICE) as connection:
        rows = connection.execute(select(accounts).order_by(accounts.c.user_id)).mappings()
        return [account_from(row) for row in rows]


def account_of(state: Engine, user: str) -> Account | None:
    """Return the account of that id; None: there is none.

    Raises:
        StateError: the database cannot be reached.
    """
    with reading(state, SERVICE) as connection:
        return account_in(connection, user)


def account_in(connection: Connection, user: str) -> Account | None:
    """Return the account of that id, as the transaction of `connection` sees it."""
    query = select(accounts).where(accounts.c.user_id == user)
    row = connection.execute(query).mappings().first()
    return account_from(row) if row else None


def row_of(person: Person) -> dict[str, object]:
    """Return what the table keeps of a person.

    Raises:
        AccountError: names every fault.
    """
    if faults := person.faults():
        raise AccountError(" ".join(faults))
    return {
        "user_id": person.user,
        "name": " ".join(person.name.split()),
        "role": person.role,
        "agency": person.agency,
        "clearances": sorted(person.clearances),
    }


def account_from(row: RowMapping) -> Account:
    """Return the account of a row of the table."""
    person = Person(
        row["user_id"], row["name"], row["role"], row["agency"], frozenset(row["clearances"])
    )
    same = (
        "password_hash", "issuer", "subject", "is_active", "must_change", "failures",
        "locked_until", "created_at", "changed_at",
    )  # fmt: skip
    return Account(person, **{name: row[name] for name in same})
