"""What does the audit say of a build? Which sources were combined, before; what came of it, after.

The first entry stands before a single pair is compared, so no build was ever made unaudited, even
where the process dies before the second.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from records.audit import Entry, open_trail
from records.home import Home
from records.schema import Record
from records.state import opened

__all__ = ["audit_combining", "audit_published"]


def audit_combining(home: Home, records: pd.DataFrame, as_of: date, by: str) -> None:
    """Write into the audit that these records are about to be combined.

    Raises:
        StateError: the audit cannot be written; nothing may be combined.
    """
    counts = records[Record.source].value_counts().sort_index()
    sources = {str(source): int(number) for source, number in counts.items()}
    _append(home, "", {"as_of": as_of.isoformat(), "stage": "begun", "sources": sources}, by)


def audit_published(home: Home, build_id: str, counts: Mapping[str, int], by: str) -> None:
    """Write into the audit which build came of it; counts: its rows by table.

    Raises:
        StateError: the audit cannot be written; what was begun stands in it.
    """
    _append(home, build_id, {"stage": "published", "counts": dict(counts)}, by)


def _append(home: Home, build_id: str, detail: Mapping[str, object], by: str) -> None:
    who = by or "program"
    entry = Entry("combination", who, subject_kind="build", subject=build_id, detail=detail)
    with opened(home.state_url) as engine:
        open_trail(engine, home).append(entry)
