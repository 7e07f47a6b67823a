import time

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.identity import ENTITY_ID, new_id, profile_ids
from records.schema import PlacedRecord, Redirect

NO_REDIRECTS = Redirect.empty()
RECORDS = [f"r{number:02}" for number in range(12)]
partitions = st.dictionaries(
    st.sampled_from(RECORDS), st.sampled_from(["e1", "e2", "e3", "e4"]), min_size=1
)


def entities(clusters):
    rows = sorted(clusters.items())
    return pd.DataFrame(rows, columns=[PlacedRecord.record_id, ENTITY_ID], dtype="str")


def previous(profiles):
    rows = sorted(profiles.items())
    columns = [PlacedRecord.record_id, PlacedRecord.profile_id]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def ids_of(identity):
    ids = identity.ids
    return dict(zip(ids[PlacedRecord.record_id], ids[PlacedRecord.profile_id], strict=True))


def redirects_of(identity):
    frame = identity.redirects
    return dict(zip(frame[Redirect.old_id], frame[Redirect.new_id], strict=True))


def builds(chain):
    """Run the partitions one after the other, as builds of a county."""
    before, redirects = previous({}), NO_REDIRECTS
    for clusters in chain:
        identity = profile_ids(entities(clusters), before, redirects)
        yield identity
        before, redirects = identity.ids, identity.redirects


def test_a_first_build_makes_readable_ids_from_the_smallest_record():
    identity = profile_ids(entities({"r1": "x", "r2": "x", "r3": "y"}), previous({}), NO_REDIRECTS)
    assert ids_of(identity) == {"r1": new_id("r1"), "r2": new_id("r1"), "r3": new_id("r3")}
    assert len(new_id("r1")) == 8
    assert not set("ILOU") & set(new_id("r1")[1:])


def test_an_entity_that_gains_records_keeps_its_id():
    before = previous({"r2": "B1", "r3": "B1"})
    identity = profile_ids(entities({"r1": "x", "r2": "x", "r3": "x"}), before, NO_REDIRECTS)
    assert set(ids_of(identity).values()) == {"B1"}
    assert redirects_of(identity) == {}


def test_the_larger_part_of_a_split_keeps_the_id():
    before = previous({"r1": "B1", "r2": "B1", "r3": "B1"})
    identity = profile_ids(entities({"r1": "x", "r2": "y", "r3": "y"}), before, NO_REDIRECTS)
    assert ids_of(identity) == {"r1": new_id("r1"), "r2": "B1", "r3": "B1"}


def test_a_merged_id_redirects_to_the_one_that_holds_most_of_its_records():
    before = previous({"r1": "B1", "r2": "B1", "r3": "B2"})
    identity = profile_ids(entities({"r1": "x", "r2": "x", "r3": "x"}), before, NO_REDIRECTS)
    assert redirects_of(identity) == {"B2": "B1"}


def test_a_chain_of_merges_is_flattened():
    older = pd.DataFrame({Redirect.old_id: ["B3"], Redirect.new_id: ["B2"]})
    before = previous({"r1": "B1", "r2": "B1", "r3": "B2"})
    identity = profile_ids(entities({"r1": "x", "r2": "x", "r3": "x"}), before, older)
    assert redirects_of(identity) == {"B2": "B1", "B3": "B1"}


def test_a_redirect_to_a_business_that_was_erased_is_dropped():
    older = pd.DataFrame({Redirect.old_id: ["B3"], Redirect.new_id: ["B2"]})
    identity = profile_ids(entities({"r1": "x"}), previous({"r1": "B1", "r3": "B2"}), older)
    assert redirects_of(identity) == {}


def test_a_merge_that_is_undone_gives_the_old_id_back():
    apart = {"r1": "x", "r2": "x", "r3": "y"}
    together = dict.fromkeys(apart, "x")
    first, merged, undone = builds([apart, together, apart])
    assert redirects_of(merged) == {new_id("r3"): new_id("r1")}
    assert ids_of(undone) == ids_of(first)
    assert redirects_of(undone) == {}


def test_a_split_with_the_smallest_record_leaving_gets_a_second_attempt():
    before = previous({"r1": new_id("r1"), "r2": new_id("r1"), "r3": new_id("r1")})
    identity = profile_ids(entities({"r1": "x", "r2": "y", "r3": "y"}), before, NO_REDIRECTS)
    assert ids_of(identity)["r1"] == new_id("r1", attempt=1)


def test_a_tie_goes_to_the_entity_whose_record_sorts_first():
    before = previous({"r1": "B1", "r2": "B1"})
    identity = profile_ids(entities({"r1": "z", "r2": "a"}), before, NO_REDIRECTS)
    assert ids_of(identity) == {"r1": "B1", "r2": new_id("r2")}


def test_entities_may_be_numbered():
    frame = entities({"r1": "x", "r2": "y"}).assign(**{ENTITY_ID: [7, 8]})
    assert ids_of(profile_ids(frame, previous({"r2": "B1"}), NO_REDIRECTS)) == {
        "r1": new_id("r1"),
        "r2": "B1",
    }


@given(partitions)
@settings(max_examples=40, deadline=None)
def test_the_same_entities_keep_every_id(clusters):
    first, again = builds([clusters, clusters])
    assert ids_of(first) == ids_of(again)


@given(st.lists(partitions, min_size=2, max_size=4))
@settings(max_examples=50, deadline=None)
def test_over_builds_ids_are_one_to_one_with_entities_and_redirects_end_in_one_step(chain):
    for clusters, identity in zip(chain, builds(chain), strict=True):
        ids = ids_of(identity)
        pairs = {(clusters[record], ids[record]) for record in clusters}
        assert len(pairs) == len(set(clusters.values())) == len(set(ids.values()))
        redirects = redirects_of(identity)
        assert not set(redirects) & set(ids.values())
        assert set(redirects.values()) <= set(ids.values())


@given(partitions, partitions)
@settings(max_examples=40, deadline=None)
def test_every_id_of_the_last_build_still_leads_somewhere_while_its_records_exist(old, new):
    first, second = builds([old, new])
    after, redirects = ids_of(second), redirects_of(second)
    for record, profile in ids_of(first).items():
        if record in after:
            assert profile in after.values() or profile in redirects


@given(partitions, partitions, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_rows_changes_nothing(old, new, random):
    before = profile_ids(entities(old), previous({}), NO_REDIRECTS).ids
    order = random.sample(range(len(new)), len(new))
    shuffled = entities(new).iloc[order]
    straight = profile_ids(entities(new), before, NO_REDIRECTS)
    crooked = profile_ids(shuffled, before.sample(frac=1, random_state=1), NO_REDIRECTS)
    assert ids_of(straight) == ids_of(crooked)
    assert redirects_of(straight) == redirects_of(crooked)


def test_ten_per_cent_more_data_leaves_the_ids_of_a_county_unchanged():
    rng = np.random.default_rng(3)
    owner = pd.Series(rng.integers(0, 14_300, 120_000)).astype("str")
    county = pd.DataFrame(
        {
            PlacedRecord.record_id: [f"s:{number:06}" for number in range(120_000)],
            ENTITY_ID: owner,
        }
    )
    early = county[rng.random(len(county)) < 0.9]
    before = profile_ids(early, previous({}), NO_REDIRECTS)
    started = time.perf_counter()
    after = profile_ids(county, before.ids, before.redirects)
    seconds = time.perf_counter() - started
    assert set(before.ids[PlacedRecord.profile_id]) <= set(after.ids[PlacedRecord.profile_id])
    assert seconds < 5
