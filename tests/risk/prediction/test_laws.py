"""The laws of docs/risk.md on fitted models, whatever they learnt.

Two models are tried in turn: one learnt from outcomes as one would expect them, one from outcomes
that would teach it to break every law. RISK_LAW_CASES sets how many histories a law sees: 48 in the
suite, 10,000 before a change of version two is agreed.
"""

import os
from functools import cache

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.made_histories import (
    AS_OF,
    COMPLAINTS,
    CRIMES,
    INSPECTIONS,
    OPTIONAL,
    SECTORS,
    contact,
    history,
)
from benchmarks.made_visits import made_known, made_tables
from records.schema import Prediction, PredictionReason, Reason, Touchpoint
from risk.prediction.lines import SELDOM_FIRST
from risk.prediction.predicting import predicted
from risk.prediction.scorecard import LIMITS
from risk.prediction.training import TrainingSettings, train

BATCH = 24
CASES = int(os.environ.get("RISK_LAW_CASES", "48"))
LEARNT_FROM = 350


def law(*more):
    """Run a test on batches of histories and a model: each number is one contact."""
    contacts = st.lists(st.integers(0, 2**62), max_size=9)
    batch = st.lists(contacts, min_size=BATCH, max_size=BATCH)
    kind = st.sampled_from([False, True])

    def decorate(test):
        examples = max(CASES // BATCH, 1)
        return settings(max_examples=examples, deadline=None)(given(batch, kind, *more)(test))

    return decorate


@cache
def model(perverse):
    """Return a model fitted to made-up visits.

    perverse: clean visits, complaints, victims and intelligence foretell serious findings.
    """
    held = TrainingSettings(usual_shrink=2.0, enough=100, shrinks=(2.0,), folds=1)
    return train(made_known(LEARNT_FROM, seed=7, perverse=perverse), AS_OF, held)


def said(model, histories, **values):
    return predicted(made_tables(histories, **values), model, AS_OF)


def by_profile(scored):
    return scored.predictions.set_index(Prediction.profile_id)


def before_and_after(perverse, batch, change):
    """Score each history twice in one call: as it is, and as `change` leaves it."""
    before = {f"B{at:03}": history(numbers) for at, numbers in enumerate(batch)}
    after = {f"A{name[1:]}": change(contacts) for name, contacts in before.items()}
    scored = by_profile(said(model(perverse), before | after))
    return scored.loc[list(before)].reset_index(), scored.loc[list(after)].reset_index()


def width(perverse, scored):
    """Return how wide the interval is, in log-odds of the usual visitor."""
    margin = model(perverse).averaging.margin
    return margin(scored[Prediction.probability_high]) - margin(scored[Prediction.probability_low])


def same(one, other):
    names = ["score", "band", "probability"]
    pd.testing.assert_frame_equal(one[names], other[names])


@law(st.integers(0, 2**40), st.sampled_from([*INSPECTIONS, "VISIT_NOFIND", "FHRS_GOOD"]))
def test_a_clean_visit_never_raises_a_score(batch, perverse, number, code):
    rating = {"FHRS_GOOD": "5"}.get(code)
    clean = contact(number, event_code=code, result="clean", rating=rating, score_management=0.0)
    before, after = before_and_after(perverse, batch, lambda contacts: [*contacts, clean])
    assert (after["score"] <= before["score"]).all()
    assert (after["probability"] <= before["probability"] + 1e-9).all()


@law(st.integers(0, 2**40), st.sampled_from(CRIMES))
def test_an_incident_with_the_premises_as_victim_changes_nothing(batch, perverse, number, code):
    victim = contact(number, event_code=code, role="victim")
    same(*before_and_after(perverse, batch, lambda contacts: [*contacts, victim]))


@law(st.lists(st.integers(0, 2**40), min_size=1, max_size=30))
def test_complaints_alone_never_move_a_band_nor_lower_a_score(batch, perverse, numbers):
    heard = [contact(one, event_code=COMPLAINTS[one % len(COMPLAINTS)]) for one in numbers]
    before, after = before_and_after(perverse, batch, lambda contacts: contacts + heard)
    assert (after["band"] == before["band"]).all()
    assert (after["score"] >= before["score"]).all()


@law(st.lists(st.integers(0, 2**40), min_size=1, max_size=20))
def test_intelligence_alone_never_moves_a_band(batch, perverse, numbers):
    told = history(numbers, event_code="INTEL")
    before, after = before_and_after(perverse, batch, lambda contacts: contacts + told)
    assert (after["band"] == before["band"]).all()


@law()
def test_intelligence_is_never_the_only_reason_nor_the_first(batch, perverse):
    doubled = [[*history(one), *history(one, event_code="INTEL")] for one in batch]
    scored = said(model(perverse), {f"B{at}": contacts for at, contacts in enumerate(doubled)})
    adds = scored.reasons[scored.reasons[Reason.points] > 0]
    company = adds[~adds[Reason.factor].isin(["RF01", *SELDOM_FIRST, *LIMITS])]
    told = adds[adds[Reason.factor] == "RF35"]
    assert set(told[Reason.profile_id]) <= set(company[Reason.profile_id])
    first = scored.predictions[Prediction.top_reason].dropna()
    assert not first.str.startswith("Police intell").any()


@law(st.sampled_from(OPTIONAL), st.booleans())
def test_a_blank_in_any_record_never_raises_a_score_and_only_widens(
    batch, perverse, column, one_only
):
    def blank(contacts):
        blanked = contacts[:1] if one_only else contacts
        return [row | {column: None} for row in blanked] + contacts[len(blanked) :]

    before, after = before_and_after(perverse, batch, blank)
    assert (after["score"] <= before["score"]).all()
    assert (width(perverse, after) >= width(perverse, before) - 1e-6).all()


@law(st.lists(st.integers(0, 2**40), min_size=1, max_size=9), st.integers(-400, 0))
def test_a_contact_of_the_day_or_later_changes_nothing(batch, perverse, numbers, days):
    later = history(numbers, days=days)
    same(*before_and_after(perverse, batch, lambda contacts: contacts + later))


@law(st.integers(0, 8), st.integers(1, 5))
def test_a_graver_finding_never_lowers_a_score(batch, perverse, place, steps):
    tables = made_tables({f"B{at}": history(one) for at, one in enumerate(batch)})
    contacts = tables["touchpoints"]
    chosen = contacts[Touchpoint.touchpoint_id].str.endswith(f":{place:02}")
    graver = (contacts[Touchpoint.severity] + steps * chosen).clip(upper=5)
    worse = tables | {"touchpoints": contacts.assign(**{Touchpoint.severity: graver})}
    before, after = (predicted(one, model(perverse), AS_OF).predictions for one in (tables, worse))
    assert (after["score"] >= before["score"]).all()


@law(st.sampled_from(SECTORS))
def test_reasons_sum_to_the_score_and_rest_on_evidence_of_the_profile(batch, perverse, sector):
    many = {f"B{at}": history(one) for at, one in enumerate(batch)}
    scored = said(model(perverse), many, sector=sector)
    reasons, table = scored.reasons, by_profile(scored)
    summed = reasons.groupby(Reason.profile_id)[Reason.points].sum().reindex(table.index)
    assert np.allclose(summed, table["score"], atol=1e-6)
    assert table["score"].between(0, 100).all()
    assert (table["low"] <= table["score"]).all()
    assert (table["score"] <= table["high"]).all()
    assert (reasons[Reason.points] != 0).all()
    assert reasons[Reason.because].notna().all()
    named = reasons.explode(PredictionReason.touchpoint_ids).dropna(subset=Reason.touchpoint_ids)
    owner = named[Reason.touchpoint_ids].str.split(":").str[0]
    assert (owner == named[Reason.profile_id]).all()


@law(st.integers(0, 2**32 - 1))
def test_the_order_of_the_rows_changes_nothing(batch, perverse, seed):
    tables = made_tables({f"B{at}": history(one) for at, one in enumerate(batch)})
    mixed = {name: frame.sample(frac=1, random_state=seed) for name, frame in tables.items()}
    straight, crooked = (predicted(one, model(perverse), AS_OF) for one in (tables, mixed))
    ids = by_profile(straight).index
    pd.testing.assert_frame_equal(by_profile(straight), by_profile(crooked).loc[ids])
    order = [Reason.profile_id, Reason.factor, Reason.points]
    listed = [one.reasons.sort_values(order, ignore_index=True) for one in (straight, crooked)]
    pd.testing.assert_frame_equal(*listed)


def test_a_sector_alone_stays_in_the_low_band_however_many_complain():
    heard = history(range(40), event_code="COMPL_EAS") + history(range(40), event_code="INTEL")
    many = {
        f"{sector}:{kind}": rows for sector in SECTORS for kind, rows in (("a", []), ("b", heard))
    }
    sectors = [name.split(":")[0] for name in many]
    scored = said(model(False), many, sector=sectors).predictions
    assert set(scored[Prediction.band]) == {"low"}
