"""What range and chance mean is said in one wording, and is what is worked out."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from dashboard.components.likely import CHANCE_HELP, RANGE_HELP
from risk.prediction.between import bounds


@pytest.mark.parametrize("text", [RANGE_HELP, CHANCE_HELP])
def test_the_page_of_version_two_says_it_in_the_same_words(text):
    page = " ".join(Path("docs/version-two.md").read_text(encoding="utf-8").split())
    assert text in page


def test_nine_times_in_ten_is_what_the_range_holds():
    assert RANGE_HELP.startswith("Nine times in ten ")
    low, high = bounds(np.array([0.0]), np.array([1.0]))
    assert norm.cdf(high[0]) - norm.cdf(low[0]) == pytest.approx(0.9, abs=0.001)
