"""A model is watched: what moved since it was trained, and what to do about it."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from benchmarks.made_county import AS_OF, made_county
from risk.evaluation.contestants import known_before
from risk.prediction.training import TrainingSettings, train_of_build
from risk.registry import evaluation_of, history, register
from risk.registry.training import candidate_of
from risk.registry.watching import FALL_BACK, KEEP, RETRAIN, note_watch, watch
from risk.visits import VisitList, VisitSettings, draw
from tests.risk.registry.conftest import ANIL, NOON

THEN = AS_OF - timedelta(60)


@pytest.fixture(scope="module")
def tables():
    return made_county(120, seed=3)


@pytest.fixture(scope="module")
def model(tables):
    return train_of_build(
        known_before(tables, THEN), THEN, TrainingSettings(shrinks=(20.0,), folds=1)
    )


def told(model, **changes):
    return replace(model, about={**model.about, **changes})


def rate_of(model):
    return model.about["serious"] / model.about["visits"]


def drawn(tables, seed, frame=120):
    settings = VisitSettings(20, seed)
    picks = draw(tables["profiles"], settings).assign(list_id=1)
    held = VisitList(THEN - timedelta(120), "b", "v2-x", frame, "", "LA_EH", 1, 20, 0.08, seed,
                     "place", "leila", NOON)  # fmt: skip
    return held, picks


def test_a_county_that_stands_still_keeps_its_model(model, tables):
    same = watch(told(model, trained_on=THEN.isoformat()), known_before(tables, THEN), THEN)
    assert same.drift.score < 0.1
    assert same.drift.rate_now.of == 0
    assert (same.advice, same.text) == (KEEP, "keep: nothing has moved")


def test_visits_that_find_another_share_ask_for_another_model(model, tables):
    found = watch(told(model, serious=10_000, visits=10_000), tables, AS_OF)
    assert found.drift.rate_now.of > 0
    assert found.drift.rate_moved
    assert found.advice in (RETRAIN, FALL_BACK)
    assert "visits find something serious in" in found.text
    assert found.told()["advice"] == found.advice


def test_every_line_of_the_model_is_watched(model, tables):
    found = watch(model, tables, AS_OF)
    assert set(found.drift.factors) == set(model.lines)
    assert list(found.drift.factors.values()) == sorted(found.drift.factors.values(), reverse=True)


def test_lists_that_nobody_follows_mean_that_nobody_trusts_it(model, tables):
    held, picks = drawn(tables, "a")
    nobody = {
        **tables,
        "touchpoints": tables["touchpoints"].assign(agency="HSE"),
    }
    found = watch(model, nobody, AS_OF, ([held], picks))
    assert (found.choices.left_out, found.choices.listed) == (18, 18)
    assert found.drift.overrides.value == 1.0
    assert found.advice == FALL_BACK


def test_a_business_that_got_another_id_was_visited_under_it(model, tables):
    held, picks = drawn(tables, "a")
    gone = picks.assign(profile_id="OLD" + picks["profile_id"])
    moved = pd.DataFrame({"old_id": gone["profile_id"], "new_id": picks["profile_id"]})
    known = {**tables, "redirects": moved}
    anyones = replace(held, agency="")
    assert (
        watch(model, known, AS_OF, ([anyones], gone)).choices
        == watch(model, tables, AS_OF, ([anyones], picks)).choices
    )


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_was_watched_stands_in_the_history(trail, model, tables):
    kept = candidate_of(model, "000001-aa", "f" * 64, THEN)
    assert kept.settings["shrink"] == model.about["shrink"]
    register(trail, kept, ANIL)
    found = watch(model, tables, AS_OF)
    note_watch(trail, found, ANIL)
    (newest, *_) = history(trail.engine, model.model_id)
    assert (newest.event, newest.why) == ("watched", found.text)
    assert evaluation_of(trail.engine, model.model_id) is None
