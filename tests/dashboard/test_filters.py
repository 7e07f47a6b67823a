import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.made_county import AS_OF
from dashboard.area import encoded
from dashboard.choices import (
    DUES,
    KNOWN,
    OVERLAPS,
    PLACES,
    RATINGS,
    SHARES,
    SORTS,
    TYPES,
    VISITED,
)
from dashboard.columns import NEVER, columns_of, folded
from dashboard.due import days_overdue
from dashboard.filters import MOST_TEXT, Filters, mask, text_mask, visited_ranges
from records.domain import BANDS
from records.schema import ScoredProfile, Touchpoint

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=20)
CORNERS = st.tuples(st.integers(512_000, 522_000), st.integers(-1_000, 15_000)).map(
    lambda corner: (corner[0] / 10_000, corner[1] / 10_000)
)
AREAS = st.lists(CORNERS, min_size=3, max_size=60).map(encoded)
STATES = st.builds(
    Filters,
    band=st.sets(st.sampled_from(BANDS)).map(lambda held: tuple(b for b in BANDS if b in held)),
    sector=st.sets(NAMES, max_size=4).map(lambda held: tuple(sorted(held))),
    agency=st.sets(NAMES, max_size=4).map(lambda held: tuple(sorted(held))),
    district=st.sets(NAMES, max_size=4).map(lambda held: tuple(sorted(held))),
    visited=st.sampled_from(["", *VISITED]),
    ward=st.sets(NAMES, max_size=2).map(lambda held: tuple(sorted(held))),
    type=st.sets(st.sampled_from(list(TYPES))).map(lambda held: tuple(sorted(held))),
    rating=st.sets(st.sampled_from(list(RATINGS))).map(lambda held: tuple(sorted(held))),
    known=st.sampled_from(["", *KNOWN]),
    place=st.sampled_from(["", *PLACES]),
    overlap=st.sampled_from(["", *OVERLAPS]),
    share=st.sampled_from(["", *SHARES]),
    due=st.sampled_from(["", *DUES]),
    period=st.sampled_from(["", "2025-12..2026-03", "2026-10..2026-10"]),
    area=st.just("") | AREAS,
    sort=st.sampled_from(list(SORTS)),
)


def kept(small, filters):
    return mask(small.columns, filters, AS_OF)


@given(STATES)
def test_a_state_written_to_a_query_is_read_back_exactly(state):
    assert Filters.from_query(state.to_query()) == state
    assert Filters.from_query("?" + state.to_query()) == state


@given(STATES, st.text(max_size=30))
def test_the_query_never_holds_the_free_text(state, text):
    with_text = Filters(**{**state.__dict__, "text": text})
    assert with_text.to_query() == state.to_query()


@given(st.text(max_size=200))
def test_any_address_opens_something(query):
    state = Filters.from_query(query)
    assert Filters.from_query(state.to_query()) == state


def test_what_is_not_understood_is_left_out():
    state = Filters.from_query(
        "band=high&band=purple&visited=soon&colour=red&sort=up&known=9&overlap=1d&share=all"
        "&period=2026-03..2026-01&period=2026-13..2027-01&area=_p~iF&area=!"
    )
    assert state == Filters(band=("high",))


def test_an_endless_list_of_values_is_cut():
    query = "&".join(f"sector=s{i}" for i in range(500)) + "&district=" + "x" * 500
    state = Filters.from_query(query)
    assert len(state.sector) == 64
    assert state.district == ()


def test_long_text_is_cut():
    assert len(Filters.from_query("", "x" * 500).text) == MOST_TEXT


def test_chosen_lists_every_filter_and_without_removes_one_value():
    state = Filters(band=("high", "severe"), visited="never", text="mill")
    assert state.chosen() == [
        ("band", "high"),
        ("band", "severe"),
        ("visited", "never"),
        ("text", "mill"),
    ]
    assert state.without("band", "high").band == ("severe",)
    assert state.without("band").band == ()
    assert state.without("visited").visited == ""


def test_no_filter_lets_everything_through(small):
    assert kept(small, Filters()).all()


@pytest.mark.parametrize(
    ("name", "column"),
    [("band", "band"), ("sector", "sector"), ("district", "district"), ("rating", "rating")],
)
def test_the_values_of_a_list_are_joined_by_or(small, name, column):
    values = small.profiles[column].dropna().unique()[:2]
    found = kept(small, Filters(**{name: tuple(values)}))
    assert (found == small.profiles[column].isin(values)).all()
    assert found.any()


def test_known_to_any_of_the_agencies_is_enough(small):
    found = kept(small, Filters(agency=("ECFRS", "HSE")))
    wanted = small.profiles[ScoredProfile.agencies].map(
        lambda held: bool({"ECFRS", "HSE"} & {*held})
    )
    assert (found == wanted).all()


def test_a_value_the_county_lacks_lets_nothing_through(small):
    for name in ("sector", "agency", "district", "ward", "type", "rating"):
        assert not kept(small, Filters(**{name: ("nowhere",)})).any()


def contacts(small):
    return small.table("touchpoints").merge(
        small.profiles[[Touchpoint.profile_id]].reset_index(), on=Touchpoint.profile_id
    )


def rows_of(small, found):
    kept = np.zeros(len(small), dtype=bool)
    kept[found["index"]] = True
    return kept


def test_one_contact_of_any_of_the_kinds_is_enough(small):
    all_of = contacts(small)
    wanted = all_of[all_of[Touchpoint.category].isin(["complaint", "enforcement"])]
    found = kept(small, Filters(type=("complaint", "enforcement")))
    assert (found == rows_of(small, wanted)).all()
    assert 0 < found.sum() < len(small)


def test_a_period_holds_both_its_months_and_nothing_beside(small):
    all_of = contacts(small)
    wanted = all_of[all_of[Touchpoint.event_on].between("2026-02-01", "2026-04-30")]
    found = kept(small, Filters(period="2026-02..2026-04"))
    assert (found == rows_of(small, wanted)).all()
    assert 0 < found.sum() < len(small)


def test_what_has_no_rating_is_found_as_such(small):
    bare = small.profiles.assign(
        **{ScoredProfile.rating: small.profiles[ScoredProfile.rating].replace("3", np.nan)}
    )
    columns = columns_of(
        bare, small.table("touchpoints"), AS_OF, pd.Series(np.nan, bare.index, dtype="str")
    )
    found = mask(columns, Filters(rating=("none",)), AS_OF)
    assert (found == bare[ScoredProfile.rating].isna()).all()
    assert found.any()


def test_two_agencies_within_a_fortnight_overlap_and_one_agency_never_does(small):
    found = kept(small, Filters(overlap="14d"))
    recent = contacts(small)
    recent = recent[recent[Touchpoint.event_on] >= pd.Timestamp(AS_OF) - pd.Timedelta(days=365)]
    recent = recent[~recent[Touchpoint.agency].isin(["CH", "PUBLIC"])]
    for row, of in recent.groupby("index"):
        pairs = [
            abs((a - b).days) <= 14
            for a, by in zip(of[Touchpoint.event_on], of[Touchpoint.agency], strict=True)
            for b, other in zip(of[Touchpoint.event_on], of[Touchpoint.agency], strict=True)
            if by != other
        ]
        assert found[row] == any(pairs)
    assert 0 < found.sum() < len(small)


def test_what_is_due_is_what_the_one_rule_says(small):
    days = days_overdue(small.columns)
    assert (kept(small, Filters(due="due")) == (days >= 0)).all()
    assert (kept(small, Filters(due="overdue")) == (days > 91)).all()
    assert 0 < (days > 91).sum() < (days >= 0).sum() < len(small)


def test_the_busiest_are_a_twentieth_and_nobody_else_has_more_contacts(small):
    found = kept(small, Filters(share="top5"))
    counts = small.columns.contacts
    assert found.sum() == 20
    assert counts[found].min() >= counts[~found].max()
    ids = small.profiles[ScoredProfile.profile_id]
    tied = counts == counts[found].min()
    assert ids[found & tied].max() < ids[~found & tied].min()


@pytest.mark.parametrize("known", list(KNOWN))
def test_the_number_of_agencies_is_bounded_as_its_label_says(small, known):
    _, least, most = KNOWN[known]
    counts = small.profiles[ScoredProfile.agency_count]
    assert (kept(small, Filters(known=known)) == counts.between(least, most)).all()


def test_the_last_visit_is_counted_in_calendar_months(small):
    day = small.profiles[ScoredProfile.last_visit_on]
    year_ago = pd.Timestamp(AS_OF) - pd.DateOffset(months=12)
    assert (kept(small, Filters(visited="within12m")) == (day >= year_ago)).all()
    assert (kept(small, Filters(visited="over1y")) == ~(day >= year_ago)).all()
    assert (kept(small, Filters(visited="never")) == day.isna()).all()
    within, over = visited_ranges(AS_OF)["within12m"], visited_ranges(AS_OF)["over1y"]
    assert within == (0, 365)
    assert over == (366, NEVER)


def test_the_places_part_the_county(small):
    on, off = (kept(small, Filters(place=place)) for place in ("on", "off"))
    outside = kept(small, Filters(place="outside"))
    assert (on != off).all()
    assert (outside <= on).all()
    assert outside.any()
    assert not small.profiles[ScoredProfile.in_county][outside].any()


def test_text_is_found_without_accents_capitals_or_the_postcodes_space(small):
    names = small.profiles[ScoredProfile.name]
    assert (text_mask(small.columns, "  ÉCLAT ") == names.str.contains("Éclat")).all()
    assert (text_mask(small.columns, "eclat") == text_mask(small.columns, "Éclat")).all()
    postcode = small.profiles[ScoredProfile.postcode].iloc[0]
    assert text_mask(small.columns, postcode.lower().replace(" ", ""))[0]


def test_every_word_of_the_text_must_be_found(small):
    both = text_mask(small.columns, "kestrel harlow")
    one, other = text_mask(small.columns, "kestrel"), text_mask(small.columns, "harlow")
    assert (both == (one & other)).all()


def test_text_is_no_pattern(small):
    assert not text_mask(small.columns, ".*").any()
    assert not text_mask(small.columns, "%").any()


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@given(STATES)
def test_filters_only_ever_take_away(small, state):
    every = kept(small, state)
    for name, _ in state.chosen():
        assert (every <= kept(small, state.without(name))).all()
    assert every.dtype == np.bool_
