"""What does a record say once people put it right, and may it say that?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from records.cleaning import disclosures
from records.contracts.converting import convert
from records.contracts.faults import Fault, Findings, listed
from records.contracts.layout import FILLED_BY_INGEST, Contract
from records.contracts.parsing import WORDS
from records.contracts.selecting import Sheet, choose
from records.domain import event_types
from records.errors import RightsError
from records.schema import Column, Record
from records.state.marks import Marks

__all__ = ["FIELDS", "checked", "with_marks"]

FIELDS: dict[str, Column] = {
    str(column): column
    for column in Record.columns()
    if column not in FILLED_BY_INGEST | {Record.handling}
}
"""What may be put right: everything but where a record came from, its key and who may see it."""

BETWEEN = "|"
"""Between the values of a field that holds several, such as other names."""

_NEVER_EMPTY = frozenset({Record.is_personal})
_FREE_TEXT = frozenset({Record.details, Record.handling_conditions})
_CELL = "value"

_READ: dict[str, Callable[[str], Any]] = {
    "date": lambda text: pd.Timestamp(text).as_unit("s"),
    "flag": lambda text: text == "yes",
    "number": float,
}


def with_marks(records: pd.DataFrame, marks: Marks) -> pd.DataFrame:
    """Return a `Record` frame without what is restricted, and with what was put right."""
    kept = records[~records[Record.record_id].isin(marks.restricted)].reset_index(drop=True)
    for name in {one.field for one in marks.corrections} & FIELDS.keys():
        said = {one.record_id: one.value for one in marks.corrections if one.field == name}
        hit = kept[Record.record_id].isin(said.keys())
        if hit.any():
            values = [_typed(FIELDS[name], said[one]) for one in kept.loc[hit, Record.record_id]]
            kept = kept.assign(**{name: _set(kept[name], hit, values)})
    return kept


def checked(field: str, value: str | None, on: date) -> str | None:
    """Return the value as it is kept, or None where the field is to be emptied.

    It is read as a delivery's would be: days as YYYY-MM-DD and none after `on`, postcodes, codes
    and numbers in their form, free text without what may never be loaded.

    Raises:
        RightsError: there is no such field, or the value is not one it may hold.
    """
    if field not in FIELDS:
        raise RightsError(f"{field!r} cannot be put right; these can: {', '.join(sorted(FIELDS))}.")
    text = (value or "").strip()
    if not text:
        _refuse_emptying(field)
        return None
    if FIELDS[field].kind == "list":
        return BETWEEN.join(part.strip() for part in text.split(BETWEEN) if part.strip()) or None
    read = _read(field, text)
    if field == Record.event_on and pd.Timestamp(read) > pd.Timestamp(on):
        raise _refusal(field, f"a day up to {on}")
    return read


def _refuse_emptying(field: str) -> None:
    if field in _NEVER_EMPTY:
        raise _refusal(field, "a value, for it may not be empty")


def _read(field: str, text: str) -> str:
    """Return `text` as the column keeps it."""
    words = tuple(event_types()["code"]) if field == Record.event_code else WORDS.get(field)
    if words is not None and text not in words:
        listed_words = "a type of event_types.csv" if len(words) > len(FIELDS) else ", ".join(words)
        raise _refusal(field, f"one of {listed_words}")
    if field in _FREE_TEXT and disclosures(pd.Series([text])).notna().any():
        raise _refusal(field, "text without personal or special category data")
    findings = Findings()
    contract = _contract(field)
    sheet = Sheet.of(pd.DataFrame({_CELL: [text]}, index=[1]))
    values = convert(field, choose(contract.columns[field], sheet), contract, findings)
    if findings.faults or values.isna().any():
        expected = listed(findings.faults)[Fault.expected]
        raise _refusal(field, expected.iloc[0] if len(expected) else "a value it can hold")
    return _said(FIELDS[field], values.iloc[0])


def _contract(field: str) -> Contract:
    return Contract.model_validate(
        {
            "name": "correction",
            "title": "What a person put right",
            "dates": "iso",
            "columns": {field: {"from": _CELL, "fault": "row"}},
        }
    )


def _said(column: Column, value: Any) -> str:
    if column.kind == "date":
        return str(pd.Timestamp(value).date())
    if column.kind == "flag":
        return "yes" if value else "no"
    return repr(float(value)) if column.kind == "number" else str(value)


def _typed(column: Column, value: str | None) -> Any:
    """Return the kept text as a value of the column."""
    if column.kind == "list":
        return [] if value is None else value.split(BETWEEN)
    if value is None:
        return None
    return _READ.get(column.kind, str)(value)


def _set(before: pd.Series[Any], hit: pd.Series[bool], values: list[Any]) -> pd.Series[Any]:
    """Return `before` with `values` where `hit`, of the same type."""
    after = before.astype("object")
    after.loc[hit] = pd.Series(values, index=before.index[hit], dtype="object")
    return after.astype(before.dtype)


def _refusal(field: str, expected: str) -> RightsError:
    return RightsError(f"{field}: that is not a value it may hold; expected {expected}.")
