"""An audit on each kind of database, and the hand of someone who tampers with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from records.audit import Entry, Trail, open_trail
from records.home import Home
from records.state import writing

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Clock:
    """Tells a minute more each time it is asked."""

    def __init__(self) -> None:
        self.now = NINE

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def consulted(number: int = 1, **changes: object) -> Entry:
    """Return an entry of someone who opened a business."""
    said = {"user": "demo-analyst", "role": "analyst", "agency": "EPOL", "purpose": "a visit"}
    said |= {"subject_kind": "profile", "subject": f"P{number:05d}"}
    return Entry("consultation", **{**said, **changes})


@contextmanager
def tampering(engine: Engine) -> Iterator[Connection]:
    """Yield a connection of someone who took the triggers and the refused rights away."""
    with writing(engine) as connection:
        if engine.dialect.name == "sqlite":
            wanted = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'"
            for name in connection.scalars(text(wanted)).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in ("audit", "audit_subjects"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
                connection.execute(text(f"GRANT UPDATE, DELETE ON {table} TO CURRENT_USER"))
        yield connection


@pytest.fixture
def home(tmp_path: Path, state_url: str) -> Home:
    """Return a county's folder with its state database."""
    return Home(tmp_path, state_url)


@pytest.fixture
def engine(state: Engine) -> Engine:
    """Return its database."""
    return state


@pytest.fixture
def trail(engine: Engine, home: Home) -> Trail:
    """Return an audit without rows, whose clock the test can set."""
    opened = open_trail(engine, home)
    return Trail(engine, opened.key, opened.anchor, Clock())


@pytest.fixture
def opened() -> Callable[..., Entry]:
    """Return the maker of entries."""
    return consulted
