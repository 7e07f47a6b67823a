import numpy as np
import pandas as pd
import pytest
from scipy.stats import kruskal, spearmanr

from records.sample.tables import parts
from tests.records.sample.conftest import County


def residual_risk(county: County) -> pd.DataFrame:
    """Hidden risk with what kind of trade and retail area tell taken out."""
    truth = county.truth.businesses
    alone = truth[~truth["chain"] & truth["predecessor"].isna()]
    group = alone.groupby(["kind", "retail_area"])["risk_at_end"]
    return alone.assign(rest=alone["risk_at_end"] - group.transform("mean"))


@pytest.mark.slow
@pytest.mark.parametrize("slot", ["given", "surname", "colour", "creature", "tree"])
def test_the_words_of_a_name_tell_nothing_of_the_risk(county: County, slot: str) -> None:
    risks = residual_risk(county)
    risks = risks[risks["kind"] != "hmo"]
    flavour = risks["name"].str.extract(rf"\b({'|'.join(parts()[slot])})\b", expand=False)
    groups = [rest for _, rest in risks.groupby(flavour)["rest"] if len(rest) >= 8]
    assert len(groups) > 5
    assert kruskal(*groups).pvalue > 0.001


@pytest.mark.slow
def test_a_sole_traders_name_tells_nothing_of_the_risk(county: County) -> None:
    risks = residual_risk(county)
    surname = risks["legal_name"].str.extract(r"^\w+ (\w+)$", expand=False)
    known = surname.where(surname.isin(parts()["surname"]))
    groups = [rest for _, rest in risks.groupby(known)["rest"] if len(rest) >= 8]
    assert kruskal(*groups).pvalue > 0.001


@pytest.mark.slow
def test_serious_findings_follow_the_hidden_risk_but_not_perfectly(county: County) -> None:
    visited = county.truth.businesses.query("visits > 0")
    serious = visited["serious_findings"] > 0
    rank = visited["risk_at_end"].rank()
    positives, negatives = serious.sum(), (~serious).sum()
    auc = (rank[serious].sum() - positives * (positives + 1) / 2) / (positives * negatives)
    assert 0.70 < auc < 0.95


@pytest.mark.slow
def test_the_hidden_risk_drifts(county: County) -> None:
    truth = county.truth.businesses
    assert 0.85 < spearmanr(truth["risk_at_start"], truth["risk_at_end"]).statistic < 0.99
    assert np.isfinite(truth["risk_at_end"]).all()
    assert truth["risk_at_end"].between(0, 1).all()
