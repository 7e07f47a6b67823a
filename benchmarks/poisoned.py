"""A made-up build in which every free text is an attempt to run a script. For tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from records.schema import (
    Column,
    Fact,
    Link,
    PlacedRecord,
    Reason,
    ScoredProfile,
    Touchpoint,
)

__all__ = ["PAYLOADS", "poisoned"]

PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "\"><script>alert(1)</script>",
    "'\"><svg/onload=alert(1)>",
    "</title></script><script>alert(1)</script>",
    '<a href="javascript:alert(1)">poison</a>',
    "javascript:alert(1)",
    "&lt;img src=x onerror=alert(1)&gt;",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "</textarea><iframe srcdoc='<script>parent.alert(1)</script>'>",
)  # fmt: skip
"""What runs, where a text is taken for a page."""

_RECORD = (
    PlacedRecord.source_record_id, PlacedRecord.name, PlacedRecord.address, PlacedRecord.town,
    PlacedRecord.postcode, PlacedRecord.local_authority, PlacedRecord.phone,
    PlacedRecord.company_number, PlacedRecord.uprn, PlacedRecord.person, PlacedRecord.activity,
    PlacedRecord.sic, PlacedRecord.result, PlacedRecord.rating, PlacedRecord.role,
    PlacedRecord.grade_source, PlacedRecord.grade_information, PlacedRecord.handling_conditions,
    PlacedRecord.complied, PlacedRecord.status, PlacedRecord.details, PlacedRecord.place_fault,
    PlacedRecord.district,
)  # fmt: skip
_PROFILE = (
    ScoredProfile.name, ScoredProfile.legal_name, ScoredProfile.address, ScoredProfile.postcode,
    ScoredProfile.district, ScoredProfile.company_number, ScoredProfile.uprn, ScoredProfile.phone,
    ScoredProfile.rating, ScoredProfile.top_reason,
)  # fmt: skip

Tables = dict[str, pd.DataFrame]


def poisoned(tables: Mapping[str, pd.DataFrame]) -> Tables:
    """Return the tables with a payload in every free text, the ids of records among them."""
    records = tables["records"]
    ids = {
        str(one): f"{str(one).partition(':')[0]}:{n}{PAYLOADS[n % len(PAYLOADS)]}"
        for n, one in enumerate(records[PlacedRecord.record_id])
    }
    made = {
        "records": _filled(records, _RECORD, lists=(PlacedRecord.aliases,)),
        "profiles": _filled(tables["profiles"], _PROFILE, lists=(ScoredProfile.other_names,)),
        "touchpoints": _filled(tables["touchpoints"], (Touchpoint.summary,)),
        "reasons": _filled(tables["reasons"], (Reason.because,)),
        "facts": _filled(tables["facts"], (Fact.value,)),
        "links": _filled(tables["links"], (), lists=(Link.because,)),
    }
    return {name: _renamed(frame, ids) for name, frame in {**tables, **made}.items()}


def _filled(
    frame: pd.DataFrame, texts: tuple[Column, ...], lists: tuple[Column, ...] = ()
) -> pd.DataFrame:
    said = pd.Series(
        [f"{PAYLOADS[n % len(PAYLOADS)]} {n % 7}" for n in range(len(frame))],
        index=frame.index,
        dtype="str",
    )
    values: dict[str, Any] = {str(column): said for column in texts}
    values |= {str(column): [[one, one[::-1]] for one in said] for column in lists}
    return frame.assign(**values)


def _renamed(frame: pd.DataFrame, ids: Mapping[str, str]) -> pd.DataFrame:
    """The frame with every record called by its poisoned id, in columns of ids and of lists."""

    def renamed(value: Any) -> Any:
        if isinstance(value, str):
            return ids.get(value, value)
        return value if pd.api.types.is_scalar(value) else [ids.get(one, one) for one in value]

    named = [
        name
        for name in frame
        if str(name).endswith(("record_id", "record_ids", "touchpoint_id", "touchpoint_ids"))
        or str(name) in (Link.id_a, Link.id_b)
    ]
    return frame.assign(**{str(name): frame[name].map(renamed) for name in named})
