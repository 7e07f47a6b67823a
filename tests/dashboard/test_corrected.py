"""What people put right is said beside the record, and only to who sees the record."""

from __future__ import annotations

from datetime import UTC, datetime

from benchmarks.seeing import seen
from dashboard.components.provenance import records
from dashboard.dossier import dossier_of
from records.schema import PlacedRecord
from records.state.marks import Correction, Marks

WHEN = datetime(2026, 11, 22, 12, tzinfo=UTC)


def corrected(record_id: str) -> Marks:
    said = (Correction(record_id, "postcode", "CM1 1AB", "officer-7", WHEN),)
    return Marks(disputed={record_id: WHEN}, corrections=said)


def drawn(small, marks: Marks) -> str:
    profile_id = small.table("records")[PlacedRecord.profile_id].iloc[0]
    return str(records(dossier_of(seen(small, marks=marks), profile_id)).to_plotly_json())


def test_a_record_says_which_field_was_put_right_by_whom_and_when(small):
    first = small.table("records")[PlacedRecord.record_id].iloc[0]
    said = drawn(small, corrected(first))
    assert said.count("Put right: postcode") == 1
    assert "By officer-7, 22 Nov 2026" in said
    assert "CM1 1AB" not in said


def test_what_was_put_right_elsewhere_is_not_said(small):
    other = small.table("records")[PlacedRecord.record_id].iloc[-1]
    for marks in (corrected(other), corrected("nobody:1"), Marks()):
        assert "Put right" not in drawn(small, marks)
