"""The ledger of deliveries."""

from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from records.errors import StateError
from records.state import add_delivery, delivery_rows, known_delivery, open_state


def test_a_delivery_comes_back_as_it_was_written(engine, make_delivery):
    row = make_delivery()
    add_delivery(engine, row)
    assert known_delivery(engine, row["source"], row["sha256"]) == row


def test_the_ledger_is_a_frame_oldest_first(engine, make_delivery):
    early = datetime(2026, 1, 1, tzinfo=UTC)
    add_delivery(engine, make_delivery(2, recorded_at=early + timedelta(hours=1)))
    add_delivery(engine, make_delivery(3, recorded_at=early))
    add_delivery(engine, make_delivery(1, recorded_at=early + timedelta(hours=1)))
    frame = delivery_rows(engine)
    assert list(frame["delivery_id"]) == ["D000003", "D000001", "D000002"]
    assert list(frame.columns) == list(make_delivery())
    assert frame["recorded_at"].iloc[0] == pd.Timestamp(early)
    assert frame["received_on"].dtype == "datetime64[s]"
    assert frame["bytes"].iloc[0] == 2**33


def test_an_empty_ledger_has_the_types_of_a_full_one(engine, make_delivery):
    empty = delivery_rows(engine).dtypes
    add_delivery(engine, make_delivery())
    assert empty.equals(delivery_rows(engine).dtypes)


def test_a_file_is_known_only_to_the_source_that_gave_it(engine, make_delivery):
    row = make_delivery()
    add_delivery(engine, row)
    assert known_delivery(engine, "fsa_fhrs", row["sha256"]) is None
    assert known_delivery(engine, row["source"], "0" * 64) is None
    add_delivery(engine, make_delivery(delivery_id="D2", source="fsa_fhrs"))


@pytest.mark.parametrize("same", ["delivery_id", "sha256"])
def test_a_delivery_cannot_be_recorded_twice(engine, make_delivery, same):
    add_delivery(engine, make_delivery(1))
    with pytest.raises(StateError, match="already holds"):
        add_delivery(engine, make_delivery(2, **{same: make_delivery(1)[same]}))
    assert len(delivery_rows(engine)) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rows_in": 11}, "11 rows in are not 7 loaded"),
        ({"corrected": 8}, "out of range"),
        ({"corrected": -1}, "out of range"),
        ({"agency": None}, "missing"),
    ],
)
def test_a_row_that_does_not_add_up_is_refused(engine, make_delivery, changes, message):
    with pytest.raises(StateError, match=message):
        add_delivery(engine, make_delivery(**changes))
    assert delivery_rows(engine).empty


def test_a_moment_without_its_zone_is_refused(engine, make_delivery):
    naive = datetime(2026, 3, 2)  # noqa: DTZ001
    with pytest.raises(StatementError, match="time zone"):
        add_delivery(engine, make_delivery(recorded_at=naive))


zones = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=zones)  # noqa: DTZ001


@given(st.lists(moments, min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_moments_keep_their_instant_whatever_their_zone(times):
    from tests.records.state.conftest import delivery

    engine = open_state("sqlite://")
    for number, moment in enumerate(times):
        add_delivery(engine, delivery(number, recorded_at=moment))
    assert list(delivery_rows(engine)["recorded_at"]) == sorted(pd.Timestamp(t) for t in times)
    engine.dispose()
