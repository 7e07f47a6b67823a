"""Version two on screens and in files: everywhere or nowhere, and never of a hidden record."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.leak_world import AS_OF, leaked, made_model, made_world, sealed_of, without
from benchmarks.leaks import ASKED, drawn, faults
from dashboard.access import ALL_SHARED, Model, view_of
from dashboard.access.sealed import opened
from dashboard.access.viewing import warm
from dashboard.briefing import briefing
from dashboard.components.score_card import parted, summed
from dashboard.dossier import dossier_of
from dashboard.export import csv_of
from dashboard.filters import Filters
from dashboard.listing import listing
from dashboard.map_data import packed
from dashboard.versions import CHECKLIST, Version
from dashboard.viewer import DEMO
from records.domain import BANDS
from records.schema import Prediction, PredictionReason, ScoredProfile
from records.state.marks import Marks
from tests.dashboard.test_leaks import told

FEW = settings(
    max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
SEEDS = st.integers(0, 10**6)


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(made_model())


@pytest.fixture(scope="module")
def world():
    return made_world(11, 40)


@pytest.fixture(scope="module")
def sealed(world, model):
    return sealed_of(world, model.approved)


@pytest.fixture(scope="module")
def whole(sealed, model):
    """All of the county, as someone sees it who may see everything."""
    return view_of(sealed, DEMO, ALL_SHARED, model=model)


def everything(view):
    predicted = (view.county.table(name) for name in ("predictions", "prediction_reasons"))
    return "\n".join([told(view), *(frame.to_csv() for frame in predicted)])


def test_the_view_shows_what_the_model_said_of_each_business(whole):
    predictions = whole.county.table("predictions").set_index(Prediction.profile_id)
    profiles = whole.county.profiles.set_index(ScoredProfile.profile_id)
    for ours, theirs in (
        (ScoredProfile.score, Prediction.score),
        (ScoredProfile.band, Prediction.band),
        (ScoredProfile.score_version, Prediction.score_version),
    ):
        assert list(profiles[ours]) == list(predictions[theirs].reindex(profiles.index))
    columns = whole.county.columns
    assert list(columns.score) == list(profiles[ScoredProfile.score])
    assert [BANDS[code] for code in columns.band] == list(profiles[ScoredProfile.band])


def test_where_all_is_seen_the_builds_own_predictions_are_shown(whole, sealed):
    stored = opened(sealed).county.table("predictions")
    shown = whole.county.table("predictions")
    pd.testing.assert_frame_equal(shown, stored)


def test_version_one_of_the_same_view_is_untouched(whole, sealed):
    one = view_of(sealed, DEMO, ALL_SHARED)
    assert one.version == CHECKLIST
    assert set(one.county.profiles[ScoredProfile.score_version]) == {"v1"}
    assert whole.checklist is one.county
    assert whole.key != one.key
    assert whole.key.rpartition(".")[0] == one.key.rpartition(".")[0]


def test_reasons_sum_to_the_score_of_the_version_that_is_shown(whole):
    for row in range(len(whole.county)):
        reasons = whole.county.of("reasons", row)
        score = whole.county.profile(row)[ScoredProfile.score]
        assert abs(reasons[PredictionReason.points].sum() - score) < 0.01
        raises, lowers, limits = parted(reasons)
        assert abs(summed([*raises, *lowers, *limits]) - score) < 0.01


@given(SEEDS)
@FEW
def test_a_view_is_scored_as_if_hidden_records_had_never_come(seed):
    dice, model = random.Random(seed), Model(made_model())
    world = made_world(seed, 12)
    found = drawn(dice, world)
    view = view_of(sealed_of(world, model.approved), found.viewer, found.agreed, found.marks, model)
    lacking = sealed_of(without(world, found.hidden), model.approved)
    bare = view_of(lacking, found.viewer, found.agreed, model=model)
    assert view.version.is_prediction
    assert everything(view) == everything(bare)
    assert view.key == bare.key
    assert view.told.unrestricted == bare.told.unrestricted
    hidden = frozenset(world.number(one) for one in found.hidden)
    assert leaked(everything(view), hidden) <= leaked(everything(bare), hidden)


def test_no_answer_of_the_application_tells_of_what_is_hidden(model):
    wrong = [(case.what, said) for case, said in faults(4, 1, len(ASKED), model) if said]
    assert wrong == []


def test_who_sees_restricted_records_sees_the_prediction_without_them(world, whole, model):
    """The same as the prediction of one who is cleared for nothing restricted."""
    restricted = set(world.records.loc[world.records["handling"] == "C", "record_id"])
    left_out = Marks(disputed=dict.fromkeys(restricted))
    openly = view_of(sealed_of(world, model.approved), DEMO, ALL_SHARED, left_out, model)
    scores = openly.county.profiles.set_index(ScoredProfile.profile_id)[ScoredProfile.score]
    assert whole.told.unrestricted
    assert {one: scores[one] for one in whole.told.unrestricted} == whole.told.unrestricted
    own = whole.county.profiles.set_index(ScoredProfile.profile_id)[ScoredProfile.score]
    untold = scores.index.difference(list(whole.told.unrestricted))
    assert (own[untold] == scores[untold]).all()


def test_a_disputed_record_counts_for_no_prediction(world, sealed, model):
    record = world.records["record_id"].iloc[0]
    view = view_of(sealed, DEMO, ALL_SHARED, Marks(disputed={record: None}), model)
    said = view.county.table("reasons")
    row = said[said[PredictionReason.factor] == "DISPUTED"]
    assert list(row[PredictionReason.points]) == [0.0]
    assert "1 disputed record" in row[PredictionReason.because].iloc[0]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"model_id": "another", "body": "{}"}, "has not scored this build yet"),
        ({"body": "{}"}, "cannot score this view"),
    ],
)
def test_where_the_model_cannot_score_version_one_is_shown_and_says_why(world, model, change, why):
    record = world.records["record_id"].iloc[0]
    sealed = sealed_of(world, model.approved)
    broken = Model(replace(model.approved, **change))
    view = view_of(sealed, DEMO, ALL_SHARED, Marks(disputed={record: None}), broken)
    assert not view.version.is_prediction
    assert why in view.version.label
    assert view.county is view.checklist
    assert view.key == view.scene.key


def test_why_version_one_is_shown_is_said(sealed):
    view = view_of(sealed, DEMO, ALL_SHARED, model=Model(why="version two is switched off"))
    assert view.version.label == "Score: version one (checklist); version two is switched off"


def test_versions_name_themselves():
    assert CHECKLIST.label == "Score: version one (checklist)"
    two = Version("0a1b2c", date(2027, 5, 1))
    assert two.label == "Score: version two (prediction), model 0a1b2c, approved until 1 May 2027"
    assert (CHECKLIST.signed, two.signed) == ("v1", "v2-0a1b2c")


def test_what_was_looked_at_is_made_ready_for_a_new_build(world, sealed, model):
    later = sealed_of(world, model.approved)
    warm(later, sealed)
    scenes = opened(later).scenes
    made = [
        scenes.get(sight, None).predicted.keys()
        for sight in scenes.keys()  # noqa: SIM118 - not a mapping
    ]
    assert [model.approved] in made


def test_list_map_file_and_brief_agree_on_the_version(whole, sealed):
    one = view_of(sealed, DEMO, ALL_SHARED)
    for view in (whole, one):
        cards = json.loads(listing(view, Filters()).text)["cards"]
        best = cards[0]
        profile = view.county.profile(best["row"])
        assert best["band"] == profile[ScoredProfile.band]
        assert float(profile[ScoredProfile.score]) == best["score"]
        file = csv_of(view, Filters(), marked=True, mark="OFFICIAL").decode()
        assert f"# {view.version.label}" in file
        first = file.splitlines()[
            [x[:1] != "#" and x[1:2] != "#" for x in file.splitlines()].index(True) + 1
        ]
        assert first.startswith(best["id"])
        assert f",{view.version.signed}," in first
    assert packed(whole) != packed(one)


def test_the_files_range_is_that_of_the_prediction_and_empty_in_version_one(whole, sealed):
    def read(view):
        text = csv_of(view, Filters(), marked=False, mark="")
        return pd.read_csv(pd.io.common.BytesIO(text)).set_index("profile_id")

    two, one = read(whole), read(view_of(sealed, DEMO, ALL_SHARED))
    predictions = whole.county.table("predictions").set_index(Prediction.profile_id)
    assert (two["score_low"] == predictions[Prediction.low].reindex(two.index).round(6)).all()
    assert ((two["score_low"] <= two["score"]) & (two["score"] <= two["score_high"])).all()
    assert one[["score_low", "score_high", "probability", "doubt"]].isna().all().all()
    assert list(one.columns) == list(two.columns)


def test_a_business_says_which_version_scored_it_and_how_sure_that_is(whole, sealed):
    id = str(whole.county.profiles[ScoredProfile.profile_id].iloc[0])
    two, one = dossier_of(whole, id), dossier_of(view_of(sealed, DEMO, ALL_SHARED), id)
    assert two.prediction[Prediction.score] == two.profile[ScoredProfile.score]
    assert one.prediction is None
    as_of = pd.Timestamp(AS_OF)
    assert briefing(two, as_of) == briefing(one, as_of)
