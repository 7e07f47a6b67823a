from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.id_history import with_events
from linkage.identity import profile_ids
from records.schema import IdEvent, PlacedRecord, Redirect

FIRST, LATER = (1, date(2026, 5, 1)), (2, date(2026, 5, 3))


def ids(**owners: str) -> pd.DataFrame:
    rows = list(owners.items())
    return pd.DataFrame(rows, columns=[PlacedRecord.record_id, PlacedRecord.profile_id])


def led(**ends: str) -> pd.DataFrame:
    return Redirect.shape(pd.DataFrame(list(ends.items()), columns=list(Redirect.columns())))


NOBODY = ids()


def told(history: pd.DataFrame) -> list[tuple[str, str, str | None]]:
    others = [None if pd.isna(one) else one for one in history[IdEvent.other_id]]
    return list(zip(history[IdEvent.about_id], history[IdEvent.event], others, strict=True))


def after(was: pd.DataFrame, now: pd.DataFrame, redirects: pd.DataFrame) -> pd.DataFrame:
    first = with_events(IdEvent.empty(), (NOBODY, was), led(), FIRST)
    history = with_events(first, (was, now), redirects, LATER)
    assert history.iloc[: len(first)].equals(first)
    return history.iloc[len(first) :]


def test_an_id_is_made_in_the_build_that_first_has_it():
    made = with_events(IdEvent.empty(), (NOBODY, ids(r1="A", r2="B")), led(), FIRST)
    assert told(made) == [("A", "made", None), ("B", "made", None)]
    assert made[IdEvent.build].tolist() == [1, 1]
    assert made[IdEvent.on].dt.date.tolist() == [date(2026, 5, 1)] * 2


def test_where_nothing_becomes_of_any_id_nothing_is_added():
    assert after(ids(r1="A", r2="B"), ids(r1="A", r2="B", r3="B"), led()).empty


def test_an_id_whose_records_went_over_to_another_is_merged_into_it():
    history = after(ids(r1="A", r2="B"), ids(r1="A", r2="A"), led(B="A"))
    assert told(history) == [("B", "merged", "A")]


def test_an_id_given_to_records_that_had_another_is_split_from_it():
    history = after(ids(r1="A", r2="A", r3="A"), ids(r1="A", r2="A", r3="C"), led())
    assert told(history) == [("C", "split", "A")]


def test_an_id_whose_records_left_is_ended_and_one_that_came_back_returned():
    was, gone = ids(r1="A", r2="B"), ids(r1="A")
    first = with_events(IdEvent.empty(), (NOBODY, was), led(), FIRST)
    second = with_events(first, (was, gone), led(), LATER)
    third = with_events(second, (gone, was), led(), (3, date(2026, 5, 4)))
    assert told(third)[2:] == [("B", "ended", None), ("B", "returned", None)]


def test_ids_older_than_any_history_are_said_to_be_known():
    was = ids(r1="A")
    history = with_events(IdEvent.empty(), (was, ids(r1="A", r2="B")), led(), LATER)
    assert told(history) == [("A", "known", None), ("B", "made", None)]


PARTS = st.lists(st.integers(0, 4), min_size=6, max_size=6)


@settings(max_examples=20, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=4))
def test_the_history_tells_of_every_id_whether_it_is_in_use(builds):
    members, redirects, history = NOBODY, led(), IdEvent.empty()
    records = [f"r{n}" for n in range(6)]
    for number, parts in enumerate(builds, 1):
        here = [(one, str(part)) for one, part in zip(records, parts, strict=True) if part]
        entities = pd.DataFrame(here, columns=[PlacedRecord.record_id, "entity_id"])
        entities["entity_id"] = entities.groupby("entity_id")["record_id"].transform("min")
        found = profile_ids(entities, members, redirects)
        history = with_events(
            history, (members, found.ids), found.redirects, (number, date(2026, 5, number))
        )
        members, redirects = found.ids, found.redirects
    last = history.drop_duplicates(IdEvent.about_id, keep="last")
    in_use = ~last[IdEvent.event].isin(["merged", "ended"])
    assert set(last.loc[in_use, IdEvent.about_id]) == set(members[PlacedRecord.profile_id])
    merged = history[history[IdEvent.event] == "merged"]
    assert set(redirects[Redirect.old_id]) <= set(merged[IdEvent.about_id])
