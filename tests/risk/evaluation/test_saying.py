import math
from dataclasses import replace

import pytest

from benchmarks.made_evaluation import made_evaluation
from risk.evaluation.intervals import Estimate
from risk.evaluation.saying import plainly


@pytest.fixture(scope="module")
def found():
    return made_evaluation()


def test_it_says_how_much_is_who_visits_what_is_gained_and_what_is_unseen(found):
    said = " ".join(plainly(found))
    assert f"{found.who_share:.0%} would be there without knowing any business" in said
    assert "It orders visits better than version one" in said
    assert "on the list that the county can visit" in said
    assert "The final window is still unseen" in said
    assert "Fairness: " in said


@pytest.mark.parametrize(
    ("above", "said"),
    [
        (Estimate(-0.1, -0.2, -0.05), "WORSE than version one"),
        (Estimate(0.01, -0.02, 0.04), "not surely better"),
    ],
)
def test_it_does_not_flatter(found, above, said):
    assert any(said in line for line in plainly(replace(found, better={"auc": above})))


def test_what_cannot_be_told_is_said_to_be_so(found):
    silent = replace(found, who_share=math.nan, better={})
    assert "cannot be told" in plainly(silent)[0]
    assert not any("version one" in line for line in plainly(silent))


@pytest.mark.parametrize(("looks", "said"), [(1, "its figures are honest"), (3, "3 times")])
def test_it_says_how_often_the_final_window_was_looked_at(found, looks, said):
    final = replace(found.windows[-1], final=True)
    seen = replace(found, windows=(*found.windows[:-1], final), looks=looks)
    assert any(said in line for line in plainly(seen))
