"""What do the rows of a delivery say in our columns?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from records.cleaning import outcodes
from records.contracts.converting import convert
from records.contracts.describing import described
from records.contracts.faults import Expectation, Fault, Findings, listed
from records.contracts.finishing import OUTCODE, finish
from records.contracts.forbidden import refuse_forbidden
from records.contracts.headings import folded, matching
from records.contracts.keys import key_of_rows
from records.contracts.layout import Contract
from records.contracts.selecting import Sheet, choose, choose_lists
from records.errors import SourceError
from records.schema import Record

__all__ = ["Cleaned", "apply"]

_NEEDED = Expectation("", "a value, which this source must give", "Fill in the cell.")


@dataclass(frozen=True)
class Cleaned:
    """What became of the rows.

    records: `Record` frame of the sound rows, delivery_id and received_on still missing.
    faults: `Fault` frame, every fault of every row kept out. warnings: `Fault` frame of values
    left blank, put right or withheld in rows that are kept. unread: headings nothing was read from.
    """

    records: pd.DataFrame
    faults: pd.DataFrame
    warnings: pd.DataFrame
    unread: tuple[str, ...]


def apply(contract: Contract, rows: pd.DataFrame, received_on: date) -> Cleaned:
    """Return what `rows` say: text as delivered, the index is the row number in the file.

    A row with any fault is kept out whole, all its faults noted. Each row of `rows` is either
    among the records or among the faults.

    Raises:
        SourceError: the delivery has a heading that is refused, or lacks one it must have.
    """
    sheet = Sheet.of(rows)
    refuse_forbidden(contract, sheet.found)
    cleaned = _switched(contract, sheet, received_on) if contract.switch else None
    return cleaned or _applied(contract, sheet, received_on)


def _applied(contract: Contract, sheet: Sheet, received_on: date) -> Cleaned:
    _refuse_incomplete(contract, sheet)
    findings = Findings()
    columns: dict[str, pd.Series] = {
        Record.source_record_id: key_of_rows(contract, sheet, findings)
    }
    for column in contract.columns:
        columns |= _column(column, contract, sheet, findings)
    frame = finish(contract, pd.DataFrame(columns, index=sheet.rows.index), received_on, findings)
    return _cleaned(frame, findings, _unread(contract, sheet))


def _column(
    column: str, contract: Contract, sheet: Sheet, findings: Findings
) -> dict[str, pd.Series]:
    """Return the values of `column`, and beside postcodes the outcodes of incomplete ones."""
    takes = contract.columns[column]
    if takes[0].several:
        return {column: choose_lists(takes, sheet)}
    choice = choose(takes, sheet)
    if any(take.required for take in takes):
        empty = choice.text.isna() & choice.unknown.isna() & ~choice.settled
        about = Expectation(column, _NEEDED.expected, _NEEDED.remedy)
        findings.say("row", about, choice.heading, empty)
    values = convert(column, choice, contract, findings)
    if column == Record.postcode:
        return {column: values, OUTCODE: outcodes(choice.text.mask(values.notna()))}
    return {column: values}


def _cleaned(frame: pd.DataFrame, findings: Findings, unread: tuple[str, ...]) -> Cleaned:
    faults, warnings = listed(findings.faults), listed(findings.warnings)
    faulty = frame.index.isin(faults[Fault.row_number])
    kept = warnings[~warnings[Fault.row_number].isin(faults[Fault.row_number])]
    return Cleaned(Record.shape(frame[~faulty]), faults, kept.reset_index(drop=True), unread)


def _switched(contract: Contract, sheet: Sheet, received_on: date) -> Cleaned:
    """Return the rows each applied by the contract that the switch's column picks."""
    switch = contract.switch
    assert switch is not None  # noqa: S101  # nosec B101 # tells types only, the caller asked
    name = sheet.first((switch.column,))
    if name is None:
        raise _incomplete(contract, [switch.column], sheet)
    value = sheet.text(name).str.casefold()
    picks = {said.casefold(): pick for said, pick in contract.picks.items()}
    parts = [
        apply(pick, sheet.rows[value == said], received_on)
        for said, pick in picks.items()
        if (value == said).any()
    ]
    parts.append(_unpicked(contract, sheet, name, ~value.isin([*picks])))
    return _together(parts, name)


def _unpicked(contract: Contract, sheet: Sheet, name: str, rows: pd.Series) -> Cleaned:
    findings = Findings()
    known = ", ".join(contract.picks)
    about = Expectation("source", f"one of {known}", "Add the value to the switch's contracts.")
    written = sheet.text(name)[rows]
    findings.add("row", about, name, described(written, "code").fillna("nothing"))
    faults = listed(findings.faults)
    return Cleaned(Record.empty(), faults, listed([]), tuple(map(str, sheet.rows.columns)))


def _together(parts: list[Cleaned], switch: str) -> Cleaned:
    unread = set(parts[0].unread).intersection(*(part.unread for part in parts)) - {switch}
    some = [part.records for part in parts if len(part.records)]
    records = pd.concat(some).sort_index() if some else Record.empty()
    return Cleaned(
        records,
        listed([part.faults for part in parts]),
        listed([part.warnings for part in parts]),
        tuple(heading for heading in parts[0].unread if heading in unread),
    )


def _refuse_incomplete(contract: Contract, sheet: Sheet) -> None:
    """Return nothing where every heading that must be there is.

    Raises:
        SourceError: names each that is not.
    """
    absent = [
        " or ".join(dict.fromkeys(h.strip() for take in takes for h in take.headings))
        for takes in contract.columns.values()
        if any(take.required for take in takes)
        and not any(take.constant or sheet.all(take.headings) for take in takes)
    ]
    if contract.key and not sheet.all(contract.key):
        absent.append(" or ".join(contract.key))
    if absent:
        raise _incomplete(contract, absent, sheet)


def _incomplete(contract: Contract, absent: list[str], sheet: Sheet) -> SourceError:
    there = ", ".join(sorted(name.strip() for name in sheet.found.values()))
    return SourceError(
        f"{contract.name}: the delivery lacks {'; '.join(absent)}. It has: {there}. "
        "Is it a file of this source? Else name the headings it uses in a contract: "
        "see docs/mappings.md."
    )


def _unread(contract: Contract, sheet: Sheet) -> tuple[str, ...]:
    """Return the delivered headings the contract neither reads nor names as not needed."""
    known = {folded(heading) for heading in contract.headings}
    left = {key: name for key, name in sheet.found.items() if key not in known}
    passed = matching((*contract.headings, *contract.ignore, *contract.drop), left)
    return tuple(name for name in left.values() if name not in passed)
