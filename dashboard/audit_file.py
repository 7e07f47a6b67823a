"""What does the file of the audit's entries hold? The entries asked for, marked, oldest first."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pandas as pd
from sqlalchemy import Engine

from dashboard.export import safe
from records.audit import Asked, Written, every
from records.audit.entry import text_of_detail
from records.audit.sealing import moment

__all__ = ["COLUMNS", "file_of"]

COLUMNS = (
    "seq",
    "at_utc",
    "operation",
    "user",
    "role",
    "agency",
    "purpose",
    "recipient",
    "subject_kind",
    "subject",
    "detail",
)
"""Columns of the file, in order."""

_BOM = "\ufeff"


def file_of(engine: Engine, asked: Asked, last: int, heading: list[str]) -> Iterator[bytes]:
    """Yield the CSV of the entries up to number `last`, in pieces; each is in UTF-8.

    heading: lines that come first, such as the protective marking; each begins with "# ". A cell
    that a spreadsheet would take for a formula begins with an apostrophe.

    Raises:
        StateError: the database cannot be reached.
    """
    yield (_BOM + _csv([[f"# {line}"] for line in heading] + [list(COLUMNS)])).encode()
    for entries in every(engine, asked, last):
        yield _cells(entries).to_csv(index=False, header=False, lineterminator="\r\n").encode()


def _cells(entries: list[Written]) -> pd.DataFrame:
    frame = pd.DataFrame([_row(one) for one in entries], columns=list(COLUMNS))
    texts = [name for name in COLUMNS if name != "seq"]
    return frame.assign(**{name: safe(frame[name].astype("str")) for name in texts})


def _row(one: Written) -> tuple[object, ...]:
    entry = one.entry
    return (
        one.seq,
        moment(one.at),
        entry.operation,
        entry.user,
        entry.role,
        entry.agency,
        entry.purpose,
        entry.recipient,
        entry.subject_kind,
        entry.subject,
        text_of_detail(entry.detail),
    )


def _csv(lines: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue()
