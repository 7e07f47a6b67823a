"""Which files were taken in?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypedDict, cast, get_type_hints

import pandas as pd
from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import IntegrityError

from records.errors import StateError
from records.state.engine import reading, writing
from records.state.tables import deliveries

__all__ = ["DeliveryRow", "add_delivery", "delivery_rows", "known_delivery"]


class DeliveryRow(TypedDict):
    """One row of the ledger: rows_in = loaded + quarantined + duplicate + erased.

    corrected, of those loaded, replace a row held before. erased: rows of a record that was erased
    before and is never kept again.
    """

    delivery_id: str
    source: str
    agency: str
    file_name: str
    sha256: str
    bytes: int
    received_on: date
    recorded_at: datetime
    rows_in: int
    loaded: int
    corrected: int
    quarantined: int
    duplicate: int
    erased: int
    contract_sha256: str


_DTYPES: dict[type, Any] = {
    str: "str",
    int: "int64",
    date: "datetime64[s]",
    datetime: "datetime64[us, UTC]",
}


Also = Callable[[Connection], object]
"""What else is written in the same transaction, such as the audit."""


def add_delivery(engine: Engine, row: DeliveryRow, also: Also | None = None) -> None:
    """Write one delivery into the ledger; on disk when this returns.

    also: called in the same transaction, so that both are written or neither.

    Raises:
        StateError: this source already gave this file, the counts of rows do not add up, or the
            database cannot be written.
    """
    try:
        with writing(engine) as connection:
            connection.execute(insert(deliveries), dict(row))
            if also:
                also(connection)
    except IntegrityError as error:
        raise StateError(
            f"Delivery {row['delivery_id']!r} of {row['source']!r} cannot be recorded: {_why(row)}"
        ) from error


def known_delivery(engine: Engine, source: str, sha256: str) -> DeliveryRow | None:
    """Return the delivery in which `source` gave the file of this hash; None: it is new."""
    same = select(deliveries).where(deliveries.c.source == source, deliveries.c.sha256 == sha256)
    with reading(engine) as connection:
        row = connection.execute(same).mappings().one_or_none()
    return None if row is None else cast("DeliveryRow", dict(row))


def delivery_rows(engine: Engine) -> pd.DataFrame:
    """Return the ledger, oldest first: the columns of `DeliveryRow`, recorded_at in UTC."""
    oldest_first = select(deliveries).order_by(deliveries.c.recorded_at, deliveries.c.delivery_id)
    with reading(engine) as connection:
        rows = connection.execute(oldest_first).all()
    kinds = get_type_hints(DeliveryRow)
    frame = pd.DataFrame(rows, columns=list(deliveries.c.keys()))
    return frame.astype({name: _DTYPES[kind] for name, kind in kinds.items()})


def _why(row: DeliveryRow) -> str:
    if row["rows_in"] != _accounted(row):
        return (
            f"{row['rows_in']} rows in are not {row['loaded']} loaded + {row['quarantined']} "
            f"quarantined + {row['duplicate']} duplicate + {row['erased']} erased. "
            "The program miscounted: report it."
        )
    return (
        "the ledger already holds this delivery or this file, or a value is missing or out of "
        "range. List what is held with `concern deliveries`."
    )


def _accounted(row: DeliveryRow) -> int:
    return row["loaded"] + row["quarantined"] + row["duplicate"] + row["erased"]
