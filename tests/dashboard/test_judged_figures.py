import json

import pytest

from benchmarks.made_evaluation import made_evaluation
from dashboard.figures import judged


@pytest.fixture(scope="module")
def found():
    return made_evaluation(final=True)


def drawn(figure, name):
    return next(one for one in figure["data"] if one["name"] == name)


def test_every_ranking_has_its_line_beside_that_by_lot(found):
    names = [one.title for one in found.rankings]
    for figure, lot in ((judged.gains(found), [0, 1]), (judged.lift(found), [1, 1])):
        assert [one["name"] for one in figure["data"]] == ["by lot", *names]
        assert drawn(figure, "by lot")["y"] == lot


def test_no_ranking_is_told_by_its_colour_alone(found):
    lines = judged.gains(found)["data"][1:]
    assert len({one["line"]["dash"] for one in lines}) == len(lines)
    assert len({one["marker"]["symbol"] for one in lines}) == len(lines)


def test_calibration_shows_what_was_predicted_against_what_was_found(found):
    line = drawn(judged.calibration(found), found.model.title)
    assert line["x"] == found.model.calibration["predicted"].tolist()
    assert line["y"] == found.model.calibration["found"].tolist()


def test_each_window_stands_with_its_interval(found):
    line = drawn(judged.window_by_window(found, "auc"), found.model.title)
    told = [one.figures["version_two"]["auc"] for one in found.windows]
    assert line["y"] == [one.value for one in told]
    assert line["error_y"]["array"] == [one.high - one.value for one in told]


def test_drift_shows_the_rate_and_how_far_the_scores_have_moved(found):
    figure = judged.drift(found)
    assert figure["data"][0]["y"] == [one.rate for one in found.windows]
    assert figure["layout"]["xaxis"]["ticktext"][-1] == "Aug 2026<br>(final)"


def test_every_picture_can_be_sent_as_json(found):
    for figure in (judged.calibration(found), judged.drift(found)):
        assert json.loads(json.dumps(figure, allow_nan=False)) == figure
