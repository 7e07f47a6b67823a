"""How do version two and version one order a synthetic county, out of time, and is doubt honest?

python -m benchmarks.risk_county --sample DIR [--home DIR] [--months 6] [--draws 200]

--sample: folder of 'concern sample', truth beside it. --home: a county already built of it, such as
that of 'concern demo'; without it one is built in a scratch folder.

Trained on what was known MONTHS before the end, judged by the visits after. Two questions:
- order: lift in the 5% of businesses with the highest score, by what visits found (a business
  counts once: was anything serious found at it?), beside random and version one. `truth` is what
  whoever knew each business's hidden risk would reach: nobody can do better but by luck.
- doubt: how many of the 90% intervals hold the hidden truth, which is the chance of a serious
  finding at a visit by the usual visitor. The sample keeps the hidden risk in log-odds, by what
  agencies find; the outcome table counts a little otherwise (a poor rating after minor faults is
  serious), so that chance is a logistic fit of all outcomes on hidden risk and agency.

Prints JSON last.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from benchmarks.agreed import agree
from dashboard.settings import find_home, make_home
from records.contracts import find_contract
from records.geography import load_postcodes
from records.home import Home
from records.ingest import ingest
from records.schema import PlacedRecord, Prediction, Profile, ScoredProfile
from records.store import open_build
from risk.evaluation.contestants import Past
from risk.evaluation.county import ground_of
from risk.evaluation.evaluating import Ground
from risk.evaluation.figures import auc, calibration_error, lift_at
from risk.evaluation.intervals import estimates
from risk.evaluation.judged import Visit
from risk.evaluation.judging import TOP_SHARE
from risk.evaluation.splits import Window
from risk.pipeline import make_build
from risk.prediction.predicting import predicted
from risk.prediction.training import train_of_build
from risk.telling import scored

Numbers = npt.NDArray[np.float64]
TABLES = ("profiles", "touchpoints", "records", "relations", "links")
MEMBERS = [PlacedRecord.source, PlacedRecord.source_record_id]
HIDDEN, EXPLOITS = 1.3, 0.7
"""What hidden risk, and exploiting, add to the log-odds of a serious finding: records.sample."""
ROUNDING = 5e-5
"""The truth keeps risk to four digits."""


def main() -> None:
    """Measure and print JSON last."""
    asked = _asked()
    manifest = json.loads((asked.sample / "sample.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        home = find_home(asked.home, Path.cwd()) if asked.home else Path(scratch) / "county"
        home = home if isinstance(home, Home) else _built(home, asked.sample, manifest)
        with open_build(home, other_columns=True) as build:
            tables = {name: build.table(name) for name in TABLES}
    ends = dt.date.fromisoformat(manifest["as_of"])
    begins = (pd.Timestamp(ends) - pd.DateOffset(months=asked.months)).date()
    print(json.dumps(_measured(tables, asked, Window(begins, ends)), indent=1))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", type=Path, required=True)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--months", type=int, default=6)
    parser.add_argument("--draws", type=int, default=200)
    return parser.parse_args()


def _built(root: Path, sample: Path, manifest: dict[str, Any]) -> Home:
    """Return a county made of the sample's deliveries."""
    home = make_home(root)
    agree(home)
    load_postcodes(home, sample / manifest["postcodes"])
    for delivery in manifest["deliveries"]:
        contract = find_contract(delivery["source"], home.mappings)
        day = dt.date.fromisoformat(delivery["delivered_on"])
        ingest(home, sample / delivery["file"], contract, day)
    as_of = dt.date.fromisoformat(manifest["as_of"])
    make_build(home, as_of, {"synthetic": True}, on=as_of)
    return home


def _measured(
    tables: dict[str, pd.DataFrame], asked: argparse.Namespace, window: Window
) -> dict[str, Any]:
    ground = ground_of(tables)
    past = ground.past(window.begins)
    began = time.process_time()
    model = train_of_build(past.tables, window.begins)
    trained = time.process_time() - began
    said = predicted(past.tables, model, window.begins).predictions
    said = said.set_index(Prediction.profile_id)
    score_took = time.process_time() - began - trained
    one = scored(past.tables, window.begins, ()).profiles
    standing = one.set_index(ScoredProfile.profile_id)[ScoredProfile.score]
    truth = Truth.of(asked.sample / "truth", ground, window)
    scores = {
        "version_two": said[Prediction.score],
        "version_one": standing,
        "truth": truth.chance,
    }
    return {
        "window": [window.begins.isoformat(), window.ends.isoformat()],
        "model": {**model.about, "id": model.model_id},
        "cpu_seconds": {"train": round(trained, 1), "score_with_reasons": round(score_took, 1)},
        "order": _order(ground.visits, scores, window, asked.draws),
        "hidden": _hidden(scores, truth, past),
        "doubt": _doubt(said, truth),
    }


@dataclass(frozen=True)
class Truth:
    """What is hidden of each profile at the beginning of the window, by its id.

    chance: of a serious finding at a visit by the usual visitor. exploits: whether it does.
    fitted: slope of what was found on hidden risk, as a check of the units; 1: as the sample says.
    """

    chance: pd.Series[float]
    exploits: pd.Series[bool]
    fitted: float

    @classmethod
    def of(cls, folder: Path, ground: Ground, window: Window) -> Truth:
        """Return it of the truth's folder; a profile is the business that most records are of."""
        businesses = pd.read_csv(folder / "truth_businesses.csv").set_index("business_id")
        owner = _owners(folder, ground.tables["records"])
        visits = ground.visits[ground.visits[Visit.profile_id].isin(owner.index)]
        span = (ground.visits[Visit.on].max() - pd.DateOffset(months=18), window.ends)
        risk = _risk(businesses, span, visits[Visit.on], visits[Visit.profile_id].map(owner))
        agency = pd.get_dummies(visits[Visit.agency], dtype="float64")
        design = np.column_stack([risk, agency.to_numpy()])
        found = LogisticRegression(C=1e6, max_iter=2000).fit(design, visits[Visit.serious])
        shift = found.intercept_[0] + found.coef_[0][1:]
        share = agency.mean().to_numpy()
        begins = pd.Series(pd.Timestamp(window.begins), index=owner.index)
        now = found.coef_[0][0] * _risk(businesses, span, begins, owner)
        chance = expit(now[:, None] + shift) @ share
        exploits = owner.map(businesses["exploits"]).astype(bool)
        return cls(pd.Series(chance, index=owner.index), exploits, float(found.coef_[0][0]))


def _owners(folder: Path, records: pd.DataFrame) -> pd.Series[str]:
    """Return the business that most records of each profile are of."""
    entities = pd.read_csv(folder / "truth_entities.csv", dtype="str")
    both = records[[*MEMBERS, PlacedRecord.profile_id]].merge(
        entities, on=[str(c) for c in MEMBERS]
    )
    counted = both.groupby([str(PlacedRecord.profile_id), "business_id"]).size().reset_index()
    most = counted.sort_values([0, "business_id"], ascending=[False, True])
    first = most.drop_duplicates(str(PlacedRecord.profile_id))
    return first.set_index(str(PlacedRecord.profile_id))["business_id"].sort_index()


def _risk(
    businesses: pd.DataFrame, span: tuple[Any, Any], on: pd.Series[Any], who: pd.Series[str]
) -> Numbers:
    """Return the hidden log-odds, in units of what visits find, of businesses on days."""
    start, end = (
        logit(businesses[name].clip(ROUNDING, 1 - ROUNDING))
        for name in ("risk_at_start", "risk_at_end")
    )
    days = (pd.Timestamp(span[1]) - pd.Timestamp(span[0])).days
    passed = ((on - pd.Timestamp(span[0])).dt.days / days).clip(upper=1.0).to_numpy()
    first, last = who.map(start).to_numpy("float64"), who.map(end).to_numpy("float64")
    exploits = who.map(businesses["exploits"]).to_numpy("float64")
    risk: Numbers = HIDDEN * (first + passed * (last - first)) + EXPLOITS * exploits
    return risk


def _order(
    visits: pd.DataFrame, scores: dict[str, pd.Series[float]], window: Window, draws: int
) -> dict[str, Any]:
    """Return what each order finds among the businesses visited in the window."""
    after = visits[window.holds(visits[Visit.on])]
    found = after.groupby(Visit.profile_id)[Visit.serious].max()
    first = after.drop_duplicates(Visit.profile_id).set_index(Visit.profile_id)[Visit.serious]
    ways = {"any_visit": found, "first_visit": first.reindex(found.index)}
    told = {
        name: values.reindex(found.index).fillna(0.0).to_numpy() for name, values in scores.items()
    }

    def lifts(rows: Any) -> dict[str, float]:
        values = {}
        for way, serious in ways.items():
            said = serious.to_numpy("float64")[rows]
            each = {name: lift_at(score[rows], said, TOP_SHARE) for name, score in told.items()}
            values |= {f"lift_{name}_{way}": one for name, one in each.items()}
            values[f"lift_over_version_one_{way}"] = each["version_two"] - each["version_one"]
            values |= {f"auc_{name}_{way}": auc(s[rows], said) for name, s in told.items()}
        return values

    sure = estimates(lifts, found.index.to_numpy(), draws)
    return {
        "businesses_visited": len(found),
        "serious": {way: round(float(one.mean()), 4) for way, one in ways.items()},
        **{name: [_rounded(v) for v in one.to_json()] for name, one in sure.items()},
    }


def _hidden(scores: dict[str, pd.Series[float]], truth: Truth, past: Past) -> dict[str, Any]:
    """Return how the orders stand against what is hidden, over all businesses known by then."""
    profiles = past.tables["profiles"]
    met = profiles[Profile.first_contact_on] < pd.Timestamp(past.on)
    ids = truth.chance.index.intersection(profiles.loc[met, Profile.profile_id])
    chance, exploits = truth.chance[ids].to_numpy(), truth.exploits[ids].to_numpy()
    return {
        "businesses": len(ids),
        "slope_of_findings_on_hidden_risk": round(truth.fitted, 3),
        **{
            f"{name}_top_5%_mean_chance_over_average": _rounded(lift_at(s[ids], chance, TOP_SHARE))
            for name, s in scores.items()
        },
        **{f"{name}_auc_exploits": _rounded(auc(s[ids], exploits)) for name, s in scores.items()},
    }


def _doubt(said: pd.DataFrame, truth: Truth) -> dict[str, Any]:
    """Return how many 90% intervals hold the hidden chance, and by fifths of the prediction."""
    both = said.loc[said.index.intersection(truth.chance.index)]
    chance = truth.chance[both.index]
    low, high = both[Prediction.probability_low], both[Prediction.probability_high]
    holds = (chance >= low) & (chance <= high)
    fifth = pd.qcut(both[Prediction.probability].rank(method="first"), 5, labels=False)
    return {
        "interval_covers_truth": _rounded(float(holds.mean())),
        "truth_below": _rounded(float((chance < low).mean())),
        "truth_above": _rounded(float((chance > high).mean())),
        "covers_by_fifth_of_prediction": [_rounded(one) for one in holds.groupby(fifth).mean()],
        "median_width": _rounded(float((high - low).median())),
        "mean_predicted": _rounded(float(both[Prediction.probability].mean())),
        "mean_truth": _rounded(float(chance.mean())),
        "correlation_of_log_odds": _rounded(_correlation(both[Prediction.probability], chance)),
        "distance_from_truth": _rounded(calibration_error(both[Prediction.probability], chance)),
    }


def _correlation(one: Any, other: Any) -> float:
    return float(np.corrcoef(logit(np.asarray(one)), logit(np.asarray(other)))[0, 1])


def _rounded(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else round(float(value), 4)


if __name__ == "__main__":
    main()
