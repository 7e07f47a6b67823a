from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from records.errors import RightsError
from records.rights.correcting import FIELDS, checked, with_marks
from records.schema import Record
from records.state.marks import Correction, Marks
from tests.records.rights.conftest import NOON

DAY = date(2026, 11, 22)


def records(**values: object) -> pd.DataFrame:
    given = {"record_id": ["s:1", "s:2"], "source": "s", "agency": "LA_EH", "handling": "P"}
    return Record.shape(pd.DataFrame(given | values))


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("postcode", "cm11aa", "CM1 1AA"),
        ("phone", "+44 1245 123456", "01245123456"),
        ("company_number", "1234567", "01234567"),
        ("event_on", "2026-05-03", "2026-05-03"),
        ("event_code", "INSP_FOOD", "INSP_FOOD"),
        ("result", "clean", "clean"),
        ("rating", "5", "5"),
        ("amount_gbp", "£1,234.50", "1234.5"),
        ("is_personal", "no", "no"),
        ("name", "  Brambling Cafe ", "Brambling Cafe"),
        ("aliases", "The Old Mill | Brambling", "The Old Mill|Brambling"),
        ("details", "Advice given on storage", "Advice given on storage"),
        ("name", " ", None),
    ],
)
def test_a_value_is_kept_as_a_delivery_would_give_it(field, given, kept):
    assert checked(field, given, DAY) == kept


@pytest.mark.parametrize(
    ("field", "given", "expected"),
    [
        ("postcode", "nowhere", "postcode"),
        ("phone", "abcd", "telephone"),
        ("event_on", "03/05/2026", "year-month-day"),
        ("event_on", "2026-11-23", "up to 2026-11-22"),
        ("event_code", "VISITED", "event_types.csv"),
        ("result", "dirty", "clean, minor"),
        ("quantity", "many", "a number"),
        ("is_personal", "", "may not be empty"),
        ("details", "The owner is HIV positive", "special category"),
        ("record_id", "s:9", "can be put right|cannot be put right"),
        ("handling", "P", "cannot be put right"),
    ],
)
def test_a_value_that_the_field_may_not_hold_is_refused_without_quoting_it(field, given, expected):
    with pytest.raises(RightsError, match=expected) as refused:
        checked(field, given, DAY)
    assert len(given) < 5 or given not in str(refused.value).replace("2026-11-22", "")


def correction(field: str, value: str | None, record_id: str = "s:1") -> Correction:
    return Correction(record_id, field, value, "officer", NOON)


def test_what_was_put_right_is_what_the_record_says():
    marks = Marks(
        corrections=(
            correction("name", "Elmwater Cafe"),
            correction("event_on", "2026-05-03"),
            correction("quantity", "3.0"),
            correction("is_personal", "yes"),
            correction("aliases", "Elm|Water"),
            correction("town", None),
        )
    )
    before = records(name="Old", town="Harlow")
    after = with_marks(before, marks).set_index(Record.record_id)
    assert after.loc["s:1", Record.name] == "Elmwater Cafe"
    assert after.loc["s:1", Record.event_on] == pd.Timestamp("2026-05-03")
    assert after.loc["s:1", Record.quantity] == 3
    assert after.loc["s:1", Record.is_personal]
    assert after.loc["s:1", Record.aliases] == ["Elm", "Water"]
    assert pd.isna(after.loc["s:1", Record.town])
    assert after.loc["s:2", Record.name] == "Old"
    assert not after.loc["s:2", Record.is_personal]
    assert [*before[Record.name]] == ["Old", "Old"]


def test_every_field_that_can_be_put_right_keeps_its_type():
    values = {"date": "2026-05-03", "number": "1.5", "flag": "yes", "list": "a|b"}
    marks = Marks(
        corrections=tuple(
            correction(name, values.get(column.kind, "x")) for name, column in FIELDS.items()
        )
    )
    after = with_marks(records(), marks)
    pd.testing.assert_series_equal(after.dtypes, records().dtypes)
    emptied = Marks(corrections=tuple(correction(n, None) for n in FIELDS if n != "is_personal"))
    pd.testing.assert_series_equal(with_marks(records(), emptied).dtypes, records().dtypes)


def test_a_restricted_record_is_left_out():
    assert [*with_marks(records(), Marks(frozenset({"s:1"})))[Record.record_id]] == ["s:2"]
