from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from benchmarks.made_up import made_up_tables
from linkage.judgements import rejudged
from linkage.prepare import prepare
from linkage.relations import relate
from records.domain import agencies, event_types
from records.schema import Fact, Judgement, Link, PlacedRecord, Profile, Tie, Touchpoint
from records.store.frames import to_arrow
from risk.changes import changes
from risk.checklist import Scores
from risk.describing import Known, described
from risk.renewing import Before, renewed
from risk.telling import scored

R = PlacedRecord
DAY = date(2025, 9, 1)
TABLES = {"profiles": Profile, "facts": Fact, "links": Link, "touchpoints": Touchpoint, "ties": Tie}
WORDS = {
    R.agency: list(agencies().index),
    R.event_code: list(event_types()["code"]),
    R.status: ["active", "ended", "refused"],
    R.result: ["clean", "minor", "serious", "no_access", "closed"],
    R.rating: ["0", "1", "2", "3", "4", "5", "AwaitingInspection"],
    R.located_by: ["source", "postcode", "outcode", "none"],
    R.name: ["Larch Hand Car Wash", "Larch Hand Car Wash Ltd", "Elmwater Nails", "Tannery Cafe"],
    R.address: ["4 Mill Lane", "4 Mill Ln", "9 High Street", "12 Quay Road"],
    R.postcode: ["CM1 1AA", "CM1 1AB", "SS9 4ZZ"],
    R.source: ["hse_notices", "licensing", "companies_house"],
    R.handling: ["P", "C"],
}


def people(rng: np.random.Generator, profiles: int) -> pd.DataFrame:
    """Records of so many businesses, some of several records; the days of some are yet to come."""
    made = made_up_tables(profiles, seed=int(rng.integers(1_000)))["records"]
    for column, words in WORDS.items():
        chosen = pd.Series(rng.choice(words, len(made)), dtype="str")
        may_be_missing = not column.required and column is not R.name
        made[column] = chosen.mask(rng.random(len(made)) < 0.3) if may_be_missing else chosen
    return made


def held(records: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """What a build of that day is made of: a record whose day is yet to come is unknown."""
    return records[~(records[R.event_on] >= pd.Timestamp(as_of))].reset_index(drop=True)


def describe(records: pd.DataFrame, known: Known) -> dict[str, pd.DataFrame]:
    return {name: frame for name, frame in described(records, known).items() if name != "ties"}


def urgency(
    tables: Mapping[str, pd.DataFrame | pa.Table], records: pd.DataFrame, on: date, some: set[str]
) -> Scores:
    """The scores of what is said of these records; some of them are disputed."""
    relations = relate(records, on).frame
    return scored({**tables, "records": records, "relations": relations}, on, some)


def told(records: pd.DataFrame, known: Known) -> dict[str, object]:
    return {name: to_arrow(TABLES[name], one) for name, one in described(records, known).items()}


def word(a: str, b: str, verdict: str) -> pd.DataFrame:
    row = {Judgement.id_a: min(a, b), Judgement.id_b: max(a, b), Judgement.verdict: verdict}
    return Judgement.shape(pd.DataFrame([row]))


def another_day(records: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The same records a day later: some left, came, say something else, or changed business."""
    after = records[rng.random(len(records)) > 0.06].reset_index(drop=True)
    fresh = people(rng, 2)
    fresh[R.record_id] = "new:" + fresh[R.record_id]
    after = pd.concat([after, fresh], ignore_index=True)
    for column in (R.name, R.ended_on, R.rating, R.details, R.postcode):
        row = int(rng.integers(len(after)))
        after.loc[row, column] = after[column].iloc[int(rng.integers(len(after)))]
    moved = rng.integers(len(after), size=2)
    after.loc[moved[0], R.profile_id] = after[R.profile_id].iloc[moved[1]]
    return after.sample(frac=1, random_state=int(rng.integers(1_000))).reset_index(drop=True)


@settings(max_examples=8, deadline=None, phases=[Phase.generate])
@given(st.integers(0, 10_000), st.integers(-40, 200))
def test_what_is_said_anew_and_as_before_is_what_all_described_together_would_say(seed, later):
    rng = np.random.default_rng(seed)
    every = people(rng, 12)
    first = held(every, DAY)
    corpus = prepare(first).corpus
    ids = sorted(first.loc[first[R.profile_id] == first[R.profile_id].iloc[0], R.record_id])
    said = word(ids[0], ids[-1], "same") if len(ids) > 1 else Judgement.empty()
    known = Known(said, corpus, DAY)
    before = Before(told(first, known), first, DAY)
    words = Judgement.empty() if seed % 2 else said
    now = Known(words, corpus, DAY + timedelta(days=later))
    second = held(another_day(every, rng), now.as_of)
    touched = changes(first, second).touched | second[R.record_id].isin(rejudged(said, words))
    found = renewed(before, second, np.asarray(touched), now).tables
    expected = told(second, now)
    for name, table in expected.items():
        assert found[name].equals(table), name


@pytest.fixture(scope="module")
def county():
    records = held(people(np.random.default_rng(3), 10), DAY)
    known = Known(Judgement.empty(), prepare(records).corpus, DAY)
    return records, known, Before(told(records, known), records, DAY)


def test_scores_and_reasons_of_a_day_are_those_of_all_described_together(county):
    records, known, before = county
    later = replace(known, as_of=DAY + timedelta(days=2))
    second = held(another_day(records, np.random.default_rng(4)), later.as_of)
    found = renewed(before, second, changes(records, second).touched, later)
    assert 0 < len(found.anew) < second[R.profile_id].nunique()
    some = set(second[R.record_id].iloc[:2])
    for disputed in (set(), some):
        anew = urgency(describe(second, later), second, later.as_of, disputed)
        again = urgency(found.tables, second, later.as_of, disputed)
        pd.testing.assert_frame_equal(again.profiles, anew.profiles)
        pd.testing.assert_frame_equal(again.reasons, anew.reasons)


def nothing(records: pd.DataFrame) -> np.ndarray:
    return np.zeros(len(records), dtype=bool)


def test_where_nothing_changed_everything_is_said_as_before(county):
    records, known, before = county
    found = renewed(before, records, nothing(records), known).tables
    assert all(found[name].equals(before.tables[name]) for name in TABLES)


def test_a_business_whose_records_all_left_is_gone(county):
    records, known, before = county
    one = records[R.profile_id].iloc[0]
    rest = records[records[R.profile_id] != one].reset_index(drop=True)
    found = renewed(before, rest, nothing(rest), known).tables
    assert one in before.tables["profiles"]["profile_id"].to_pylist()
    assert one not in found["profiles"]["profile_id"].to_pylist()
    assert found["ties"].equals(told(rest, known)["ties"])


def test_a_day_that_ends_a_business_is_said_though_no_record_changed(county):
    records, known, before = county
    ended = records.copy()
    ends = pd.Timestamp(DAY + timedelta(days=2))
    ended[R.ended_on], ended[R.agency], ended[R.status] = ends, "CH", "ended"
    known = replace(known, corpus=prepare(ended).corpus)
    before = Before(told(ended, known), ended, DAY)
    later = replace(known, as_of=DAY + timedelta(days=3))
    found = renewed(before, ended, nothing(ended), later).tables
    assert "ceased" not in before.tables["profiles"]["status"].to_pylist()
    assert found["profiles"].equals(told(ended, later)["profiles"])
    assert "ceased" in found["profiles"]["status"].to_pylist()


def test_a_record_that_says_nothing_else_is_not_changed(county):
    records, *_ = county
    again = records.sample(frac=1, random_state=1).reset_index(drop=True)
    found = changes(records, again)
    assert not found.touched.any()
    assert found.relink == ()


def test_a_record_that_changes_what_linkage_never_reads_is_told_again_and_not_linked_again(county):
    records, *_ = county
    other = records.copy()
    other.loc[0, R.details] = "seen again"
    found = changes(records, other)
    assert found.touched.tolist() == [True, *[False] * (len(records) - 1)]
    assert found.relink == ()


def test_what_came_left_or_is_called_otherwise_is_linked_again(county):
    records, *_ = county
    other = records.iloc[1:].reset_index(drop=True)
    other[R.aliases] = [["Another"], *other[R.aliases].iloc[1:]]
    more = other.iloc[[2]].assign(**{R.record_id: "new"})
    found = changes(records, pd.concat([other, more], ignore_index=True))
    ids = records[R.record_id]
    assert found.relink == tuple(sorted([ids[0], ids[1], "new"]))
