from __future__ import annotations

from datetime import date

import pytest

from records.errors import RightsError
from records.history import current_records, record_history
from records.rights import marks_in_force
from records.rights.cases import (
    Request,
    case_of,
    cases_held,
    one_month_after,
    open_case,
    records_of,
)
from records.rights.deciding import Decision, Review, decide, lift, review
from records.schema import Record
from records.state import reading
from records.state.tables import audit, reviews
from tests.records.rights.conftest import OFFICER, later, row


def names(county) -> dict[str, str]:
    held = current_records(county.home)
    return dict(zip(held[Record.record_id], held[Record.name], strict=True))


def audited(county) -> list[tuple[str, str, str]]:
    with reading(county.trail.engine) as connection:
        rows = connection.execute(audit.select().order_by(audit.c.seq)).all()
    return [(one.operation, one.subject_kind, one.subject) for one in rows]


def test_one_month_ends_on_the_last_day_of_a_shorter_month():
    assert one_month_after(date(2026, 1, 31)) == date(2026, 2, 28)
    assert one_month_after(date(2026, 11, 22)) == date(2026, 12, 22)


def test_a_case_is_due_in_one_month_and_overdue_after_it(county):
    county.take_in(row(1))
    number = county.ask("rectification", "kitchens:1", field="name", value="Elmwater Cafe")
    case = case_of(county.trail.engine, number)
    assert (case.state, case.due_on) == ("open", date(2026, 12, 22))
    assert not case.overdue(date(2026, 12, 22))
    assert case.overdue(date(2026, 12, 23))


def test_a_granted_rectification_is_what_the_record_says_from_then_on(county):
    county.take_in(row(1), row(2))
    number = county.ask("rectification", "kitchens:1", field="name", value="Elmwater Cafe")
    assert names(county)["kitchens:1"] == "Brambling Cafe"
    decide(county.home, county.trail, number, Decision(True, "seen on the licence"), OFFICER)
    assert names(county) == {"kitchens:1": "Elmwater Cafe", "kitchens:2": "Brambling Cafe"}
    assert [*record_history(county.home, "kitchens:1")[Record.name]] == ["Brambling Cafe"]
    mark = marks_in_force(county.trail.engine).corrections_of("kitchens:1")[0]
    assert (mark.field, mark.value, mark.by, mark.at) == (
        "name",
        "Elmwater Cafe",
        "officer",
        OFFICER.moment,
    )


def test_a_later_rectification_of_the_field_replaces_the_one_before(county):
    county.take_in(row(1))
    county.grant("rectification", "kitchens:1", field="name", value="Elmwater Cafe")
    county.grant("rectification", "kitchens:1", field="name", value="Larch Cafe")
    assert names(county) == {"kitchens:1": "Larch Cafe"}
    assert len(marks_in_force(county.trail.engine).corrections) == 1
    assert lift(county.trail, "kitchens:1", "correction", later(1)) == 1
    assert names(county) == {"kitchens:1": "Brambling Cafe"}


def test_a_refused_request_changes_nothing_and_keeps_its_reasons(county):
    county.take_in(row(1))
    number = county.ask("rectification", "kitchens:1", field="name", value="Elmwater Cafe")
    refused = Decision(False, "the register says otherwise")
    case = decide(county.home, county.trail, number, refused, OFFICER)
    assert (case.state, case.decision) == ("refused", "the register says otherwise")
    assert names(county) == {"kitchens:1": "Brambling Cafe"}


def test_a_case_is_decided_once(county):
    county.take_in(row(1))
    number = county.grant("restriction", "kitchens:1")
    with pytest.raises(RightsError, match="decided already"):
        decide(county.home, county.trail, number, Decision(False, "no"), OFFICER)
    with pytest.raises(RightsError, match="no case 99"):
        decide(county.home, county.trail, 99, Decision(False, "no"), OFFICER)
    with pytest.raises(RightsError, match="reasons"):
        decide(county.home, county.trail, number, Decision(False, " "), OFFICER)


def test_a_restricted_record_is_used_for_nothing_until_it_is_lifted(county):
    county.take_in(row(1), row(2))
    county.grant("restriction", "kitchens:1")
    assert [*names(county)] == ["kitchens:2"]
    assert marks_in_force(county.trail.engine).restricted == {"kitchens:1"}
    lift(county.trail, "kitchens:1", "restriction", later(1))
    assert [*names(county)] == ["kitchens:1", "kitchens:2"]
    with pytest.raises(RightsError, match="no restriction in force"):
        lift(county.trail, "kitchens:1", "restriction", later(1))
    with pytest.raises(RightsError, match="cannot be lifted"):
        lift(county.trail, "kitchens:1", "erasure", later(1))


def test_a_record_is_disputed_from_the_day_someone_says_so_until_it_is_refused_or_lifted(county):
    county.take_in(row(1))
    number = county.ask("dispute", "kitchens:1")
    assert [*marks_in_force(county.trail.engine).disputed] == ["kitchens:1"]
    decide(county.home, county.trail, number, Decision(False, "it is right"), OFFICER)
    assert not marks_in_force(county.trail.engine).disputed
    county.grant("dispute", "kitchens:1")
    assert [*marks_in_force(county.trail.engine).disputed] == ["kitchens:1"]
    lift(county.trail, "kitchens:1", "dispute", later(1))
    assert not marks_in_force(county.trail.engine).disputed


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (Request("forgetting", "kitchens:1", "why"), "cannot be asked"),
        (Request("erasure", "kitchens:1", " "), "Say why"),
        (Request("erasure", "kitchens:1", "why", "name"), "Only a rectification"),
        (Request("erasure", "kitchens:7", "why"), "no such record"),
        (Request("erasure", "nobody:1", "why"), "no such record"),
        (Request("rectification", "kitchens:1", "why", "colour", "red"), "cannot be put right"),
    ],
)
def test_a_request_that_cannot_be_is_refused(county, request_, why):
    county.take_in(row(1))
    with pytest.raises(RightsError, match=why):
        open_case(county.home, county.trail, request_, OFFICER)
    assert not cases_held(county.trail.engine)


def test_cases_come_by_the_day_they_are_due(county):
    county.take_in(row(1), row(2))
    late = open_case(county.home, county.trail, Request("dispute", "kitchens:2", "why"), later(3))
    soon = county.ask("dispute", "kitchens:1")
    assert [case.case_id for case in cases_held(county.trail.engine)] == [soon, late]
    assert cases_held(county.trail.engine, "granted") == []


def test_every_step_is_audited_by_a_hash_of_the_record(county):
    county.take_in(row(1))
    number = county.ask("dispute", "kitchens:1")
    decide(county.home, county.trail, number, Decision(True, "unclear"), OFFICER)
    lift(county.trail, "kitchens:1", "dispute", later(1))
    review(
        county.home, county.trail, Review("kitchens:1", "keep", "why", date(2027, 1, 1)), OFFICER
    )
    said = [one for one in audited(county) if one[0] == "alteration"]
    assert said == [("alteration", "record", county.trail.keyed("kitchens:1"))] * 4


def test_a_record_that_is_kept_says_when_it_is_reviewed_again(county):
    county.take_in(row(1))
    for next_on in (None, date(2026, 11, 22)):
        with pytest.raises(RightsError, match="reviewed again"):
            review(county.home, county.trail, Review("kitchens:1", "keep", "why", next_on), OFFICER)
    with pytest.raises(RightsError, match="no verdict"):
        review(county.home, county.trail, Review("kitchens:1", "burn", "why"), OFFICER)
    with pytest.raises(RightsError, match="reasons"):
        review(county.home, county.trail, Review("kitchens:1", "erase", ""), OFFICER)
    with reading(county.trail.engine) as connection:
        assert connection.execute(reviews.select()).all() == []


def test_a_review_that_says_erase_hides_the_record_and_waits_to_be_done(county):
    county.take_in(row(1))
    number = review(county.home, county.trail, Review("kitchens:1", "erase", "past"), OFFICER)
    case = case_of(county.trail.engine, number)
    assert case.waits
    assert not case.overdue(date(2030, 1, 1))
    assert names(county) == {}
    with pytest.raises(RightsError, match="being erased"):
        lift(county.trail, "kitchens:1", "restriction", later(1))


def test_a_name_with_a_colon_is_a_record_and_another_a_business(county):
    county.take_in(row(1))
    assert records_of(county.home, "kitchens:1") == ["kitchens:1"]
    with pytest.raises(RightsError, match="no such record"):
        records_of(county.home, "kitchens:2")
    with pytest.raises(RightsError, match="no business"):
        records_of(county.home, "B4K9X2TM")
