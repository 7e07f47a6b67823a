"""How is a model trained: how much is it shrunk, is it calibrated, what does it leave open?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.errors import ConcernError
from risk.prediction.additive import AdditiveRisk
from risk.prediction.between import Averaging, Pairs, between_of, lasting_pairs
from risk.prediction.calibration import Sigmoid, sigmoid_of
from risk.prediction.challenger import Challenger, Contest, contest
from risk.prediction.curves import Numbers
from risk.prediction.known import Known, known_of_build
from risk.prediction.lines import LINES, NOBODY_THERE
from risk.prediction.model import RiskModel
from risk.prediction.outcomes import Outcome
from risk.prediction.scorecard import DOUBLING, HUNDREDTHS, Scorecard, begins_of

__all__ = [
    "TrainingError",
    "TrainingSettings",
    "challenged",
    "challenged_of_build",
    "train",
    "train_of_build",
]

Places = npt.NDArray[np.int64]
_TWO = 2


class TrainingError(ConcernError):
    """Nothing can be learnt from what was found so far; version one goes on."""


@dataclass(frozen=True)
class TrainingSettings:
    """How a model is trained.

    shrinks: precisions of the weights of which the best is taken, by outcomes foretold in time.
    enough: outcomes below which nothing is chosen and all is held the harder, to the third power
    of how few there are. folds: parts of the later half of the past that are foretold in turn.
    """

    shrinks: tuple[float, ...] = (5.0, 20.0, 80.0, 320.0)
    usual_shrink: float = 20.0
    most_ramps: int = 4
    enough: int = 1_000
    folds: int = 3


def train_of_build(
    tables: Mapping[str, pd.DataFrame], on: date, settings: TrainingSettings | None = None
) -> RiskModel:
    """Return the model that the tables of a build teach before `on`.

    tables: profiles, touchpoints, records, relations and links.

    Raises:
        TrainingError: no visit has an outcome, or all have the same.
    """
    return train(known_of_build(tables, on), on, settings)


def train(known: Known, as_of: date, settings: TrainingSettings | None = None) -> RiskModel:
    """Return the model that outcomes before `as_of` teach.

    Raises:
        TrainingError: there is none, all are of one class, or one is of `as_of` or later.
    """
    chosen = settings or TrainingSettings()
    _refuse(known, as_of)
    known = known.in_order()
    shrink, foretold = _shrink(known, chosen)
    additive = _estimator(known.table, shrink, chosen)
    additive.fit(known.table, known.serious, nuisance=known.nuisance)
    sigmoid = _sigmoid(known, additive, foretold)
    about = _about(known, as_of, shrink, chosen)
    return _scaled(known, additive, sigmoid, about)


def challenged_of_build(tables: Mapping[str, pd.DataFrame], on: date) -> Contest:
    """Return how a challenger stands on the outcomes before `on`; see `challenged`.

    Raises:
        TrainingError: as `challenged`.
    """
    return challenged(known_of_build(tables, on), on)


def challenged(known: Known, as_of: date, settings: TrainingSettings | None = None) -> Contest:
    """Return how a monotone boosting challenger stands against the additive model.

    Both foretell the last third of the outcomes, in time, from those before; the challenger is to
    be proposed only where it wins beyond chance.

    Raises:
        TrainingError: as `train`; also where the earlier outcomes are of one class.
    """
    _refuse(known, as_of)
    known = known.in_order()
    day = known.outcomes[Outcome.on].to_numpy("datetime64[D]")
    begins = np.quantile(day.astype("int64"), 2 / 3).astype("int64").astype("datetime64[D]")
    early = day < begins
    past, later = known.taken(np.flatnonzero(early)), known.taken(np.flatnonzero(~early))
    model = train(past, begins.item(), settings)
    seen = later.outcomes[list(past.nuisance.columns)]
    theirs = Challenger(directions={line.id: line.direction for line in LINES})
    theirs.fit(past.table, past.serious, nuisance=past.nuisance)
    return contest(
        later.serious,
        model.probability(later.table, seen),
        theirs.predict_proba(later.table, seen)[:, 1],
        later.outcomes[Outcome.profile_id],
    )


def _refuse(known: Known, as_of: date) -> None:
    then = "Until then version one scores."
    if not len(known):
        raise TrainingError(
            "No visit held says whether something serious was found, so nothing can be learnt. "
            f"Bring in inspections with results ('concern ingest'). {then}"
        )
    late = int((known.outcomes[Outcome.on] >= pd.Timestamp(as_of)).sum())
    if late:
        raise TrainingError(
            f"{late:,} of {len(known):,} outcomes are of {as_of} or later, and so unknown on that "
            "day. Train as of a later day, or leave them out."
        )
    if known.serious.min() == known.serious.max():
        word = "something" if known.serious[0] else "nothing"
        raise TrainingError(
            f"All {len(known):,} visits with an outcome found {word} serious; a model needs both. "
            f"docs/risk.md says what counts. {then}"
        )


def _estimator(values: pd.DataFrame, shrink: float, settings: TrainingSettings) -> AdditiveRisk:
    lines = [line for line in LINES if line.id in values.columns]
    return AdditiveRisk(
        directions={line.id: line.direction for line in lines},
        worths={line.id: line.worth for line in lines},
        homes={line.id: line.home for line in lines},
        shrink=shrink,
        most_ramps=settings.most_ramps,
    )


@dataclass(frozen=True)
class _Foretold:
    """What was foretold of some visits by what was found before them; rows: which."""

    rows: Places
    margin: Numbers
    beside: Numbers


def _shrink(known: Known, settings: TrainingSettings) -> tuple[float, _Foretold | None]:
    """Return the precision that foretells best, and what it foretold; the greater of equals."""
    few = settings.enough / max(len(known), 1)
    folds = _folds(known, settings.folds)
    if few > 1.0:
        held = settings.usual_shrink * few**3
        return held, _foretold(known, folds, held, settings)
    tried = {shrink: _foretold(known, folds, shrink, settings) for shrink in settings.shrinks}
    told = {shrink: one for shrink, one in tried.items() if one is not None}
    if not told:
        return settings.usual_shrink, None
    best = min(told, key=lambda shrink: (_loss(known, told[shrink]), -shrink))
    return best, told[best]


def _loss(known: Known, foretold: _Foretold) -> float:
    """Return the mean negative log-likelihood of what was found."""
    margin = foretold.margin + foretold.beside
    same = known.serious[foretold.rows]
    return round(float((np.logaddexp(0.0, margin) - same * margin).mean()), 6)


def _folds(known: Known, count: int) -> list[tuple[Places, Places]]:
    """Return the visits before some days, and those from each day on until the next."""
    day = known.outcomes[Outcome.on].to_numpy("datetime64[D]")
    cuts = np.quantile(day.astype("int64"), np.linspace(0.5, 1.0, count + 1))
    cuts = cuts.astype("int64").astype("datetime64[D]")
    folds = []
    for begin, end in pairwise(cuts):
        last = end == cuts[-1]
        inside = (day >= begin) & ((day < end) | ((day == end) & last))
        folds.append((np.flatnonzero(day < begin), np.flatnonzero(inside)))
    return folds


def _foretold(
    known: Known, folds: Sequence[tuple[Places, Places]], shrink: float, settings: TrainingSettings
) -> _Foretold | None:
    """Return what each fold's past foretells of it; folds of one class teach nothing."""
    parts = []
    for past, future in folds:
        if len(np.unique(known.serious[past])) < _TWO or not len(future):
            continue
        taught = known.taken(past)
        fitted = _estimator(taught.table, shrink, settings)
        fitted.fit(taught.table, taught.serious, nuisance=taught.nuisance)
        asked = known.taken(future)
        seen = known.nuisance.iloc[future].reset_index(drop=True)
        beside = fitted.nuisances_.added(seen, len(future))
        parts.append(_Foretold(future, fitted.decision_function(asked.table), beside))
    if not parts:
        return None
    joined = [np.concatenate([getattr(one, n) for one in parts]) for n in ("margin", "beside")]
    return _Foretold(np.concatenate([one.rows for one in parts]), *joined)


def _sigmoid(known: Known, additive: AdditiveRisk, foretold: _Foretold | None) -> Sigmoid:
    if foretold is None:
        return Sigmoid()
    serious = known.serious[foretold.rows]
    return sigmoid_of(foretold.margin, foretold.beside, serious, additive.intercept_)


def _scaled(
    known: Known, additive: AdditiveRisk, sigmoid: Sigmoid, about: Mapping[str, Any]
) -> RiskModel:
    """Return the model with its scale, its bands, and what it leaves open."""
    rate = float(known.serious.mean())
    added = sigmoid.slope * additive.contributions(known.table)
    adds = dict(zip(additive.columns_, added.T, strict=True))
    seen = known.table.notna()
    open_ = [name for name in adds if seen[name].any() and name not in NOBODY_THERE]
    unknown = dict.fromkeys(adds, 0.0)
    unknown |= {name: float(np.var(adds[name][seen[name]])) for name in open_}
    usual = float(Averaging.of(additive.shifts_).margin(np.array([rate]))[0])
    doubt = sigmoid.slope**2 * float(additive.doubt(known.table).mean())
    draft = RiskModel(additive, sigmoid, Scorecard(usual), 0.0, rate, doubt, unknown, about)
    between = between_of(_pairs(known, draft))
    card = Scorecard(usual, _begins(draft, known, usual))
    return replace(draft, scorecard=card, between=between)


def _pairs(known: Known, model: RiskModel) -> Pairs:
    """Return pairs of visits of one business that tell what lasts, foretold before the first."""
    first, second = lasting_pairs(known.outcomes)
    margin = model.margin(known.table.iloc[first])
    beside = model.additive.nuisances_.added(known.nuisance, len(known))
    information = known.visits[first] * model.rate * (1.0 - model.rate)
    found = known.serious
    return Pairs(
        margin + beside[first], margin + beside[second], found[first], found[second], information
    )


def _begins(model: RiskModel, known: Known, usual: float) -> tuple[float, float, float]:
    """Return where the bands begin: by shares of the businesses, and above a sector alone."""
    values = known.table if known.population is None else known.population
    card = Scorecard(usual)
    added = model.contributions(values)
    kinds = {line.id: line.kind for line in LINES}
    found = np.array([kinds[one] != "told" for one in model.lines])
    settings = np.array([kinds[one] == "setting" for one in model.lines])
    scores = card.on_scale(model.start + added[:, found].sum(axis=1))
    most = added[:, settings].max(axis=0).sum() if settings.any() and len(added) else 0.0
    # Half a point of rounding for each line of the setting.
    alone = card.on_scale(np.array([model.start + max(most, 0.0)]))[0] + 0.01 * settings.sum()
    return begins_of(scores, float(alone))


def _about(known: Known, as_of: date, shrink: float, settings: TrainingSettings) -> dict[str, Any]:
    """Return what the model card says of the training."""
    silent = [str(name) for name in known.table if not known.table[name].notna().any()]
    days = known.outcomes[Outcome.on]
    return {
        "trained_on": as_of.isoformat(),
        "visits": len(known),
        "serious": int(known.serious.sum()),
        "first_visit": f"{days.min():%Y-%m-%d}",
        "last_visit": f"{days.max():%Y-%m-%d}",
        "businesses": int(known.outcomes[Outcome.profile_id].nunique()),
        "shrink": shrink,
        "held": len(known) < settings.enough,
        "silent": silent,
        "settings": {key: _plain(value) for key, value in asdict(settings).items()},
        "points_that_double_the_odds": DOUBLING,
        "points_are_whole": f"1/{HUNDREDTHS}",
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
