"""A state database in a fresh folder, and rows for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

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
def url(tmp_path: Path) -> str:
    """Return the URL of a database that is not there yet."""
    return f"sqlite:///{tmp_path / 'state.db'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """Yield a database at this version."""
    engine = open_state(url)
    yield engine
    engine.dispose()
