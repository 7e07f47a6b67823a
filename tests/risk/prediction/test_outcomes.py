import pytest

from records.domain import agencies, event_types
from risk.prediction.outcomes import (
    OUTCOMES,
    OrderError,
    findings,
    occasions_of,
    outcomes,
    refuse_early,
)


def found(made, *rows):
    tables = made.tables(rows)
    return outcomes(tables.touchpoints, tables.records)


def test_every_type_of_contact_is_in_the_table_once_with_its_agency():
    types = event_types()
    assert sorted(one.event_code for one in OUTCOMES) == sorted(types.index)
    assert all(types.loc[one.event_code, "agency"] == one.agency for one in OUTCOMES)
    assert all(one.serious.endswith(".") for one in OUTCOMES)


def test_every_agency_that_records_contacts_is_in_the_table():
    table = agencies()
    recording = table.index[table["authority"] == "yes"].difference(["FWA", "LA_REV", "FSA"])
    assert set(recording) <= {one.agency for one in OUTCOMES}


@pytest.mark.parametrize(
    ("code", "values", "serious"),
    [
        ("INSP_FOOD", {"result": "serious"}, [1]),
        ("INSP_FOOD", {"result": "minor"}, [0]),
        ("INSP_FOOD", {"result": "clean"}, [0]),
        ("INSP_FOOD", {}, []),
        ("INSP_FOOD", {"result": "closed"}, []),
        ("INSP_FOOD", {"result": "no_access"}, []),
        ("INSP_HS_LA", {"result": "serious", "agency": "LA_EH"}, [1]),
        ("INSP_GLAA", {"result": "serious", "agency": "GLAA"}, [1]),
        ("INSP_TS", {"result": "minor", "agency": "ECC_TS"}, [0]),
        ("FHRS_LOW", {"rating": "2"}, [1]),
        ("FHRS_OK", {"rating": "3"}, [0]),
        ("FHRS_AWAIT", {"rating": "AwaitingInspection"}, []),
        ("VISIT_NOFIND", {}, [0]),
        ("VISIT_NOACCESS", {}, []),
        ("COMPL_FOOD", {}, []),
        ("NOTICE_HSE_PN", {"agency": "HSE"}, []),
        ("CRIME_MS", {"agency": "EPOL", "role": "victim"}, []),
        ("REFERRAL", {"agency": "EPOL"}, []),
    ],
)
def test_a_visit_with_a_result_is_an_outcome_and_nothing_else_is(made, code, values, serious):
    assert found(made, made.record("A", code, 5, **values))["serious"].tolist() == serious


def test_what_one_agency_says_of_one_day_is_one_visit_as_grave_as_its_gravest(made):
    one = found(
        made,
        made.record("A", "FHRS_LOW", 5, rating="0"),
        made.record("A", "INSP_FOOD", 5, result="minor"),
        made.record("A", "INSP_TS", 5, result="clean", agency="ECC_TS"),
    )
    assert one[["agency", "serious", "severity"]].to_numpy().tolist() == [
        ["ECC_TS", 0, 0],
        ["LA_EH", 1, 4],
    ]


def test_a_rating_of_two_is_an_outcome_only_where_the_visit_does_not_say_itself(made):
    rating = made.record("A", "FHRS_LOW", 5, rating="2")
    minor = made.record("A", "INSP_FOOD", 5, result="minor")
    assert found(made, rating)["serious"].tolist() == [1]
    assert found(made, rating, minor)["serious"].tolist() == [0]
    day_before = made.record("A", "INSP_FOOD", 6, result="minor")
    assert found(made, day_before, rating)["serious"].tolist() == [0, 1]


def test_a_council_is_its_own_team_where_none_is_named(made):
    told = found(
        made,
        made.record("A", "INSP_FOOD", 5, result="clean", local_authority="Harlow"),
        made.record("B", "INSP_FOOD", 4, result="clean", local_authority="Harlow", team="East"),
        made.record("C", "INSP_FIRE", 3, result="clean", local_authority="Harlow", agency="ECFRS"),
    )
    assert told["team"].fillna("-").tolist() == ["Harlow", "East", "-"]


def test_a_notice_within_four_weeks_says_what_the_visit_of_that_agency_found(made):
    visit = made.record("A", "INSP_FOOD", 40, result="minor")
    within = made.record("A", "NOTICE_HYG_PROH", 12)
    after = made.record("A", "NOTICE_HYG_PROH", 11)
    others = made.record("A", "NOTICE_HSE_PN", 30, agency="HSE")
    assert found(made, visit, within)[["serious", "severity"]].to_numpy().tolist() == [[1, 4]]
    assert found(made, visit, after, others)["serious"].tolist() == [0]


def test_findings_hold_what_came_to_light_without_a_visit_on_record(made):
    tables = made.tables(
        [
            made.record("A", "NOTICE_HSE_PN", 9, agency="HSE"),
            made.record("A", "CRIME_MS", 8, agency="EPOL", role="suspect"),
            made.record("A", "CRIME_MS", 7, agency="EPOL", role="victim"),
            made.record("A", "INSP_FOOD", 6, result="clean"),
        ]
    )
    told = findings(tables.touchpoints, tables.records)
    assert told["agency"].tolist() == ["HSE", "EPOL"]


def test_an_outcome_before_its_factors_is_refused(made):
    told = found(made, made.record("A", "INSP_FOOD", 5, result="clean"))
    refuse_early(told, occasions_of(told))
    with pytest.raises(OrderError, match="1 of 1 outcomes lie before the day of their factors"):
        refuse_early(told, made.asked(("A", 4)))
    with pytest.raises(OrderError, match="1 outcomes stand beside 2 rows"):
        refuse_early(told, made.asked(("A", 5), ("A", 5)))


def test_no_contact_at_all_is_no_outcome(made):
    assert found(made).empty
