"""Which value of which type is this text?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from records.cleaning import (
    company_numbers,
    dates,
    money,
    numbers,
    phones,
    postcodes,
    sic_codes,
    uprns,
)
from records.contracts.describing import described
from records.contracts.faults import Expectation, Findings
from records.contracts.layout import EXTRA_COLUMNS, Contract, Take
from records.contracts.selecting import Choice
from records.schema import Record

__all__ = ["convert"]

_KINDS: dict[str, str] = {c: c.kind for c in Record.columns()} | dict.fromkeys(
    EXTRA_COLUMNS, "number"
)
_LATEST = pd.Timestamp(2199, 12, 31)


@dataclass(frozen=True)
class _Form:
    """How a column's text is understood. kind: how a wrong one is described."""

    read: Callable[[pd.Series], pd.Series]
    kind: str
    expected: str
    remedy: str = "Correct the cell at its source and send the row again."


def _flags(text: pd.Series) -> pd.Series:
    said = text.str.casefold()
    yes, no = said.isin(["yes", "y", "true", "1"]), said.isin(["no", "n", "false", "0"])
    return pd.Series(pd.NA, index=text.index, dtype="boolean").mask(yes, True).mask(no, False)


_FORMS: dict[str, _Form] = {
    Record.postcode: _Form(postcodes, "text", "a postcode such as CM1 1AA"),
    Record.phone: _Form(phones, "text", "a telephone number such as 01245 123456"),
    Record.company_number: _Form(company_numbers, "text", "a company number such as 01234567"),
    Record.uprn: _Form(
        uprns,
        "text",
        "a property number of up to 12 digits",
        "Format the column as text before saving it: 1.00E+11 has lost its last digits.",
    ),
    Record.sic: _Form(sic_codes, "text", "a SIC 2007 code of 5 digits"),
    Record.amount_gbp: _Form(money, "number", "an amount in pounds such as 1,234.50"),
}

_BY_KIND: dict[str, _Form] = {
    "number": _Form(numbers, "number", "a number"),
    "flag": _Form(_flags, "code", "yes or no"),
    "text": _Form(lambda text: text, "code", "one of the values the contract names"),
}

_ORDERS = {
    "day-first": "day/month/year such as 31/12/2025",
    "month-first": "month/day/year such as 12/31/2025",
    "iso": "year-month-day such as 2025-12-31",
}


def convert(column: str, choice: Choice, contract: Contract, findings: Findings) -> pd.Series:
    """Return the values of `column`, missing where they cannot be understood and noted so."""
    takes = contract.columns[column]
    form = _form(column, contract)
    severity = takes[0].severity(column)
    _note_unknown(column, choice, takes, findings)
    values = form.read(choice.text)
    wrong = described(choice.text[values.isna() & choice.text.notna()], form.kind)
    findings.add(severity, Expectation(column, form.expected, form.remedy), choice.heading, wrong)
    outside, limits = _outside(column, values, takes)
    about = Expectation(column, limits, form.remedy)
    findings.add(severity, about, choice.heading, described(choice.text[outside], form.kind))
    return values.mask(outside)


def _form(column: str, contract: Contract) -> _Form:
    kind = _KINDS[column]
    if kind == "date":
        order = contract.dates
        remedy = "Correct the cell, or set dates in the contract to the order the source uses."
        return _Form(partial(dates, order=order), "date", _ORDERS[order], remedy)
    return _FORMS.get(column) or _BY_KIND[kind]


def _note_unknown(column: str, choice: Choice, takes: tuple[Take, ...], findings: Findings) -> None:
    if choice.unknown.isna().all():
        return
    words = [*dict.fromkeys(said for take in takes for said in take.words)]
    steps = [f"from {edge:g}" for take in takes for edge, _ in take.steps]
    expected = "one of " + ", ".join(words + steps)
    remedy = "Correct the cell, or add the value to the contract: see docs/mappings.md."
    seen = described(choice.unknown, "code")
    findings.add(
        takes[0].severity(column), Expectation(column, expected, remedy), choice.heading, seen
    )


def _outside(column: str, values: pd.Series, takes: tuple[Take, ...]) -> tuple[pd.Series, str]:
    """Return which values lie outside what the contract allows, and what it allows in words."""
    if _KINDS[column] == "date":
        earliest = pd.Timestamp(min(take.earliest for take in takes))
        outside = (values < earliest) | (values > _LATEST)
        return outside, f"a day from {earliest.date()} to {_LATEST.date()}"
    low = min((take.minimum for take in takes if take.minimum is not None), default=None)
    high = max((take.maximum for take in takes if take.maximum is not None), default=None)
    none: Any = pd.Series(False, index=values.index)
    outside = none if low is None else values < low
    outside = outside if high is None else outside | (values > high)
    return outside, f"a number from {_bound(low)} to {_bound(high)}"


def _bound(limit: float | None) -> str:
    return "any" if limit is None else f"{limit:g}"
