"""Rows that keep the rules of every table, whatever step the database is at."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    Table,
    insert,
)
from sqlalchemy.types import TypeEngine

__all__ = ["a_row", "add_rows", "rows_of"]

AT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
DAY = date(2026, 5, 1)

_KNOWN = {"role": "analyst", "operation": "consultation", "verdict": "keep", "kind": "dispute",
          "state": "open", "notice": "contact"}  # fmt: skip
_OF_TABLE: dict[str, dict[str, Any]] = {
    "judgements": {"id_a": "a", "id_b": "b", "verdict": "same"},
    "marks": {"kind": "disputed"},
    "deliveries": {"rows_in": 9, "loaded": 4, "corrected": 1, "quarantined": 3, "duplicate": 2,
                   "erased": 0},
    "agreements": {"review_on": date(2027, 5, 1)},
    "saved_views": {"user_id": "ada", "is_shared": True},
    "model_events": {"event": "switched_off"},
    "waivers": {"expires_on": date(2027, 5, 1)},
    "notes": {"sight": "agency", "agency": "EPOL", "record_ids": ["a"]},
    "visit_lists": {"within": "place"},
    "visit_picks": {"how": "random"},
}  # fmt: skip


def a_row(table: Table, **given: Any) -> dict[str, Any]:
    """Return a row of `table`: what it must have, and `given`."""
    known = _KNOWN | _OF_TABLE.get(table.name, {}) | given
    needed = {column.name for column in table.columns if not column.nullable} | set(given)
    return {
        column.name: known.get(column.name, _value(column.type))
        for column in table.columns
        if column.name in needed
    }


def add_rows(connection: Connection, **given: dict[str, Any]) -> None:
    """Add a row to every table the database holds now; given: values, by table."""
    for table in _tables(connection):
        row = a_row(table, **given.get(table.name, {}))
        # Reflected from SQLite, a moment with a zone is one without.
        plain = {k: v.replace(tzinfo=None) if _naive(table, k) else v for k, v in row.items()}
        connection.execute(insert(table), plain)


def rows_of(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table the database holds now."""
    return {
        table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
        for table in _tables(connection)
    }


def _tables(connection: Connection) -> list[Table]:
    held = MetaData()
    held.reflect(connection)
    return [table for table in held.sorted_tables if table.name != "concern_version"]


def _naive(table: Table, column: str) -> bool:
    kind = table.columns[column].type
    return isinstance(kind, DateTime) and not kind.timezone


def _value(kind: TypeEngine[Any]) -> Any:
    kinds = (
        (JSON, ["P"]),
        (Boolean, True),
        (Integer, 1),
        (Float, 0.5),
        (DateTime, AT),
        (Date, DAY),
    )
    return next((value for of, value in kinds if isinstance(_plain(kind), of)), "a")


def _plain(kind: Any) -> Any:
    return getattr(kind, "impl_instance", kind)
