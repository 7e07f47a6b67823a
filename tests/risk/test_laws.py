"""The laws of the checklist, on made-up histories run through touchpoints and the real scorer.

Each Hypothesis example is a batch of histories; RISK_LAW_CASES sets how many histories a law
sees: 240 in the suite, 10,000 before a change of the checklist is agreed.
"""

import os

import numpy as np
import pandas as pd
import pytest
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
    frames,
    history,
)
from records.domain import BANDS
from records.schema import Profile, Reason, ScoredProfile, Touchpoint
from risk.checklist import score
from risk.factors import FACTORS, LIMITS

BATCH = 24
CASES = int(os.environ.get("RISK_LAW_CASES", "240"))


def law(*more):
    """Run a test on batches of histories: each number is one contact."""
    contact = st.integers(0, 2**62)
    batch = st.lists(st.lists(contact, max_size=9), min_size=BATCH, max_size=BATCH)

    def decorate(test):
        return settings(max_examples=max(CASES // BATCH, 1), deadline=None)(
            given(batch, *more)(test)
        )

    return decorate


def scores_of(histories, **values):
    profiles, contacts, records = frames(histories, **values)
    return score(profiles, contacts, records, AS_OF)


def table(scores):
    return scores.profiles.set_index(ScoredProfile.profile_id)


def before_and_after(batch, change):
    """Score each history twice in one call: as it is, and as `change` leaves it."""
    before = {f"B{at:03}": history(numbers) for at, numbers in enumerate(batch)}
    after = {f"A{name[1:]}": change(contacts) for name, contacts in before.items()}
    scored = table(scores_of(before | after))
    return scored.loc[list(before)].reset_index(), scored.loc[list(after)].reset_index()


def rank(bands):
    return bands.map(BANDS.index)


@law(st.integers(0, 2**40), st.sampled_from([*INSPECTIONS, "VISIT_NOFIND", "FHRS_GOOD"]))
def test_a_clean_visit_never_raises_a_score(batch, number, code):
    rating = {"FHRS_GOOD": "5"}.get(code)
    clean = contact(number, event_code=code, result="clean", rating=rating, score_management=0.0)
    before, after = before_and_after(batch, lambda contacts: [*contacts, clean])
    assert (after["score"] <= before["score"]).all()
    assert (rank(after["band"]) <= rank(before["band"])).all()


@law(st.integers(0, 2**40), st.sampled_from(CRIMES))
def test_an_incident_with_the_premises_as_victim_changes_nothing(batch, number, code):
    victim = contact(number, event_code=code, role="victim")
    before, after = before_and_after(batch, lambda contacts: [*contacts, victim])
    assert (after["score"] == before["score"]).all()
    assert (after["band"] == before["band"]).all()


@law(st.lists(st.integers(0, 2**40), min_size=1, max_size=30))
def test_complaints_alone_never_move_a_band(batch, numbers):
    heard = [contact(one, event_code=COMPLAINTS[one % len(COMPLAINTS)]) for one in numbers]
    before, after = before_and_after(batch, lambda contacts: contacts + heard)
    assert (after["band"] == before["band"]).all()
    assert (after["score"] >= before["score"]).all()


@law(st.lists(st.integers(0, 2**40), min_size=1, max_size=20))
def test_intelligence_alone_never_moves_a_band(batch, numbers):
    told = history(numbers, event_code="INTEL")
    before, after = before_and_after(batch, lambda contacts: contacts + told)
    assert (after["band"] == before["band"]).all()


@law()
def test_intelligence_is_never_the_only_reason_nor_the_first(batch):
    doubled = [[*history(one), *history(one, event_code="INTEL")] for one in batch]
    scores = scores_of({f"B{at}": contacts for at, contacts in enumerate(doubled)})
    adds = scores.reasons[scores.reasons[Reason.points] > 0]
    company = adds[~adds[Reason.factor].isin(["RF01", "RF20", "RF35", *LIMITS])]
    told = adds[adds[Reason.factor] == "RF35"]
    assert set(told[Reason.profile_id]) <= set(company[Reason.profile_id])
    assert not scores.profiles[ScoredProfile.top_reason].str.startswith("Police intell").any()


@law(st.integers(1, 30))
def test_intelligence_with_nothing_beside_it_weighs_nothing(batch, extra):
    told = {f"B{at}": history(one * extra, event_code="INTEL") for at, one in enumerate(batch)}
    scored = scores_of(told, sector="other").profiles
    assert (scored["score"] == 0).all()


@law(st.sampled_from(OPTIONAL), st.booleans())
def test_a_blank_in_any_record_never_raises_a_score(batch, column, one_only):
    def blank(contacts):
        blanked = contacts[:1] if one_only else contacts
        return [row | {column: None} for row in blanked] + contacts[len(blanked) :]

    before, after = before_and_after(batch, blank)
    assert (after["score"] <= before["score"]).all()


@law(st.sampled_from([Touchpoint.result, Touchpoint.role]))
def test_a_blank_in_any_touchpoint_never_raises_a_score(batch, column):
    known = {f"B{at}": history(one) for at, one in enumerate(batch)}
    profiles, contacts, records = frames(known)
    blank = Touchpoint.shape(contacts.drop(columns=column))
    before = score(profiles, contacts, records, AS_OF).profiles
    after = score(profiles, blank, records, AS_OF).profiles
    assert (after["score"] <= before["score"]).all()


@law()
def test_a_blank_in_any_profile_never_raises_a_score(batch):
    known = {f"B{at}": history(one) for at, one in enumerate(batch)}
    profiles, contacts, records = frames(known, sector="car_wash")
    needed = [column for column in Profile.columns() if column.required]
    blank = Profile.shape(profiles[needed]).assign(sector="other")
    before = score(profiles, contacts, records, AS_OF).profiles
    after = score(blank, contacts, records, AS_OF).profiles
    assert (after["score"] <= before["score"]).all()


@law(st.lists(st.integers(0, 2**40), min_size=1, max_size=9), st.integers(-400, 0))
def test_a_contact_of_the_day_or_later_changes_nothing(batch, numbers, days):
    later = history(numbers, days=days)
    before, after = before_and_after(batch, lambda contacts: contacts + later)
    names = ["score", "band"]
    pd.testing.assert_frame_equal(before[names], after[names])


@law(st.integers(0, 8), st.integers(1, 5))
def test_a_graver_finding_never_lowers_a_score(batch, place, steps):
    known = {f"B{at}": history(one) for at, one in enumerate(batch)}
    profiles, contacts, records = frames(known)
    chosen = contacts[Touchpoint.touchpoint_id].str.endswith(f":{place:02}")
    graver = (contacts[Touchpoint.severity] + steps * chosen).clip(upper=5)
    worse = contacts.assign(**{Touchpoint.severity: graver})
    before = score(profiles, contacts, records, AS_OF).profiles
    after = score(profiles, worse, records, AS_OF).profiles
    assert (after["score"] >= before["score"]).all()


@law(st.sampled_from(SECTORS))
def test_reasons_sum_to_the_score_and_rest_on_evidence(batch, sector):
    scores = scores_of({f"B{at}": history(one) for at, one in enumerate(batch)}, sector=sector)
    reasons, scored = scores.reasons, table(scores)
    summed = reasons.groupby(Reason.profile_id)[Reason.points].sum().reindex(scored.index)
    assert np.allclose(summed.fillna(0.0), scored["score"], atol=1e-6)
    assert scored["score"].between(0, 100).all()
    of_field = [factor.id for factor in FACTORS if factor.field] + list(LIMITS)
    bare = reasons[reasons[Reason.touchpoint_ids].str.len() == 0]
    assert set(bare[Reason.factor]) <= set(of_field)
    assert (reasons[Reason.points] != 0).all()
    assert reasons[Reason.because].notna().all()


@law()
def test_every_touchpoint_named_as_evidence_is_of_the_profile(batch):
    reasons = scores_of({f"B{at}": history(one) for at, one in enumerate(batch)}).reasons
    named = reasons.explode(Reason.touchpoint_ids).dropna(subset=Reason.touchpoint_ids)
    owner = named[Reason.touchpoint_ids].str.split(":").str[0]
    assert (owner == named[Reason.profile_id]).all()


@law(st.integers(0, 2**32 - 1))
def test_the_order_of_the_rows_changes_nothing(batch, seed):
    profiles, contacts, records = frames({f"B{at}": history(one) for at, one in enumerate(batch)})
    shuffled = [frame.sample(frac=1, random_state=seed) for frame in (profiles, contacts, records)]
    straight, crooked = score(profiles, contacts, records, AS_OF), score(*shuffled, AS_OF)
    pd.testing.assert_frame_equal(table(straight), table(crooked).loc[table(straight).index])
    order = [Reason.profile_id, Reason.factor]
    listed = [
        scores.reasons.sort_values(order, ignore_index=True) for scores in (straight, crooked)
    ]
    pd.testing.assert_frame_equal(*listed)


@pytest.mark.parametrize("sector", SECTORS)
def test_a_sector_alone_stays_in_the_low_band(sector):
    heard = history(range(40), event_code="COMPL_EAS") + history(range(40), event_code="INTEL")
    scored = scores_of({"bare": [], "heard": heard}, sector=sector).profiles
    assert scored["band"].tolist() == ["low", "low"]
