from datetime import date

import numpy as np
import pandas as pd
import pytest

from records.domain import event_types
from records.errors import SchemaError
from records.schema import PlacedRecord, Touchpoint
from records.touchpoints import agency_on, plain_days, touchpoints

AS_OF = date(2026, 9, 1)


def record(code, **values):
    row = {
        PlacedRecord.record_id: "r1",
        PlacedRecord.source: "made_up",
        PlacedRecord.agency: "LA_EH",
        PlacedRecord.delivery_id: "d1",
        PlacedRecord.profile_id: "B1",
        PlacedRecord.handling: "P",
        PlacedRecord.located_by: "none",
        PlacedRecord.event_code: code,
        PlacedRecord.event_on: "2026-03-04",
    }
    return row | values


def of(*rows):
    return touchpoints(PlacedRecord.shape(pd.DataFrame(rows)), AS_OF)


def one(code, **values):
    return of(record(code, **values)).iloc[0]


def summary(code, **values):
    return one(code, **values)[Touchpoint.summary]


def severity(code, **values):
    return one(code, **values)[Touchpoint.severity]


def test_a_record_of_the_scoring_day_or_later_is_the_future():
    rows = [
        record("VISIT_NOFIND", record_id="r1", event_on="2026-08-31"),
        record("VISIT_NOFIND", record_id="r2", event_on="2026-09-01"),
        record("VISIT_NOFIND", record_id="r3", event_on="2027-01-01"),
    ]
    assert of(*rows)[Touchpoint.touchpoint_id].tolist() == ["r1"]


def test_a_record_without_a_type_or_a_day_is_no_touchpoint():
    assert of(record(None), record("INTEL", event_on=None)).empty


def test_a_type_that_is_not_in_the_table_is_refused_by_name():
    with pytest.raises(SchemaError, match=r"event_code 'INSP_MOON' is not in event_types.csv"):
        of(record("INSP_MOON"), record("INTEL"))


def test_touchpoints_stand_in_order_of_day_then_id():
    rows = [
        record("ADVICE", record_id="r9", event_on="2026-01-01"),
        record("ADVICE", record_id="r2", event_on="2026-02-01"),
        record("ADVICE", record_id="r1", event_on="2026-02-01"),
    ]
    assert of(*rows)[Touchpoint.touchpoint_id].tolist() == ["r9", "r1", "r2"]


@pytest.mark.parametrize(
    ("result", "expected"),
    [("clean", 0), ("minor", 1), ("serious", 3), ("no_access", 1), ("closed", 0), (None, 0)],
)
def test_an_inspection_is_graded_by_its_result(result, expected):
    assert severity("INSP_TS", result=result) == expected


@pytest.mark.parametrize(
    ("code", "rating", "expected"),
    [
        ("FHRS_LOW", "0", 4),
        ("FHRS_LOW", "1", 3),
        ("FHRS_LOW", "2", 2),
        ("FHRS_LOW", None, 2),
        ("FHRS_OK", "3", 0),
        ("FHRS_GOOD", "5", 0),
        ("INSP_FOOD", "1", 3),
        ("INSP_FOOD", "5", 0),
    ],
)
def test_a_food_hygiene_rating_is_graded(code, rating, expected):
    assert severity(code, rating=rating) == expected


@pytest.mark.parametrize(
    ("complied", "expected"), [("yes", 3), (None, 3), ("no", 4), ("withdrawn", 0)]
)
def test_a_notice_not_complied_with_is_graver_and_a_withdrawn_one_weighs_nothing(
    complied, expected
):
    assert severity("NOTICE_HYG_IMP", complied=complied) == expected


def test_an_acquittal_clears_a_prosecution():
    assert severity("PROSECUTION", result="clean") == 0
    assert severity("PROSECUTION") == 5


def test_severity_never_passes_five():
    assert severity("EAS_PROHIB", complied="no") == 5


@pytest.mark.parametrize("code", ["INCIDENT", "CRIME_MS", "CRIME_DRUG"])
def test_only_premises_under_suspicion_bear_the_severity_of_a_crime(code):
    grave = event_types()["severity"][code]
    assert severity(code, role="suspect") == grave
    assert [severity(code, role=role) for role in ("victim", "scene", None)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("source", "information", "expected"),
    [("1", "A", 2), ("2", "B", 2), ("3", "A", 1), ("2", "D", 1), ("1", "E", 0), (None, "A", 0)],
)
def test_intelligence_is_graded_and_suspected_false_weighs_nothing(source, information, expected):
    grades = {PlacedRecord.grade_source: source, PlacedRecord.grade_information: information}
    assert severity("INTEL", **grades) == expected


@pytest.mark.parametrize(
    ("code", "result", "visited"),
    [
        ("INSP_JOINT", "serious", True),
        ("INSP_FIRE", None, True),
        ("INSP_FIRE", "no_access", False),
        ("VISIT_NOFIND", None, True),
        ("VISIT_NOACCESS", None, False),
        ("FHRS_GOOD", None, True),
        ("FHRS_AWAIT", None, False),
        ("COMPL_FOOD", None, False),
        ("INTEL", None, False),
        ("LIC_GRANT", None, False),
        ("NOTICE_HSE_IN", None, False),
    ],
)
def test_a_visit_is_someone_going_in(code, result, visited):
    assert bool(one(code, result=result)[Touchpoint.is_visit]) is visited


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"event_code": "FHRS_LOW", "rating": "1"}, "Food hygiene rating 1 (of 5)"),
        ({"event_code": "FHRS_AWAIT"}, "Food hygiene rating awaited or exempt"),
        (
            {"event_code": "NOTICE_HYG_IMP", "due_on": "2026-05-03"},
            "Hygiene improvement notice, comply by 3 May 2026",
        ),
        (
            {
                "event_code": "NOTICE_HSE_IN",
                "due_on": "2026-05-03",
                "revised_due_on": "2026-06-30",
                "complied": "no",
            },
            "Health and safety improvement notice, comply by 30 June 2026, not complied with",
        ),
        ({"event_code": "PROSECUTION", "due_on": "2026-05-03"}, "Prosecution or conviction"),
        (
            {"event_code": "INCIDENT", "role": "victim"},
            "Police incident; premises were the victim",
        ),
        ({"event_code": "INCIDENT"}, "Police incident; role not recorded"),
        (
            {"event_code": "INSP_TS", "result": "serious"},
            "Trading standards visit or test purchase: serious problems found",
        ),
        ({"event_code": "INSP_FIRE"}, "Fire safety audit: result not recorded"),
        (
            {"event_code": "NMW_NAMED", "amount_gbp": 12345.6, "quantity": 7},
            "Named in NMW round, arrears £12,346, workers underpaid: 7",
        ),
        ({"event_code": "LIC_GRANT"}, "Licence granted or renewed"),
    ],
)
def test_a_touchpoint_is_told_in_plain_words(values, expected):
    assert summary(values.pop("event_code"), **values) == expected


def test_a_restricted_touchpoint_is_told_by_its_type_only():
    told = {"handling": "C", "role": "suspect", "result": "serious", "complied": "no"}
    assert summary("INCIDENT", **told) == "Police incident"
    assert summary("INSP_JOINT", **told) == "Multi-agency or day-of-action visit"
    assert summary("NUWW", due_on="2026-05-03", **told) == "NMW notice of underpayment"


@pytest.mark.parametrize("handling", ["P", "C"])
def test_a_referral_is_never_shown_as_text_or_severity(handling):
    row = one("REFERRAL", handling=handling, result="serious", details="made up")
    assert row[Touchpoint.summary] == "Restricted record held"
    assert row[Touchpoint.severity] == 0


@pytest.mark.parametrize("code", sorted(event_types().index))
def test_every_type_is_told_without_words_of_the_source_or_the_name(code):
    told = one(code, name="Quillby Fixtures", details="seen by Ms Undisclosed", person="A Person")
    assert not any(
        word in told[Touchpoint.summary] for word in ("Quillby", "Undisclosed", "Person")
    )
    assert "nan" not in told[Touchpoint.summary]


@pytest.mark.parametrize(
    ("agency", "day", "expected"),
    [
        ("GLAA", "2026-03-31", "GLAA"),
        ("GLAA", "2026-04-01", "FWA"),
        ("EAS", "2026-05-01", "FWA"),
        ("HMRC_NMW", "2026-05-01", "FWA"),
        ("HSE", "2026-05-01", "HSE"),
        ("GLAA", None, "GLAA"),
        ("UNHEARD_OF", "2026-05-01", "UNHEARD_OF"),
    ],
)
def test_the_agency_is_the_one_in_charge_on_the_day(agency, day, expected):
    days = pd.Series([day], dtype="datetime64[s]")
    assert agency_on(pd.Series([agency]), days).tolist() == [expected]


def test_a_contact_after_the_fair_work_agency_began_is_the_fair_work_agencys():
    row = one("INSP_GLAA", agency="GLAA", event_on="2026-06-01")
    assert row[Touchpoint.agency] == "FWA"


def test_days_are_written_as_people_write_them():
    days = pd.Series(["2026-05-03", None], dtype="datetime64[s]")
    assert plain_days(days).fillna("-").tolist() == ["3 May 2026", "-"]


def test_no_records_give_no_touchpoints():
    empty = touchpoints(PlacedRecord.empty(), AS_OF)
    assert list(empty.columns) == Touchpoint.columns()


OPTIONAL = {
    "result": ["clean", "minor", "serious", "no_access", "closed", None],
    "role": ["suspect", "scene", "victim", None],
    "rating": ["0", "1", "2", "3", "4", "5", None],
    "grade_source": ["1", "2", "3", None],
    "grade_information": ["A", "B", "C", "D", "E", None],
    "due_on": ["2026-05-03", None],
    "complied": ["yes", "no", None],
}


@pytest.mark.parametrize("blanked", OPTIONAL)
def test_a_blank_never_makes_a_contact_graver(blanked):
    rng = np.random.default_rng(11)
    codes = sorted(event_types().index)
    rows = [
        record(code, record_id=f"{code}:{number}")
        | {column: values[rng.integers(len(values))] for column, values in OPTIONAL.items()}
        for code in codes
        for number in range(40)
    ]
    told = PlacedRecord.shape(pd.DataFrame(rows))
    acquitted = (told["event_code"] == "PROSECUTION") & (told["result"] == "clean")
    told = told[~acquitted]
    silent = touchpoints(PlacedRecord.shape(told.drop(columns=blanked)), AS_OF)
    assert (silent["severity"] <= touchpoints(told, AS_OF)["severity"]).all()
