"""What was trained and decided is kept as it was, and only ever added to."""

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import IntegrityError

from records.audit import Asked, found
from records.errors import RegistryError, StateError
from records.state import reading, writing
from records.state.tables import models
from risk.registry import (
    evaluate,
    evaluation_of,
    held,
    history,
    in_force,
    model_of,
    promote,
    register,
)
from risk.registry.keeping import whole
from tests.risk.registry.conftest import ANIL, BEA, DAY, candidate

sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def test_a_model_is_listed_with_its_data_and_settings_and_given_back_to_the_letter(trail):
    body = '{"weights": [0.1, 0.30000000000000004], "said": "±"}'
    assert register(trail, candidate(body=body), ANIL)
    (one,) = held(trail.engine)
    assert (one.model_id, one.build_id, one.trained_by) == ("aa11", "000003-ab", "anil")
    assert one.data_sha256 == "f" * 64
    assert one.settings == {"shrink": 2.5}
    assert whole(trail.engine, "aa11") == body


@sqlite
def test_the_same_model_is_kept_once_and_another_under_its_id_refused(trail):
    assert register(trail, candidate(), ANIL)
    assert not register(trail, candidate(), BEA)
    assert [one.event for one in history(trail.engine)] == ["registered"]
    with pytest.raises(RegistryError, match="Another model is held under the id aa11"):
        register(trail, candidate(body="{}"), ANIL)
    for empty in (candidate(name=" "), candidate(body="")):
        with pytest.raises(RegistryError, match="one of the two is missing"):
            register(trail, empty, ANIL)


@sqlite
def test_the_latest_figures_hold_and_the_earlier_stay_in_the_history(trail, made):
    made("aa11", "district", approved=False)
    evaluate(trail, "aa11", ('{"auc": 0.76}', ()), BEA)
    figures = evaluation_of(trail.engine, "aa11")
    assert (figures.body, figures.failed, figures.evaluated_by) == ('{"auc": 0.76}', (), "bea")
    told = [one.event for one in history(trail.engine, "aa11")]
    assert told == ["evaluated", "evaluated", "registered"]
    with pytest.raises(RegistryError, match="says nothing"):
        evaluate(trail, "aa11", (" ", ()), ANIL)
    with pytest.raises(RegistryError, match="There is no model 'bb22'"):
        evaluate(trail, "bb22", ("{}", ()), ANIL)


@sqlite
def test_a_model_is_found_by_how_its_id_begins_as_long_as_that_is_one(trail, made):
    made("aa11")
    made("aa12")
    made("aa")
    assert model_of(trail.engine, "aa11").model_id == "aa11"
    assert model_of(trail.engine, "v2-aa12").model_id == "aa12"
    assert model_of(trail.engine, "aa").model_id == "aa"
    with pytest.raises(RegistryError, match="There is 2 model"):
        model_of(trail.engine, "aa1")
    for unknown in ("zz", "", " "):
        with pytest.raises(RegistryError, match="There is no model whose id begins"):
            model_of(trail.engine, unknown)


@sqlite
def test_every_step_of_a_model_stands_in_the_audit(trail, made):
    made("aa11")
    promote(trail, "aa11", "agreed", BEA)
    told = found(trail.engine, Asked(subject_kind="model"))
    said = {(one.entry.detail["event"], one.entry.user, one.entry.subject) for one in told}
    assert said == {
        ("registered", "anil", "aa11"),
        ("evaluated", "anil", "aa11"),
        ("approved", "bea", "aa11"),
        ("promoted", "bea", "aa11"),
    }


def do(trail, statement, values=None):
    with writing(trail.engine) as connection:
        connection.execute(statement, values)


def test_no_row_of_a_model_s_life_is_changed_or_removed(trail, made):
    made("aa11")
    for change in (update(models).values(body="{}"), delete(models)):
        with pytest.raises(
            (StateError, IntegrityError), match=r"only ever added to|does not allow"
        ):
            do(trail, change)
    assert whole(trail.engine, "aa11") == candidate().body


@sqlite
def test_no_model_is_put_in_the_place_of_another(trail, made):
    made("aa11")
    with reading(trail.engine) as connection:
        row = dict(connection.execute(models.select()).mappings().one())
    with pytest.raises(IntegrityError, match="only ever added to"):
        do(trail, insert(models).prefix_with("OR REPLACE"), row | {"body": "{}"})


@sqlite
def test_a_model_whose_text_was_changed_behind_our_back_does_not_score(trail, made):
    made("aa11")
    promote(trail, "aa11", "agreed", BEA)
    assert in_force(trail.engine, DAY).body == candidate().body
    with writing(trail.engine) as connection:
        connection.execute(text("DROP TRIGGER models_no_update"))
        connection.execute(update(models).values(body='{"weights":[9]}'))
    with pytest.raises(RegistryError, match=r"not what was registered.*switch off"):
        in_force(trail.engine, DAY)
