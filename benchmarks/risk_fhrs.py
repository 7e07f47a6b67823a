"""Which premises will be rated low? `python -m benchmarks.risk_fhrs --train A.csv [--test B.csv]`.

Each file holds London premises with rating and scores of 2015 and whether they were rated 0 to 2 in
2021 (`y`). Without a test file the boroughs of the one file are foretold in eight folds, each by
the seven others. Everything goes through the product's factors, training and figures;
`fhrs_records` maps columns. Prints a table, then one line of JSON.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.fhrs_records import ASKED_ON, Register, register
from benchmarks.risk_figures import Asked, expert_of, few_labels, figures, table_of
from risk.prediction.known import Known, known_of
from risk.prediction.outcomes import Outcome
from risk.prediction.panel import panel
from risk.prediction.training import train

FOLDS = 8
AFTER = ASKED_ON + pd.Timedelta(days=1)
NAMES = ("auc", "lift", "ece", "within")
ASKED = {"auc": 0.745, "lift": 2.9, "ece": 0.006}
EXPERT = {"auc": 0.72}


def known(data: Register) -> Known:
    """Return what was known of each premises in 2015, and how it was rated in 2021."""
    asked = data.occasions()
    columns = {
        Outcome.touchpoint_id: asked["profile_id"] + ":later",
        Outcome.profile_id: asked["profile_id"],
        Outcome.agency: "LA_EH",
        Outcome.team: data.borough,
        Outcome.on: asked["on"],
        Outcome.serious: data.serious,
        Outcome.severity: 2 * data.serious,
    }
    found = Outcome.shape(pd.DataFrame(columns))
    tables = data.profiles, data.touchpoints, data.records, data.near
    return known_of(found, panel(asked, *tables))


def folds(borough: pd.Series) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the rows learnt from and foretold, by boroughs."""
    number = pd.factorize(borough, sort=True)[0] % FOLDS
    return [(np.flatnonzero(number != at), np.flatnonzero(number == at)) for at in range(FOLDS)]


def measured(files: list[Path]) -> dict[str, dict[str, float]]:
    """Return the figures of the prediction, the expert score and the rating alone."""
    parts = [register(path) for path in files]
    each = [known(part) for part in parts]
    borough = parts[-1].borough
    learn, judge = each[0], each[-1]
    parted = [(np.arange(len(learn)), np.arange(len(judge)))] if parts[1:] else folds(borough)
    likely, expert = np.zeros(len(judge)), np.zeros(len(judge))
    for past, then in parted:
        model = train(learn.taken(past), AFTER.date())
        likely[then] = model.probability(judge.table.iloc[then])
        expert[then] = expert_of(model, judge.table.iloc[then])
    asked = Asked(judge.serious, judge.outcomes[Outcome.on], borough)
    past, then = parted[0]
    few = few_labels(learn.taken(past), judge.table.iloc[then], judge.serious[then], AFTER.date())
    rating = judge.table["rating"].fillna(0.0).to_numpy()
    return {
        "the rating of 2015 alone": figures(rating, asked, is_probability=False),
        "expert": figures(expert, asked, is_probability=False),
        "version two": figures(likely, asked),
        "200 labels": few,
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--test", type=Path)
    chosen = parser.parse_args()
    told = measured([one for one in (chosen.train, chosen.test) if one])
    rows = [(name, one) for name, one in told.items() if "within" in one]
    print(table_of([*rows, ("asked", ASKED), ("asked: expert", EXPERT)], NAMES))
    print(json.dumps(told))


if __name__ == "__main__":
    main()
