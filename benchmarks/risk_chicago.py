"""How much earlier are critical violations found in Chicago? `python -m benchmarks.risk_chicago`.

`--data DIR` holds the published files of food inspections 2011-2014; protocol as published: learn
from the visits marked Train, order the 1,637 visits of 2 September to 31 October 2014 anew, highest
risk first, on the days on which visits were made. Days: mean days earlier a critical violation is
found. Half: share found in the first half of the days. Within: AUC inside each inspector cluster.
`--without-inspector`: figures of the last table with the inspector averaged out, as in use.

Everything goes through the product's factors, training and figures; `chicago_records` maps columns.
How strongly weights are held is chosen by outcomes foretold in time inside the training visits
(`TrainingSettings`); the test visits choose nothing. Prints tables, then one line of JSON.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.chicago_records import City, city
from benchmarks.risk_figures import Asked, expert_of, few_labels, figures, table_of
from risk.evaluation.baselines import WhoVisits, share_by_who
from risk.prediction.known import Known, known_of
from risk.prediction.outcomes import Outcome
from risk.prediction.panel import panel
from risk.prediction.training import train

TEST_ON = pd.Timestamp("2014-09-02")
NAMES = ("days", "half", "auc", "within", "ece")
PUBLISHED = {"days": 7.44, "half": 0.69}
ASKED = {
    "inspector known": {"days": 9.0, "half": 0.72, "auc": 0.70, "ece": 0.02},
    "inspector averaged out": {"days": 4.9, "within": 0.625},
    "expert": {"auc": 0.62},
}


def outcomes_of(data: City) -> pd.DataFrame:
    """Return what each visit found, as the product's outcomes; the inspector is its team."""
    visits = data.visits
    columns = {
        Outcome.touchpoint_id: "i" + visits["inspection"].astype("str"),
        Outcome.profile_id: visits["profile_id"],
        Outcome.agency: "LA_EH",
        Outcome.team: visits["inspector"],
        Outcome.on: visits["on"],
        Outcome.serious: visits["serious"],
        Outcome.severity: 4 * visits["serious"],
    }
    return Outcome.shape(pd.DataFrame(columns))


def known(data: City, frozen_on: pd.Timestamp | None = None) -> Known:
    """Return every visit with what was known before it, or on `frozen_on` at the latest."""
    tables = data.profiles, data.touchpoints, data.records, data.near
    return known_of(outcomes_of(data), panel(data.occasions(frozen_on), *tables))


def measured(folder: Path) -> dict[str, dict[str, float]]:
    """Return the figures of every way to order the test visits."""
    data = city(folder)
    visits, everything = data.visits, known(data)
    learnt, judged = (np.flatnonzero(visits[one]) for one in ("train", "test"))
    test = visits.iloc[judged]
    asked = Asked(test["serious"].to_numpy(), test["on"], test["inspector"])
    past, then = everything.taken(learnt), everything.taken(judged)
    model = train(past, TEST_ON.date())
    frozen = known(data, TEST_ON).taken(judged)
    who = _who(past, then)
    found = {
        "the city's model, as published": figures(test["published"].to_numpy(), asked),
        "who inspects, nothing else": figures(who, asked),
        "expert": figures(expert_of(model, then.table), asked, is_probability=False),
        "inspector known": figures(model.probability(then.table, then.nuisance), asked),
        "inspector averaged out": figures(model.probability(then.table), asked),
        "inspector known, frozen": figures(model.probability(frozen.table, then.nuisance), asked),
        "inspector averaged out, frozen": figures(model.probability(frozen.table), asked),
    }
    known_auc = found["inspector known"]["auc"]
    shares = {"auc": share_by_who(found["who inspects, nothing else"]["auc"], known_auc)}
    by_who = found["who inspects, nothing else"]["days"]
    shares["days"] = by_who / found["inspector known"]["days"]
    few = few_labels(past, then.table, asked.serious, TEST_ON.date())
    about = {"shrink": model.about["shrink"], "visits": len(past), "judged": len(then)}
    return found | {"share of who inspects": shares, "200 labels": few, "model": about}


def _who(past: Known, then: Known) -> np.ndarray:
    """Return what is expected of each visit by who makes it, and nothing else."""
    return WhoVisits.learnt(past.outcomes).probability(then.outcomes)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--without-inspector", action="store_true")
    chosen = parser.parse_args()
    told = measured(chosen.data)
    rows = [(name, one) for name, one in told.items() if "within" in one]
    rows += [(f"asked: {name}", one) for name, one in ASKED.items()]
    print(table_of([("published", PUBLISHED), *rows], NAMES))
    kind = "averaged out" if chosen.without_inspector else "known"
    print(table_of([(f"inspector {kind}", told[f"inspector {kind}"])], NAMES))
    print(json.dumps(told))


if __name__ == "__main__":
    main()
