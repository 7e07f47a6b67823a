import numpy as np
import pytest

from risk.prediction.predictors import PREDICTORS, predictors_of
from risk.reasons import reasons_of

BY_ID = {one.id: one for one in PREDICTORS}


def value(made, predictor, *rows, beside=()):
    known = made.known([*rows, made.record("Z", "ADVICE", 1)], beside=beside)
    return predictors_of(known)[predictor].iloc[0]


def visit(made, days, result="serious", profile="A", **values):
    return made.record(profile, "INSP_FOOD", days, result=result, **values)


def test_every_factor_says_what_it_is_and_what_guards_it():
    assert len(BY_ID) == len(PREDICTORS)
    for one in PREDICTORS:
        texts = (one.title, one.unit, one.definition, one.source, one.up, one.leakage)
        assert all(texts), one.id
        assert one.direction in {-1, 0, 1}
        assert one.worth * one.direction >= 0


def test_a_business_of_which_nothing_is_known_stands_at_home_everywhere(made):
    row = predictors_of(made.known([], A="pub")).iloc[0]
    for one in PREDICTORS:
        assert np.isnan(row[one.id]) or row[one.id] == pytest.approx(one.home), one.id


def test_findings_raise_their_share_and_clean_visits_lower_it(made):
    first = value(made, "own_serious", visit(made, 100))
    assert first > value(made, "own_serious", visit(made, 100), visit(made, 50, "clean")) > 0
    assert value(made, "own_serious", visit(made, 50, "clean")) < 0
    assert value(made, "own_serious", visit(made, 100, "minor")) < 0
    assert value(made, "own_any", visit(made, 100, "minor")) > 0


def test_a_finding_counts_half_after_its_half_life(made):
    year = 365
    new, old = (
        value(made, "enforced", made.record("A", "NOTICE_HYG_IMP", days))
        for days in (1 * year, 3 * year)
    )
    assert np.expm1(new) == pytest.approx(2 * np.expm1(old))


def test_victims_bear_nothing(made):
    for role in ("victim", "scene", None):
        crime = made.record("A", "CRIME_MS", 20, agency="EPOL", role=role)
        assert value(made, "enforced", crime) == 0
    accused = made.record("A", "CRIME_MS", 20, agency="EPOL", role="suspect")
    assert value(made, "enforced", accused) > 0


def test_notices_count_as_defied_only_where_the_agency_says_so(made):
    notice = made.record("A", "NOTICE_HYG_IMP", 20)
    assert value(made, "defied", notice) == 0
    assert value(made, "defied", notice | {"complied": "no"}) > 0


def test_complaints_weigh_less_where_there_were_visits(made):
    complaint = made.record("A", "COMPL_FOOD", 20)
    alone = value(made, "complaints", complaint)
    assert alone > value(made, "complaints", complaint, visit(made, 40, "clean")) > 0


def test_one_closed_door_says_nothing_and_being_let_in_ends_it(made):
    doors = [made.record("A", "VISIT_NOACCESS", days) for days in (10, 20, 30)]
    assert value(made, "no_access", doors[0]) == 0
    assert value(made, "no_access", *doors) == 2
    assert value(made, "no_access", *doors, visit(made, 15, "clean")) == 0


def test_never_visited_is_unknown(made):
    assert np.isnan(value(made, "since_visit", made.record("A", "COMPL_FOOD", 9)))
    assert value(made, "since_visit", visit(made, 73)) == pytest.approx(0.2)


def test_others_count_by_how_sure_the_link_is(made):
    theirs = visit(made, 30, profile="B")
    sure, unsure = (
        value(made, "operator_serious", theirs, made.record("A", "ADVICE", 3), beside=[link])
        for link in (("A", "B", "operator", 0.9), ("A", "B", "operator", 0.6))
    )
    assert sure > unsure > 0


def test_each_factor_gives_its_evidence_for_a_sentence(made):
    known = made.known([visit(made, 100), visit(made, 50, "clean")])
    one = BY_ID["own_serious"]
    for up, ids in ((True, ["A-INSP_FOOD-100"]), (False, ["A-INSP_FOOD-50"])):
        history, weighed = one.evidence(known, up=up)
        assert history.ids[weighed.weights > 0].tolist() == ids
        assert len(one.says(up=up)) > 0
    assert callable(reasons_of)
