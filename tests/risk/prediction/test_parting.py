import numpy as np
import pandas as pd
import pytest

from benchmarks.made_histories import AS_OF, contact, history
from benchmarks.made_visits import made_known, made_tables
from records.schema import Link, Prediction, Reason
from risk.prediction.known import asked_on
from risk.prediction.parting import least_sure, without_doubtful
from risk.prediction.predicting import predicted
from risk.prediction.training import train


@pytest.fixture(scope="module")
def model():
    return train(made_known(150, seed=8), AS_OF)


@pytest.fixture
def tables():
    """One business of three records; the gravest hangs on the others by a doubtful link."""
    plain = history([5, 5], event_code="INSP_FOOD", result="serious", days=400)
    grave = contact(1, event_code="INSP_GLAA", result="serious", days=20)
    made = made_tables({"B1": [*plain, grave], "B2": history([9])}, sector="other")
    rows = [("B1:00", "B1:01", 0.99), ("B1:01", "B1:02", 0.6)]
    links = pd.DataFrame(rows, columns=[Link.id_a, Link.id_b, Link.probability])
    made["links"] = Link.shape(links.assign(profile_id="B1", weight_bits=1.0))
    return made


def test_a_panel_knows_how_sure_its_least_sure_contact_is(tables):
    assert least_sure(asked_on(tables, AS_OF)) == pytest.approx([0.6, 1.0])


def test_without_doubtful_links_only_what_is_sure_is_known(tables):
    asked = without_doubtful(asked_on(tables, AS_OF), np.array([0]))
    assert len(asked) == 1
    assert asked.own.history.ids.tolist() == ["B1:00", "B1:01"]


def test_a_score_that_rests_on_a_doubtful_link_says_so_and_is_less_sure(model, tables):
    doubtful = predicted(tables, model, AS_OF).predictions.iloc[0]
    said = doubtful[Prediction.doubt]
    assert said.startswith("Rests on a doubtful link (60% sure): without it the score would be")
    sure = {**tables, "links": tables["links"].assign(probability=0.99)}
    firm = predicted(sure, model, AS_OF).predictions.iloc[0]
    assert pd.isna(firm[Prediction.doubt])
    assert doubtful[Prediction.low] < firm[Prediction.low]


def test_a_disputed_record_counts_for_nothing_and_is_named(model, tables):
    left_out = predicted(tables, model, AS_OF, disputed={"B1:02"})
    gone = {**tables, "touchpoints": tables["touchpoints"].iloc[:2]}
    again = left_out.predictions[Prediction.score].iloc[0]
    assert again == predicted(gone, model, AS_OF).predictions[Prediction.score].iloc[0]
    told = left_out.reasons[left_out.reasons[Reason.factor] == "DISPUTED"]
    assert told[Reason.touchpoint_ids].tolist() == [["B1:02"]]
    assert told[Reason.points].tolist() == [0.0]


def test_some_profiles_are_scored_as_among_all(model, tables):
    every = predicted(tables, model, AS_OF)
    one = predicted(tables, model, AS_OF, ids=pd.Series(["B2"]))
    wanted = every.predictions[every.predictions[Prediction.profile_id] == "B2"]
    pd.testing.assert_frame_equal(one.predictions, wanted.reset_index(drop=True))
    reasons = every.reasons[every.reasons[Reason.profile_id] == "B2"].reset_index(drop=True)
    pd.testing.assert_frame_equal(one.reasons, reasons)


def test_a_profile_without_a_contact_scores_where_every_business_starts(model):
    nothing = predicted(made_tables({"B1": []}, sector="other"), model, AS_OF)
    assert nothing.reasons[Reason.factor].tolist() in (["START"], ["START", "FLOOR"])
    assert nothing.predictions[Prediction.top_reason].isna().all()


def test_nobody_to_score_gives_empty_tables(model, tables):
    nobody = predicted(tables, model, AS_OF, ids=pd.Series([], dtype="str"))
    assert nobody.predictions.empty
    assert nobody.reasons.empty
