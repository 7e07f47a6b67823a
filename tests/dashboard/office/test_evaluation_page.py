from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from benchmarks.made_evaluation import made_evaluation
from dashboard.app import create_app
from dashboard.live import Fixed
from dashboard.office.evaluation import rounded
from records.audit import Asked, found
from records.rights.actor import Actor
from risk import registry

PAGE = "/office/evaluation/"
WHO = Actor("ada", datetime(2026, 11, 22, 12, tzinfo=UTC), "analyst")


@pytest.fixture(scope="module")
def evaluation():
    return made_evaluation(final=True)


@pytest.fixture
def app(small):
    return create_app(Fixed(small), "Essex")


def keep(app, evaluation, model_id="m1"):
    trail = app._desk.trail
    body = f'{{"id":"{model_id}"}}'
    candidate = registry.Candidate(model_id, body, "b", "d", {}, date(2026, 11, 1))
    registry.register(trail, candidate, WHO)
    said = replace(evaluation, model_id=model_id)
    registry.evaluate(trail, model_id, (said.text(), said.fairness.failing), WHO)


def test_without_a_model_the_page_says_what_to_do(app, signed_in):
    page = signed_in(app).get(PAGE)
    assert page.status_code == 200
    assert "concern evaluate --model ID" in page.text


def test_figures_baselines_and_plain_words_stand_together_and_the_look_is_audited(
    app, evaluation, signed_in
):
    keep(app, evaluation)
    page = signed_in(app, "demo-analyst").get(PAGE).text
    for said in ("Version two: the model", "Version one: the checklist", "Who visits alone"):
        assert said in page
    assert str(evaluation.model.figures["auc"]) in page
    assert "would be there without knowing any business" in page
    assert page.count("data-plot=") == page.count("as a table</summary>") == 6
    (entry,) = found(app._desk.state, Asked(subject_kind="model", user="demo-analyst"))
    assert entry.entry.subject == "m1"


def test_the_board_sees_it_and_the_administrator_does_not(app, evaluation, signed_in):
    keep(app, evaluation)
    assert "The gate is passed" in signed_in(app, "demo-board").get(PAGE).text
    refused = signed_in(app, "demo-administrator")
    assert refused.get(PAGE).status_code == refused.get(f"{PAGE}plotly.js").status_code == 403


def test_counts_are_to_the_nearest_ten_and_small_groups_tell_none(app, evaluation, signed_in):
    few = [replace(one, serious=3, because=("40 visits, 3 of them serious",))
           for one in evaluation.fairness.groups]  # fmt: skip
    gate = replace(evaluation.fairness, groups=tuple(few))
    keep(app, replace(evaluation, fairness=gate))
    page = signed_in(app).get(PAGE).text
    assert "3 of them serious" not in page
    assert "too few visits or findings" in page
    assert f"{evaluation.windows[0].visits:,}</td>" not in page
    assert [rounded(count) for count in (4, 10, 1234)] == [
        "fewer than 10",
        "about 10",
        "about 1,230",
    ]


def test_an_earlier_model_can_be_asked_for_and_an_unknown_one_is_none(app, evaluation, signed_in):
    keep(app, evaluation)
    keep(app, evaluation, "m2")
    client = signed_in(app)
    assert "Model <b>m1</b>" in client.get(PAGE, query_string={"model": "m1"}).text
    assert "Model <b>m2</b>" in client.get(PAGE, query_string={"model": "m2"}).text
    assert client.get(PAGE, query_string={"model": "m3"}).status_code == 404


def test_what_draws_the_pictures_comes_from_here(app, signed_in):
    answer = signed_in(app).get(f"{PAGE}plotly.js")
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.mimetype == "text/javascript"
