from datetime import date

import pandas as pd
import pytest

from records.errors import BuildError, SchemaError
from records.schema import PlacedRecord, Profile, Reason, ScoredProfile
from records.touchpoints import touchpoints
from risk import factors_table
from risk.checklist import NOTE, ChecklistSettings, score
from risk.factors import FACTORS

AS_OF = date(2026, 9, 1)


def record(code, days, **values):
    row = {
        "event_code": code,
        "event_on": pd.Timestamp(AS_OF) - pd.Timedelta(days=days),
        "source": "made_up",
        "agency": "LA_EH",
        "delivery_id": "d1",
        "profile_id": "B1",
        "handling": "P",
        "located_by": "none",
    }
    return row | values


def scores(*rows, sector="other", **settings):
    columns = None if rows else PlacedRecord.columns()
    frame = pd.DataFrame(rows, columns=columns)
    frame = frame.assign(record_id=[f"r{at}" for at in range(len(rows))])
    records = PlacedRecord.shape(frame)
    profile = {"profile_id": ["B1"], "name": "Made up", "sector": sector}
    profiles = Profile.shape(pd.DataFrame(profile).assign(located_by="none", status="trading"))
    return score(
        profiles, touchpoints(records, AS_OF), records, AS_OF, ChecklistSettings(**settings)
    )


def points(factor, *rows, **values):
    reasons = scores(*rows, **values).reasons
    return reasons.loc[reasons[Reason.factor] == factor, Reason.points].sum()


def because(factor, *rows, **values):
    reasons = scores(*rows, **values).reasons
    return reasons.loc[reasons[Reason.factor] == factor, Reason.because].item()


def test_a_business_of_which_nothing_is_known_scores_nothing_for_no_reason():
    nothing = scores()
    assert nothing.profiles[["score", "band", "score_version"]].to_numpy().tolist() == [
        [0.0, "low", "v1"]
    ]
    assert nothing.reasons.empty
    assert nothing.profiles[ScoredProfile.top_reason].isna().all()


def test_a_finding_weighs_by_severity_and_halves_with_its_half_life():
    assert points("RF05", record("INSP_TS", 1, result="minor")) == pytest.approx(2, abs=0.01)
    assert points("RF05", record("INSP_TS", 1, result="serious")) == pytest.approx(10, abs=0.02)
    assert points("RF05", record("INSP_TS", 730, result="serious")) == 5


def test_many_findings_stop_at_the_cap():
    many = [record("PROSECUTION", days) for days in range(1, 9)]
    assert points("RF05", *many) == 40


def test_the_score_goes_down_with_clean_visits_advice_and_a_good_rating():
    serious = record("INSP_TS", 300, result="serious")
    calm = [
        record("INSP_TS", 60, result="clean"),
        record("ADVICE", 40),
        record("FHRS_GOOD", 20, rating="5"),
    ]
    alone = scores(serious).profiles["score"].item()
    after = [scores(serious, *calm[:at]).profiles["score"].item() for at in (1, 2, 3)]
    assert alone > after[0] > after[1] > after[2]


def test_what_speaks_for_a_business_stops_at_nought_and_the_reasons_say_so():
    reasons = scores(record("VISIT_NOFIND", 1)).reasons
    assert reasons[Reason.factor].tolist() == ["RF40", "FLOOR"]
    assert reasons[Reason.points].sum() == 0


def test_the_gravest_stay_below_100_and_in_order():
    grave = [record("CRIME_MS", at, role="suspect") for at in range(1, 5)]
    grave += [record("UNLIC_LABOUR", at, agency="GLAA") for at in range(1, 5)]
    graver = [*grave, *(record("PROSECUTION", at, agency="ECC_TS") for at in range(1, 5))]
    less, more = scores(*grave), scores(*graver)
    assert 60 < less.profiles["score"].item() < more.profiles["score"].item() < 100
    assert more.reasons[Reason.factor].iloc[-1] == "CEILING"
    assert more.reasons[Reason.points].sum() == pytest.approx(more.profiles["score"].item())


def test_complaints_and_intelligence_are_held_inside_the_band_of_the_findings():
    finding = record("NOTICE_HYG_IMP", 1)
    told = [record("COMPL_EAS", 2) for _ in range(9)]
    told += [record("INTEL", 2, grade_source="1", grade_information="A") for _ in range(9)]
    held = scores(finding, *told)
    assert held.profiles[["score", "band"]].to_numpy().tolist() == [[24.99, "moderate"]]
    assert held.reasons[Reason.factor].iloc[-1] == "HELD"


def test_intelligence_suspected_false_weighs_nothing():
    finding = record("NOTICE_HYG_IMP", 1)
    false = record("INTEL", 2, grade_source="1", grade_information="E")
    known = record("INTEL", 2, grade_source="1", grade_information="A")
    assert points("RF35", finding, false) == 0
    assert points("RF35", finding, known) == pytest.approx(6, abs=0.05)


def test_a_public_report_counts_once_there_are_two():
    report = record("REPORT_PUBLIC", 5, agency="PUBLIC")
    assert points("RF38", report) == 0
    assert points("RF38", report, report) > 0


def test_problems_found_by_several_agencies_weigh_by_the_share_of_those_that_looked():
    found = [record("INSP_TS", 5, agency=a, result="serious") for a in ("ECC_TS", "LA_EH")]
    clean = [record("INSP_FIRE", 9, agency="ECFRS", result="clean")]
    assert points("RF04", *found) == 6
    assert points("RF04", *found, *clean) == 4
    assert because("RF04", *found, *clean).startswith("2 of the 3 agencies that looked")


def test_a_predecessor_and_its_successor_are_one_agency():
    before = record("GLAA_ALC", 300, agency="GLAA")
    after = record("GLAA_ALC", 30, agency="GLAA")
    assert points("RF04", before, after) == 0


def test_a_serious_finding_stays_open_until_a_visit_comes_back_clear():
    serious = record("INSP_TS", 365, result="serious")
    assert points("RF06", serious) == 2.5
    assert points("RF06", serious, record("VISIT_NOFIND", 10)) == 0
    assert points("RF06", serious, record("VISIT_NOFIND", 400)) == 2.5
    assert "of 365 days ago" in because("RF06", serious)


def test_only_the_latest_food_hygiene_rating_counts():
    low = record("FHRS_LOW", 100, rating="1", score_management=20.0)
    good = record("FHRS_GOOD", 10, rating="5", score_management=0.0)
    assert points("RF08", low) == pytest.approx(9.1, abs=0.05)
    assert points("RF09", low) == pytest.approx(3.64, abs=0.05)
    assert points("RF08", low, good) == points("RF09", low, good) == 0


def test_two_low_ratings_running_have_not_improved():
    first, second = record("FHRS_LOW", 400, rating="1"), record("FHRS_LOW", 20, rating="2")
    between = record("FHRS_GOOD", 200, rating="4")
    assert points("RF10", first, second) == 4
    assert points("RF10", first, between, second) == points("RF10", second) == 0


@pytest.mark.parametrize(
    ("factor", "code"),
    [
        ("RF11", "NOTICE_HSE_PN"),
        ("RF13", "NMW_NAMED"),
        ("RF14", "UNLIC_LABOUR"),
        ("RF15", "EAS_PROHIB"),
        ("RF17", "NOTICE_PLAN"),
        ("RF18", "NOTICE_EA"),
    ],
)
def test_each_kind_of_enforcement_has_its_own_line(factor, code):
    assert points(factor, record(code, 1)) > 4
    assert points("RF05", record(code, 1)) == 0


def test_a_notice_adds_only_where_the_agency_says_it_was_not_complied_with():
    assert points("RF12", record("NOTICE_HSE_IN", 730, complied="no")) == 2.5
    assert points("RF12", record("NOTICE_HSE_IN", 730, due_on="2025-01-01")) == 0


def test_a_licence_has_sixty_days_of_grace_and_a_new_one_ends_the_matter():
    lapse = record("LIC_LAPSE", 61)
    assert points("RF16", record("LIC_LAPSE", 60)) == 0
    assert points("RF16", lapse) > 5
    assert points("RF16", lapse, record("LIC_GRANT", 5)) == 0


def test_people_sleeping_on_the_premises_count_where_a_fire_or_housing_contact_says_so():
    seen = record("NOTICE_FIRE", 1, details="Persons sleeping on commercial premises")
    denied = record("NOTICE_FIRE", 1, details="No signs of anyone sleeping on the premises")
    assert points("RF19", seen) == pytest.approx(10, abs=0.02)
    assert points("RF19", denied) == 0


def test_only_premises_under_suspicion_bear_a_crime():
    for role, expected in (("suspect", 36), ("scene", 0), ("victim", 0), (None, 0)):
        assert points("RF36", record("CRIME_MS", 1, role=role)) == pytest.approx(expected, abs=0.1)


def test_the_first_attempt_without_access_is_free_and_being_let_in_clears_the_rest():
    tries = [record("VISIT_NOACCESS", days) for days in (50, 40, 30)]
    assert points("RF39", tries[0]) == 0
    assert points("RF39", *tries) == 6
    assert points("RF39", *tries, record("INSP_FOOD", 10, result="minor")) == 0


def test_officer_changes_count_beyond_the_second():
    changes = [record("CO_OFFCHG", days, agency="CH") for days in (10, 20, 30, 40)]
    assert points("RF27", *changes) == 2


def test_a_restricted_contact_is_named_by_its_type_only():
    secret = record("INSP_JOINT", 5, result="serious", handling="C", agency="EPOL")
    assert because("RF05", secret) == (
        "Problems found or enforced: Multi-agency or day-of-action visit (Police, 27 August 2026)"
    )


def test_the_reason_shown_first_adds_most_and_its_heaviest_evidence_leads():
    light, heavy = record("INSP_TS", 5, result="minor"), record("PROSECUTION", 5)
    scored = scores(light, heavy, sector="car_wash")
    assert scored.profiles[ScoredProfile.top_reason].item() == (
        "Problems found or enforced: Prosecution or conviction "
        "(Environmental Health, 27 August 2026), and 1 more"
    )
    assert scored.reasons[Reason.touchpoint_ids].iloc[0] == ["r1", "r0"]


def test_a_factor_can_be_left_out():
    assert points("RF01", sector="car_wash") == 8
    assert scores(sector="car_wash", without=frozenset({"RF01"})).profiles["score"].item() == 0


@pytest.mark.parametrize("bands", [(5, 30, 55), (30, 30, 55), (12, 30, 101)])
def test_bands_that_do_not_rise_or_that_a_sector_alone_would_pass_are_refused(bands):
    with pytest.raises(BuildError, match="checklist: bands begin at"):
        ChecklistSettings(*bands)


def test_frames_without_their_columns_are_refused():
    with pytest.raises(SchemaError, match="column 'sector' is missing"):
        score(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), AS_OF)


def test_the_table_of_factors_tells_the_use_of_every_one():
    table = factors_table().set_index("id")
    assert len(table) == 41
    assert set(table.index[table["status"] == "in use"]) == {factor.id for factor in FACTORS}
    assert table.loc["RF33", "status"] == "off"
    assert table.loc["RF41", "status"] == "never"
    assert table.loc["RF07", "status"] == "context only"
    assert table.loc["RF02", "status"] == "not yet observable"
    assert table.loc["RF28", "status"] == table.loc["RF34", "status"] == "in use"
    assert table["help"].notna().all()


def test_no_words_of_guilt_are_used():
    said = " ".join([NOTE, *factors_table()["help"], *(factor.title for factor in FACTORS)])
    for word in ("guilty", "criminal", "offender", "culprit", "illegal"):
        assert word not in said.lower()
    assert NOTE.startswith("A prediction, not evidence")
