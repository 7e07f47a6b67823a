from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from records.contracts import contract_names
from records.errors import RightsError
from records.rights.deciding import Review, review
from records.rights.retention import (
    contact_days,
    past_their_time,
    schedule_of,
    schedules,
    set_schedule,
)
from records.schema import Record
from tests.records.rights.conftest import OFFICER, row

ON = date(2031, 5, 1)


def past(county, on: date = ON) -> list[str]:
    return [*past_their_time(county.home, county.trail.engine, on)["record_id"]]


def test_every_built_in_source_has_a_schedule_with_its_basis(county, tmp_path):
    kept = {one.source: one for one in schedules(county.trail.engine)}
    assert set(contract_names(tmp_path)) <= set(kept)
    assert all(one.keep_months >= 24 and one.basis and one.by is None for one in kept.values())
    assert kept["police_intelligence"].keep_months == 72


def test_a_source_without_a_schedule_is_kept_six_years(county):
    assert schedule_of(county.trail.engine, "kitchens").keep_months == 72
    assert "kitchens" in [one.source for one in schedules(county.trail.engine, ["kitchens"])]


def test_the_county_decides_for_itself(county):
    set_schedule(county.trail, "kitchens", 12, "council policy 7", OFFICER)
    set_schedule(county.trail, "kitchens", 24, "council policy 8", OFFICER)
    set_schedule(county.trail, "*", 36, "policy 9", OFFICER)
    own = schedule_of(county.trail.engine, "kitchens")
    assert (own.keep_months, own.basis, own.by) == (24, "council policy 8", "officer")
    assert schedule_of(county.trail.engine, "others").keep_months == 36
    assert schedule_of(county.trail.engine, "fire").keep_months == 72


@pytest.mark.parametrize(("months", "basis"), [(0, "law"), (1201, "law"), (12, " ")])
def test_a_schedule_without_sense_or_basis_is_refused(county, months, basis):
    with pytest.raises(RightsError):
        set_schedule(county.trail, "kitchens", months, basis, OFFICER)


def test_a_record_is_past_its_time_on_the_day_its_months_are_over(county):
    county.take_in(row(1, visited="01/05/2025"), row(2, visited="02/05/2025"))
    assert past(county, date(2031, 4, 30)) == []
    assert past(county, date(2031, 5, 1)) == ["kitchens:1"]
    assert past(county, date(2031, 5, 2)) == ["kitchens:1", "kitchens:2"]


def test_the_longest_overdue_comes_first(county):
    county.take_in(row(1, visited="02/05/2025"), row(2, visited="01/05/2025"))
    assert past(county, date(2032, 1, 1)) == ["kitchens:2", "kitchens:1"]


@pytest.mark.parametrize(
    ("event", "ended", "status", "began"),
    [
        ("2020-01-01", None, None, "2020-01-01"),
        ("2020-01-01", "2021-01-01", "ended", "2021-01-01"),
        ("2020-01-01", "2021-01-01", "active", "2021-01-01"),
        ("2020-01-01", None, "active", "2023-01-01"),
        (None, "2022-01-01", None, "2022-01-01"),
        (None, None, None, "2023-01-01"),
    ],
)
def test_time_begins_with_the_contact_or_the_end_and_not_while_it_is_active(
    event, ended, status, began
):
    said = {
        Record.event_on: [event],
        Record.ended_on: [ended],
        Record.status: [status],
        Record.received_on: ["2023-01-01"],
    }
    days = contact_days(Record.shape(pd.DataFrame(said)))
    assert [str(day.date()) for day in days] == [began]


def test_a_record_that_was_kept_returns_on_the_day_of_its_next_review(county):
    county.take_in(row(1))
    kept = Review("kitchens:1", "keep", "a case is before the court", date(2032, 1, 1))
    review(county.home, county.trail, kept, OFFICER)
    assert past(county) == []
    assert past(county, date(2032, 1, 1)) == ["kitchens:1"]


def test_what_is_being_erased_is_not_reviewed(county):
    county.take_in(row(1))
    review(county.home, county.trail, Review("kitchens:1", "erase", "past its time"), OFFICER)
    assert past(county) == []


def test_a_restricted_record_is_reviewed_all_the_same(county):
    county.take_in(row(1))
    county.grant("restriction", "kitchens:1")
    assert past(county) == ["kitchens:1"]
