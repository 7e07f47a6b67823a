"""Is this TOML a sound contract?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from records.contracts.forbidden import forbidden_headings
from records.contracts.layout import EXTRA_COLUMNS, FILLED_BY_INGEST, Contract, Take
from records.domain import agencies, event_types
from records.errors import SourceError
from records.schema import Column, Record

__all__ = ["WORDS", "parse"]

WORDS: dict[str, tuple[str, ...]] = {
    Record.result: ("clean", "minor", "serious", "no_access", "closed"),
    Record.reason: ("routine", "complaint", "follow_up", "new", "intelligence", "other"),
    Record.rating: ("0", "1", "2", "3", "4", "5", "AwaitingInspection", "Exempt"),
    Record.role: ("suspect", "scene", "victim"),
    Record.grade_source: ("1", "2", "3"),
    Record.grade_information: ("A", "B", "C", "D", "E"),
    Record.handling: ("P", "C"),
    Record.complied: ("yes", "no", "withdrawn"),
    Record.status: ("active", "ended", "refused"),
    Record.is_personal: ("yes", "no"),
}
"""The words a column may hold; event codes are those of event_types.csv."""


def parse(path: Path) -> Contract:
    """Return the contract written in `path`; a switch's contracts are not yet picked.

    Raises:
        SourceError: the file is not TOML, or names every fault of the contract, by its key.
    """
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        contract = Contract.model_validate(written)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refusal(path, [f"not a TOML file: {error}"]) from error
    except ValidationError as error:
        raise _refusal(path, [_sentence(fault) for fault in error.errors()]) from error
    if faults := [*_faults(contract)]:
        raise _refusal(path, faults)
    return contract


def _refusal(path: Path, faults: list[str]) -> SourceError:
    listed = "".join(f"\n  {fault}" for fault in faults)
    return SourceError(f"{path.name} is not a sound contract:{listed}\nSee docs/mappings.md.")


def _sentence(fault: Any) -> str:
    key = ".".join(str(part) for part in fault["loc"]) or "contract"
    said = fault["msg"].removeprefix("Value error, ")
    return f"{key}: {said[:1].lower()}{said[1:]}"


def _faults(contract: Contract) -> Iterator[str]:
    if contract.switch is None:
        yield from _plain_faults(contract)
    else:
        yield from _switch_faults(contract)
    refused = forbidden_headings(contract.headings)
    for heading, why in refused.items():
        yield f"heading {heading!r} holds {why}, which is never loaded; list it under drop"


def _switch_faults(contract: Contract) -> Iterator[str]:
    if contract.columns:
        yield "columns: a contract with a [switch] has none; the picked contracts have them"
    if contract.published:
        yield "published: a contract with a [switch] does not say it; the picked contracts do"


def _plain_faults(contract: Contract) -> Iterator[str]:
    if contract.published and contract.handling != "P":
        yield "published: what anyone may read has handling P; its handling is C"
    if contract.agency not in set(agencies()["agency"]):
        yield f"agency: {contract.agency!r} is not in agencies.csv"
    if not contract.columns:
        yield "columns: none is filled"
    for column, takes in contract.columns.items():
        yield from _column_faults(column, takes)


def _column_faults(column: str, takes: tuple[Take, ...]) -> Iterator[str]:
    known: dict[str, Any] = {c: c for c in Record.columns() if c not in FILLED_BY_INGEST}
    key = f"columns.{column}"
    if column not in known and column not in EXTRA_COLUMNS:
        yield f"{key}: not a column of Record that a contract may fill"
        return
    if not takes:
        yield f"{key}: says nothing"
    for take in takes:
        yield from (f"{key}: {fault}" for fault in _take_faults(known.get(column), take))
        yield from (
            f"{key}: {word!r} is not one of {allowed}" for word, allowed in _odd(column, take)
        )


def _take_faults(column: Column | None, take: Take) -> Iterator[str]:
    is_list = column is not None and column.kind == "list"
    if take.several and not is_list:
        yield "several fills only a list column, such as aliases"
    if is_list and not take.several:
        yield "a list column is filled by several"
    if take.pattern is not None:
        yield from _pattern_faults(take.pattern)
    if [*take.steps] != sorted(take.steps):
        yield "steps must rise"


def _pattern_faults(pattern: str) -> Iterator[str]:
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        yield f"pattern is not a regular expression: {error}"
        return
    if groups != 1:
        yield f"pattern must hold one bracket, the part to keep; it holds {groups}"


def _odd(column: str, take: Take) -> Iterator[tuple[str, str]]:
    """Yield each word that `take` would put into a column that may not hold it."""
    allowed = tuple(event_types()["code"]) if column == Record.event_code else WORDS.get(column)
    if allowed is None:
        return
    named = [*take.words.values(), take.otherwise, take.constant, *(w for _, w in take.steps)]
    listed = "event_types.csv" if column == Record.event_code else ", ".join(allowed)
    yield from ((word, listed) for word in named if word and word not in allowed)
