from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from benchmarks.made_histories import AS_OF
from benchmarks.made_visits import made_known
from records.audit import Trail
from records.contracts import find_contract
from records.home import Home
from records.ingest import ingest
from records.rights.actor import Actor
from records.schema import Prediction, Reason
from records.state import open_state
from records.store import open_build
from risk.foretelling import model_in_force
from risk.pipeline import make_build
from risk.prediction.training import train
from risk.registry import Approval, Candidate, approve, evaluate, promote, register

NOON = datetime(2026, 10, 20, 12, tzinfo=UTC)
ANIL = Actor("anil", NOON, "analyst", "EPOL", "training")
BEA = Actor("bea", NOON, "board", "", "the board's meeting")
TODAY, UNTIL = date(2026, 11, 1), date(2026, 12, 1)
HEADING = (
    "Notice Number,Recipient's Name,Notice Type,Issue Date,Local Authority,Main Activity,"
    "Compliance Date,Result,Breach\n"
)
ROWS = (
    "N1,Larch Hand Car Wash Ltd,Improvement,03/05/2026,Basildon,45200,01/07/2026,Complied,A\n"
    "N2,Elmwater Nails,Improvement,03/06/2026,Harlow,96020,01/08/2026,Complied,A\n"
)


@pytest.fixture(scope="module")
def model():
    return train(made_known(150, seed=8), AS_OF)


@pytest.fixture
def held(tmp_path):
    home = Home.at(tmp_path / "county")
    home.root.mkdir()
    _deliver(home, tmp_path / "notices.csv", ROWS)
    return home


def _deliver(home, path, rows):
    path.write_text(HEADING + rows, encoding="utf-8")
    ingest(home, path, find_contract("hse_notices", home.mappings), date(2026, 10, 1))


def promoted(home, model_id, body):
    """Register, approve until `UNTIL` and promote a model."""
    engine = open_state(home.state_url)
    trail = Trail(engine, b"k" * 32, clock=lambda: NOON)
    candidate = Candidate(model_id, body, "000001-ab", "f" * 64, {}, date(2026, 10, 1))
    register(trail, candidate, ANIL)
    evaluate(trail, model_id, ("{}", ()), ANIL)
    approve(trail, model_id, Approval("DPIA-7", "better", UNTIL), BEA)
    promote(trail, model_id, "approved", BEA)
    engine.dispose()


def tables_of(home, *names):
    with open_build(home) as build:
        return [build.table(name) for name in names], dict(build.manifest.about)


def test_without_a_model_a_build_predicts_nothing_and_version_one_scores(held):
    make_build(held, TODAY, {}, on=TODAY)
    (predictions, profiles), about = tables_of(held, "predictions", "profiles")
    assert predictions.empty
    assert set(profiles["score_version"]) == {"v1"}
    assert about["model"] == "v1"
    assert model_in_force(held, TODAY) is None


def test_the_model_in_force_scores_a_build_beside_version_one(held, model):
    promoted(held, model.model_id, model.to_json())
    make_build(held, TODAY, {}, on=TODAY)
    names = ("predictions", "prediction_reasons", "profiles")
    (predictions, reasons, profiles), about = tables_of(held, *names)
    assert predictions["profile_id"].tolist() == profiles["profile_id"].tolist()
    assert set(predictions[Prediction.score_version]) == {model.version} == {about["model"]}
    assert set(profiles["score_version"]) == {"v1"}
    summed = reasons.groupby(Reason.profile_id)[Reason.points].sum()
    scores = predictions.set_index(Prediction.profile_id)[Prediction.score]
    assert (summed.reindex(scores.index) - scores).abs().max() < 0.01


def test_a_model_whose_approval_has_ended_scores_nothing(held, model):
    promoted(held, model.model_id, model.to_json())
    assert model_in_force(held, UNTIL - timedelta(days=1)) is not None
    make_build(held, UNTIL, {}, on=UNTIL)
    (predictions,), about = tables_of(held, "predictions")
    assert predictions.empty
    assert about["model"] == "v1"


def test_a_model_of_another_version_of_the_program_scores_nothing_and_the_build_says_why(held):
    promoted(held, "aa11", '{"format": 99}')
    make_build(held, TODAY, {}, on=TODAY)
    (predictions,), about = tables_of(held, "predictions")
    assert predictions.empty
    assert "format 99" in about["model_fault"]


def test_a_day_that_is_added_predicts_as_when_all_is_made_anew(held, model, tmp_path):
    promoted(held, model.model_id, model.to_json())
    make_build(held, TODAY, {}, on=TODAY)
    one_more = "N3,Larch Hand Car Wash Ltd,Prohibition,05/09/2026,Basildon,45200,,,A\n"
    _deliver(held, tmp_path / "more.csv", one_more)
    names = ("predictions", "prediction_reasons")
    make_build(held, TODAY, {}, on=TODAY)
    by_day, _ = tables_of(held, *names)
    make_build(held, TODAY, {}, on=TODAY, full=True)
    anew, _ = tables_of(held, *names)
    for one, other in zip(by_day, anew, strict=True):
        pd.testing.assert_frame_equal(one, other)
