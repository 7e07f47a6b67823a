"""A state database with an audit, people in it, and quick passwords."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from dash import Dash
from sqlalchemy import Engine, delete, select, update

from dashboard.app import create_app
from dashboard.signin import passwords
from dashboard.signin.accounts import Person
from dashboard.signin.administering import People
from dashboard.viewer import Viewer
from records.audit import Trail, open_trail
from records.home import Home
from records.state import reading, writing
from records.state.tables import accounts, attempts, audit, sessions, sign_ins

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HERE = "http://localhost"
PASSWORD = "seven grey herons wade"
ADA = Person("ada@example.org", "Ada Reed", "analyst", "EPOL", frozenset("C"))
ADMINISTRATOR = Person("root@example.org", "Rut Oak", "administrator")


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> Iterator[None]:
    """Hash with the least there is: what the real parameters are has a test of its own."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(1, 8, 1))
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()


@pytest.fixture
def engine(state: Engine) -> Engine:
    """Return a database at this version: SQLite, then PostgreSQL."""
    return state


@pytest.fixture
def trail(engine: Engine) -> Trail:
    """Return the audit of it."""
    return open_trail(engine, None)


@pytest.fixture
def people(engine: Engine, trail: Trail) -> People:
    """Return its accounts, changed by an administrator who is not among them."""
    by = Viewer("boss", "Boss", "administrator", "", frozenset("P"), "managing access")
    return People(engine, trail, by)


@pytest.fixture
def told(engine: Engine) -> Callable[[], list[tuple[str, str, str, str]]]:
    """Return what reads the audit: operation, by whom, of whom, the rest."""
    return lambda: audited(engine)


def audited(engine: Engine) -> list[tuple[str, str, str, str]]:
    """Return the rows of the audit."""
    with reading(engine) as connection:
        rows = connection.execute(select(audit).order_by(audit.c.seq)).all()
    return [(row.operation, row.user_id, row.subject, row.detail) for row in rows]


@dataclass
class County:
    """An application of a county that is no demo, and ways to ask it."""

    app: Dash
    people: People
    audited_before: int

    def told(self) -> list[tuple[str, str, str, str]]:
        """Return what the audit was told in this test."""
        return audited(self.people.state)[self.audited_before :]

    def client(self, address: str = "127.0.0.1"):
        """Return a browser of its own that nobody signed in with."""
        client = self.app.server.test_client()
        client.environ_base.update(HTTP_ORIGIN=HERE, REMOTE_ADDR=address)
        return client

    def signed_in(self, user: str, password: str, **more: str):
        """Return a browser and the answer it got for name and password."""
        client = self.client()
        form = {"user": user, "password": password, "purpose": "analysis", **more}
        return client, client.post("/sign-in", data=form)

    def add(self, person: Person = ADA, password: str = PASSWORD) -> Person:
        """Make an account whose password was chosen already."""
        self.people.add(person, datetime.now(UTC))
        hashed = passwords.hash_of(password)
        with writing(self.people.state) as connection:
            mine = accounts.c.user_id == person.user
            connection.execute(
                update(accounts).where(mine).values(password_hash=hashed, must_change=False)
            )
        return person


@pytest.fixture(scope="session")
def real_county(tmp_path_factory) -> Iterator[Dash]:
    """Yield the application of a county without a build, as a new one is: real, so no demo."""
    app = create_app(Home.at(tmp_path_factory.mktemp("county")))
    yield app
    app._desk.state.dispose()


@pytest.fixture
def county(real_county: Dash) -> County:
    """Return that county with nobody in it; its audit alone goes on."""
    desk = real_county._desk
    with writing(desk.state) as connection:
        for table in (accounts, sessions, attempts, sign_ins):
            connection.execute(delete(table))
    by = Viewer("boss", "Boss", "administrator", "", frozenset("P"), "managing access")
    return County(real_county, People(desk.state, desk.trail, by), len(audited(desk.state)))


@pytest.fixture
def signs_in():
    """Make the word a browser's forms repeat known to it."""

    def word(client) -> str:
        client.get("/account")
        found = client.get_cookie("_csrf_token").value
        client.environ_base["HTTP_X_CSRFTOKEN"] = found
        return found

    return word
