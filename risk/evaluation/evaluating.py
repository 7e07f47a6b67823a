"""How do several orders of businesses stand, window after window, beside what visits found?"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from records.errors import EvaluationError
from records.progress import Progress, silent
from records.schema import Profile
from risk.evaluation import figures
from risk.evaluation.baselines import share_by_who
from risk.evaluation.contestants import VERSION_ONE, Contestant, Past, Predicted, known_before
from risk.evaluation.drift import psi
from risk.evaluation.evaluation import Evaluation, Ranking, WindowResult
from risk.evaluation.fairness import Cases, Gate, GateSettings, fairness_gate
from risk.evaluation.groups import ATTRIBUTES, Group, groups_of
from risk.evaluation.intervals import DRAWS, Estimate
from risk.evaluation.judged import Judged, Visit, judged, together
from risk.evaluation.judging import differences, judge
from risk.evaluation.listing import capacity, shares_listed
from risk.evaluation.splits import (
    Example,
    Split,
    SplitSettings,
    Window,
    refuse_leaks,
    rolling,
)

__all__ = ["EvaluationSettings", "Ground", "Outcomes", "evaluate", "windows_of"]

Tables = Mapping[str, pd.DataFrame]
Outcomes = Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]
"""Given touchpoints and records, the visits and what each found: `Visit` and touchpoint_id."""


@dataclass(frozen=True)
class EvaluationSettings:
    """How a model is judged.

    final: look at the final window too. looks: how often it was looked at, this time included.
    capacity: businesses that can be visited a month; None: as many as were. draws: of businesses,
    for the intervals.
    """

    split: SplitSettings = field(default_factory=SplitSettings)
    gate: GateSettings = field(default_factory=GateSettings)
    capacity: float | None = None
    draws: int = DRAWS
    seed: int = 0
    final: bool = False
    looks: int = 0


@dataclass(frozen=True)
class Ground:
    """What is judged by: the tables of a build, and what its visits found."""

    tables: Tables
    outcomes: Outcomes

    @cached_property
    def visits(self) -> pd.DataFrame:
        """Return all visits with an outcome."""
        return self.outcomes(self.tables["touchpoints"], self.tables["records"])

    def past(self, on: date) -> Past:
        """Return what was known before a day."""
        known = known_before(self.tables, on)
        return Past(on, known, self.outcomes(known["touchpoints"], known["records"]))


@dataclass(frozen=True)
class _Seen:
    """One window: its visits, who was where, and each order of them."""

    window: Window
    learnt_from: int
    visits: pd.DataFrame
    places: int
    listed_visited: int
    orders: Mapping[str, Judged]
    groups: pd.DataFrame
    standing: pd.Series[Any] | None


def windows_of(
    visits: pd.DataFrame, as_of: date, settings: SplitSettings | None = None
) -> tuple[Window, ...]:
    """Return the windows that visits (`Visit`) can be cut into, the final one last.

    Raises:
        EvaluationError: no visit has an outcome, all have the same, or the past is too short.
    """
    if visits.empty:
        raise EvaluationError(
            "No visit held says whether something serious was found, so nothing can be judged. "
            "Bring in inspections with results ('concern ingest'); until then version one scores."
        )
    serious = visits[Visit.serious]
    if serious.min() == serious.max():
        word = "something" if serious.iloc[0] else "nothing"
        raise EvaluationError(
            f"All {len(visits):,} visits held found {word} serious; an order can be judged only "
            "where both are seen. See docs/risk.md for what counts; until then version one scores."
        )
    return rolling(visits[Visit.on].min().date(), as_of, settings)


def evaluate(
    ground: Ground,
    contestants: Sequence[Contestant],
    about: tuple[str, date, date],
    settings: EvaluationSettings | None = None,
    progress: Progress = silent,
) -> Evaluation:
    """Return how the contestants stand; the first is the model, the others stand beside it.

    about: id of the model, the day it is judged on, and `as_of`. For each window a contestant is
    given what was known before it, and visits without their outcomes.

    Raises:
        EvaluationError: as `windows_of`; or a contestant was fitted on what judges it.
    """
    chosen = settings or EvaluationSettings()
    model_id, made_on, as_of = about
    windows = windows_of(ground.visits, as_of, chosen.split)
    wanted = [one for one in windows if chosen.final or not one.final]
    seen = []
    for number, window in enumerate(wanted):
        progress("judge", number, len(wanted))
        seen.append(_seen(ground, window, contestants, chosen))
    progress("judge", len(wanted), len(wanted))
    parts = [one for one in seen if not one.window.final]
    pooled = {
        one.id: together([(part.visits, part.orders[one.id]) for part in parts])
        for one in contestants
    }
    rankings = tuple(_ranking(one, pooled[one.id], chosen) for one in contestants)
    told = {one.id: one.figures for one in rankings}
    model = contestants[0].id
    return Evaluation(
        model_id=model_id,
        made_on=made_on,
        as_of=as_of,
        data=_digest(ground.visits),
        settings=_said(chosen),
        rankings=rankings,
        windows=tuple(_result(one, seen[0].standing, chosen) for one in seen),
        fairness=_fair(parts, pooled[model], chosen),
        who_share=_who_share(told, model),
        better=_better(pooled, model, chosen),
        looks=chosen.looks if chosen.final else 0,
    )


def _seen(
    ground: Ground,
    window: Window,
    contestants: Sequence[Contestant],
    settings: EvaluationSettings,
) -> _Seen:
    past, visits = ground.past(window.begins), ground.visits
    known = past.tables
    judging = visits[window.holds(visits[Visit.on])].reset_index(drop=True)
    asked = judging.drop(columns=[c for c in (Visit.serious, "severity") if c in judging])
    said = {one.id: one.predict(past, asked) for one in contestants}
    for one in said.values():
        refuse_leaks(_split(window, past, judging, one))
    places = capacity(past.visits, window, settings.capacity)
    orders, listed = {}, 0
    for name, one in said.items():
        shares = _shares(one, known["profiles"], window, places)
        where = None if shares is None else judging[Visit.profile_id].map(shares).fillna(0.0)
        orders[name] = judged(judging, one.score, one.probability, where)
        if name == contestants[0].id and where is not None:
            listed = round(float((where * orders[name].first).sum()))
    groups = groups_of(known, window.begins).set_index(Group.profile_id)
    met = _met(known["profiles"], window.begins)
    # Whoever was not yet known could not be on the list: no group of the gate.
    groups = groups[groups.index.isin(met)]
    mine = groups.reindex(judging[Visit.profile_id]).reset_index(drop=True)
    # On the scale of version one nothing is fitted: what moves there is the county.
    standing = said.get(VERSION_ONE.id, said[contestants[0].id]).standing
    return _Seen(window, len(past.visits), judging, places, listed, orders, mine, standing)


def _shares(
    one: Predicted, profiles: pd.DataFrame, window: Window, places: int
) -> pd.Series[float] | None:
    """Return how much of each business is on the list; those not yet known cannot be."""
    if one.standing is None:
        return None
    met = _met(profiles, window.begins)
    return shares_listed(one.standing[one.standing.index.isin(met)], places)


def _met(profiles: pd.DataFrame, on: date) -> pd.Series[str]:
    """Return the businesses that someone had been in contact with before a day."""
    before = profiles[Profile.first_contact_on] < pd.Timestamp(on)
    return profiles.loc[before, Profile.profile_id]


def _split(window: Window, past: Past, judging: pd.DataFrame, said: Predicted) -> Split:
    """Return what was learnt from and what judges: factors are as of the visit, or the window."""
    learnt = past.visits.assign(**{Example.known_before: past.visits[Visit.on]})
    begins = pd.Series(pd.Timestamp(window.begins), index=judging.index)
    return Split(window, learnt, judging.assign(**{Example.known_before: begins}), said.fitted)


def _ranking(one: Contestant, all_of_it: Judged, settings: EvaluationSettings) -> Ranking:
    percentile = pd.Series(all_of_it.score).groupby(all_of_it.window).rank(pct=True)
    first = all_of_it.first
    gains = figures.gains(percentile[first], all_of_it.serious[first])
    has_chance = not np.isnan(all_of_it.probability).any()
    chance = all_of_it.probability if has_chance else np.zeros(0)
    curve = figures.calibration_curve(chance, all_of_it.serious[: len(chance)])
    return Ranking(one.id, one.title, judge(all_of_it, settings.draws, settings.seed), gains, curve)


def _result(one: _Seen, first: pd.Series[Any] | None, settings: EvaluationSettings) -> WindowResult:
    shift = math.nan
    if first is not None and one.standing is not None:
        shift = psi(first.to_numpy("float64"), one.standing.to_numpy("float64"))
    return WindowResult(
        begins=one.window.begins,
        ends=one.window.ends,
        final=one.window.final,
        learnt_from=one.learnt_from,
        visits=len(one.visits),
        businesses=int(one.visits[Visit.profile_id].nunique()),
        serious=int(one.visits[Visit.serious].sum()),
        capacity=one.places,
        listed_visited=one.listed_visited,
        score_shift=shift,
        figures={
            name: judge(order, settings.draws, settings.seed) for name, order in one.orders.items()
        },
    )


def _fair(parts: Sequence[_Seen], model: Judged, settings: EvaluationSettings) -> Gate:
    groups = pd.concat([one.groups for one in parts], ignore_index=True)[[*ATTRIBUTES]]
    told = model.first & groups.notna().all(axis=1).to_numpy()
    one = model.rows(told)
    shown = groups[told].reset_index(drop=True)
    cases = Cases(one.business, one.listed, one.serious, one.probability, shown)
    return fairness_gate(cases, settings.gate, settings.draws, settings.seed)


def _who_share(told: Mapping[str, Mapping[str, Estimate]], model: str) -> float:
    by_who = told.get("who_visits")
    if by_who is None:
        return math.nan
    return share_by_who(by_who["auc"].value, told[model]["auc_with_who"].value)


def _better(
    pooled: Mapping[str, Judged], model: str, settings: EvaluationSettings
) -> dict[str, Estimate]:
    if model == "version_one" or "version_one" not in pooled:
        return {}
    return differences(pooled[model], pooled["version_one"], settings.draws, settings.seed)


def _digest(visits: pd.DataFrame) -> str:
    columns = [str(Example.touchpoint_id), str(Visit.profile_id), str(Visit.on), str(Visit.serious)]
    text = visits[columns].to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n")
    return hashlib.sha256(text.encode()).hexdigest()


def _said(settings: EvaluationSettings) -> dict[str, Any]:
    """Return the settings as plain values; looks are told apart."""
    plain = asdict(settings)
    return {name: value for name, value in plain.items() if name != "looks"}
