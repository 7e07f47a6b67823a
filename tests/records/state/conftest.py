"""Rows for a state database, and shorter names for the databases of `tests/conftest.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from records.state import DeliveryRow, open_state


def delivery(number: int = 1, **changes: object) -> DeliveryRow:
    """Return a row of the ledger; those of different numbers are of different files."""
    row = DeliveryRow(
        delivery_id=f"D{number:06d}",
        source="hse_notices",
        agency="HSE",
        file_name="notices.csv",
        sha256=f"{number:064x}",
        bytes=2**33,
        received_on=date(2026, 3, 1),
        recorded_at=datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC),
        rows_in=10,
        loaded=7,
        corrected=2,
        quarantined=2,
        duplicate=1,
        erased=0,
        contract_sha256="c" * 64,
    )
    return DeliveryRow(**{**row, **changes})  # type: ignore[typeddict-item]


@pytest.fixture
def make_delivery() -> Callable[..., DeliveryRow]:
    """Return the maker of rows."""
    return delivery


@pytest.fixture
def url(new_url: str) -> str:
    """Return the URL of a database that is not there yet, or has nothing in it."""
    return new_url


@pytest.fixture
def engine(state: Engine) -> Engine:
    """Return a database at this version."""
    return state


@pytest.fixture
def fresh(url: str) -> Iterator[Engine]:
    """Yield a database that this test itself brought to this version."""
    engine = open_state(url)
    yield engine
    engine.dispose()
