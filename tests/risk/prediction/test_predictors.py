from itertools import product
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from risk.prediction.predictors import PREDICTORS, predictor_table, predictors_of
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
    assert value(made, "since_visit", visit(made, 5000)) == 5


def test_others_count_by_how_sure_the_link_is(made):
    theirs = visit(made, 30, profile="B")
    sure, unsure = (
        value(made, "operator_serious", theirs, made.record("A", "ADVICE", 3), beside=[link])
        for link in (("A", "B", "operator", 0.9), ("A", "B", "operator", 0.6))
    )
    assert sure > unsure > 0


def test_a_follow_up_says_that_faults_were_found_unless_it_found_all_clean(made):
    first, clean, blank = (
        visit(made, 40, found, reason="follow_up") for found in ("serious", "clean", None)
    )
    assert value(made, "followed_up", clean) == 0
    assert value(made, "followed_up", first) == value(made, "followed_up", blank) > 0
    before = visit(made, 90)
    both = value(made, "own_serious", before, clean), value(made, "own_serious", before)
    assert both[0] == both[1]


def test_faults_count_beyond_the_usual_at_sources_that_count_them(made):
    many = visit(made, 40, "minor", faults=9)
    assert value(made, "faults", many) > 0
    assert value(made, "faults", many, visit(made, 20, "clean")) < value(made, "faults", many)
    assert value(made, "faults", visit(made, 40, "minor")) == 0
    assert value(made, "faults", visit(made, 40, "minor", faults=90)) == value(
        made, "faults", visit(made, 40, "minor", faults=12)
    )


def test_the_latest_rating_counts_and_the_one_before_where_it_is_not_mended(made):
    low = made.record("A", "FHRS_LOW", 900, rating="1")
    good = made.record("A", "FHRS_GOOD", 90, rating="5")
    assert value(made, "rating", low, good) == 0
    assert value(made, "rating_before", low, good) == 0
    assert value(made, "rating_before", low, made.record("A", "FHRS_LOW", 90, rating="2")) == 3
    assert value(made, "rating", low) == 4
    assert np.isnan(value(made, "rating_before", low))
    waiting = made.record("A", "FHRS_AWAIT", 9, rating="AwaitingInspection")
    assert np.isnan(value(made, "rating", waiting))


def test_points_are_those_beside_the_latest_rating_and_a_blank_says_nothing(made):
    old, new = (
        made.record("A", "FHRS_LOW", days, rating="1", score_hygiene=points)
        for days, points in ((900, 20), (90, 5))
    )
    assert value(made, "hygiene", old, new) == 5
    assert np.isnan(value(made, "hygiene", old, new | {"score_hygiene": None}))
    assert np.isnan(value(made, "management", old))
    assert np.isnan(value(made, "rating", old, new | {"rating": None}))


def test_changes_of_the_company_add_up(made):
    changes = [made.record("A", code, 9) for code in ("CO_OFFCHG", "REG_FOOD", "CO_INC")]
    assert np.expm1(value(made, "churn", *changes)) == pytest.approx(2, rel=0.02)


def test_visits_that_found_nothing_serious_only_lower(made):
    new, old = (value(made, "visits", visit(made, days, "minor")) for days in (5, 500))
    assert new > old > 0
    assert value(made, "visits", visit(made, 5)) == 0
    assert BY_ID["visits"].direction == -1


def test_a_risk_class_counts_once_it_was_told(made):
    told = visit(made, 90, inherent_risk=0.75), visit(made, 20, inherent_risk=0.25)
    assert value(made, "inherent", *told) == 0.75
    known = made.known(told, made.asked(("A", 50), ("A", 90)))
    assert predictors_of(known)["inherent"].fillna(-1).tolist() == [0.75, -1]


def test_a_business_has_begun_when_a_register_says_so(made):
    day = made.today - pd.Timedelta(days=730)
    begun = made.record("A", "LIC_GRANT", 90, started_on=day)
    assert value(made, "age", begun) == 2
    assert np.isnan(value(made, "age", visit(made, 90)))


def test_each_factor_gives_its_evidence_for_a_sentence(made):
    known = made.known([visit(made, 100), visit(made, 50, "clean")])
    one = BY_ID["own_serious"]
    for up, ids in ((True, ["A-INSP_FOOD-100"]), (False, ["A-INSP_FOOD-50"])):
        history, weighed = one.evidence(known, up=up)
        assert history.ids[weighed.weights > 0].tolist() == ids


def test_each_factor_says_its_sentence_whole(made):
    rows = [visit(made, 100, faults=9, score_hygiene=9, inherent_risk=1.0, premises_class="Pub")]
    known = made.known(rows, A="pub")
    for one, up in product(PREDICTORS, (True, False)):
        history, weighed = one.evidence(known, up=up)
        saying = SimpleNamespace(id=one.id, title=one.title, says=one.says(up=up))
        told = reasons_of(saying, weighed, np.array([100]), history).because.item()
        assert len(told) > 10, one.id
        assert "{" not in told, one.id


def test_the_table_in_the_documents_is_the_table_of_the_program():
    lines = Path("docs/risk.md").read_text(encoding="utf-8").splitlines()
    table = predictor_table()
    assert table["id"].tolist() == [one.id for one in PREDICTORS]
    for row in table.itertuples(index=False):
        assert "| " + " | ".join(row) + " |" in lines, row.id
