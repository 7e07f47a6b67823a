"""Laws of the whole engine, on invented records."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.clustering import LARGEST
from linkage.comparisons import Comparer
from linkage.explanation import explain
from linkage.model import pretrained
from linkage.pipeline import ENTITY_ID, link
from linkage.prepare import prepare
from linkage.questions import COMPARISONS, SOURCE
from linkage.settings import LinkageSettings
from records.errors import ConcernError, SchemaError
from records.schema import Judgement, Link, Pair
from records.schema import PlacedRecord as R

NAMES = ["Quill & Gorse Bakery", "Quill and Gorse Bakery Ltd", "Brannick Motors", "Eel Bar", "QGB"]
STREETS = ["4 Alder Street", "4 Alder St, Marshwick", "Unit 4, 9 Fenway Road", "9 Fenway Rd", ""]
POSTCODES = ["ZZ1 1AA", "ZZ1 1AB", "ZZ9 9ZZ", ""]
PHONES = ["01632960001", "01632960002", ""]
COMPANIES = ["99000001", "99000777", "", ""]


def table(*rows: Sequence[Any], columns: str = "source name address postcode") -> pd.DataFrame:
    """Return records numbered from r0."""
    ids = [f"r{n}" for n in range(len(rows))]
    return pd.DataFrame(rows, columns=columns.split()).assign(record_id=ids)


records = st.lists(
    st.tuples(
        st.sampled_from(["fire", "food"]),
        st.sampled_from(NAMES),
        st.sampled_from(STREETS),
        st.sampled_from(POSTCODES),
        st.sampled_from(PHONES),
        st.sampled_from(COMPANIES),
        st.floats(51.5, 51.51),
    ),
    min_size=2,
    max_size=12,
).map(
    lambda rows: table(
        *rows, columns="source name address postcode phone company_number lat"
    ).assign(lon=0.5)
)
few = settings(max_examples=25, deadline=None)


def entity(frame: pd.DataFrame, **chosen: Any) -> dict[str, str]:
    found = link(frame, **chosen).entities
    return dict(zip(found[R.record_id], found[ENTITY_ID], strict=True))


def said(a: str, b: str, verdict: str) -> pd.DataFrame:
    return pd.DataFrame({Judgement.id_a: [a], Judgement.id_b: [b], Judgement.verdict: [verdict]})


@few
@given(records)
def test_comparisons_are_symmetric_and_lie_between_0_and_1(frame: pd.DataFrame) -> None:
    p = prepare(frame, frozenset("*"))
    left, right = np.triu_indices(len(p), 0)
    there, back = Comparer(p).compare(left, right), Comparer(p).compare(right, left)
    np.testing.assert_allclose(there, back)
    known = there[~np.isnan(there)]
    assert ((known >= 0) & (known <= 1)).all()


@few
@given(records)
def test_no_record_differs_from_itself(frame: pd.DataFrame) -> None:
    p = prepare(frame, frozenset("*"))
    own = Comparer(p).compare(np.arange(len(p)), np.arange(len(p)))
    rarity = ("name_rarity", "phone_own", SOURCE)
    other = [at for at, c in enumerate(COMPARISONS) if c.name in rarity]
    own = np.delete(own, other, axis=1)
    assert (own[~np.isnan(own)] > 0.8).all()


@few
@given(records, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(frame: pd.DataFrame, random: Any) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    one, other = link(frame), link(frame.iloc[order].reset_index(drop=True))
    pd.testing.assert_frame_equal(one.entities, other.entities)
    pd.testing.assert_frame_equal(one.pairs, other.pairs)


@few
@given(records, st.sampled_from(["same", "different"]), st.integers(1, 11))
def test_a_judgement_is_obeyed(frame: pd.DataFrame, verdict: str, other: int) -> None:
    b = f"r{other % len(frame)}"
    if b == "r0":
        return
    found = entity(frame, judgements=said("r0", b, verdict))
    assert (found["r0"] == found[b]) == (verdict == "same")


@few
@given(records)
def test_at_most_one_record_of_a_source_is_in_an_entity(frame: pd.DataFrame) -> None:
    found = link(frame, LinkageSettings(policy="at-most-one")).entities
    sources = frame.set_index(R.record_id)[R.source].reindex(found[R.record_id]).to_numpy()
    assert not pd.DataFrame({"e": found[ENTITY_ID], "s": sources}).duplicated().any()


@few
@given(records)
def test_no_entity_holds_two_companies(frame: pd.DataFrame) -> None:
    found = link(frame).entities.set_index(R.record_id)[ENTITY_ID]
    numbers = frame.set_index(R.record_id)[R.company_number].replace("", np.nan)
    assert numbers.groupby(found).nunique().max() in (0, 1)


@few
@given(records)
def test_an_explanation_sums_to_the_match_weight(frame: pd.DataFrame) -> None:
    p = prepare(frame, frozenset("*"))
    compared = Comparer(p).compare(np.array([0]), np.array([1]))
    parts = explain(frame, str(p.record_ids[0]), str(p.record_ids[1]))
    weight = pretrained().weight_bits(compared)[0]
    assert sum(part.bits for part in parts) == pytest.approx(weight)
    assert explain(frame, str(p.record_ids[1]), str(p.record_ids[0])) == parts


def test_an_entity_is_named_after_its_first_record() -> None:
    frame = table(
        ("fire", "Eel Bar", "4 Alder Street", "ZZ1 1AA"),
        ("food", "Eel Bar", "4 Alder St", "ZZ1 1AA"),
        ("food", "Brannick Motors", "77 Fenway Road", "ZZ9 9ZZ"),
    )
    assert entity(frame) == {"r0": "r0", "r1": "r0", "r2": "r2"}


def test_a_record_without_a_name_finds_its_business_by_place() -> None:
    frame = table(
        ("fire", "Brannick Motors", "77 Fenway Road, Marshwick", "ZZ9 9ZZ", 51.5, 0.5),
        ("fire", "Eel Bar", "4 Alder Street, Marshwick", "ZZ1 1AA", 51.6, 0.6),
        ("police", np.nan, "Outside 77 Fenway Rd, Marshwick", "ZZ9 9ZZ", 51.50001, 0.50001),
        columns="source name address postcode lat lon",
    )
    found = entity(frame)
    assert found["r2"] == found["r0"] != found["r1"]


def test_a_successor_at_the_same_premises_is_another_business() -> None:
    frame = table(
        ("fire", "Eel Bar Ltd", "4 Alder Street", "ZZ1 1AA", "99000001"),
        ("food", "Eel Bar", "4 Alder St", "ZZ1 1AA", "99000001"),
        ("food", "Gorse Kitchen Ltd", "4 Alder Street", "ZZ1 1AA", "99000777"),
        columns="source name address postcode company_number",
    )
    found = entity(frame)
    assert found["r0"] == found["r1"] != found["r2"]


def test_branches_of_a_chain_are_apart() -> None:
    frame = table(
        ("fire", "Quill & Gorse Bakery", "4 Alder Street, Marshwick", "ZZ1 1AA", "99000001"),
        ("food", "Quill & Gorse Bakery", "4 Alder St, Marshwick", "ZZ1 1AA", "99000001"),
        ("food", "Quill & Gorse Bakery", "212 Fenway Road, Olderby", "ZZ9 9ZZ", "99000001"),
        columns="source name address postcode company_number",
    )
    found = entity(frame)
    assert found["r0"] == found["r1"] != found["r2"]


def test_identical_records_that_say_too_little_stay_apart() -> None:
    rows = [("food", "Cafe", "", "")] * 40
    assert len(set(entity(table(*rows)).values())) == 40


def test_many_names_that_are_all_there_is_are_not_one_business() -> None:
    rows = [("food", "Quillet Fenn", "", "")] * 3_000
    assert len(set(entity(table(*rows)).values())) == 3_000


def test_many_identical_names_are_bounded() -> None:
    count = 20_000
    frame = pd.DataFrame(
        {
            R.record_id: [f"r{n}" for n in range(count)],
            R.source: "food",
            R.name: "Gorse Kitchen",
            R.address: [f"{n} Alder Street" for n in range(count)],
        }
    )
    report = link(frame).report
    assert report["compared_pairs"] < 40 * count
    dropped = {"keys": 1, "groups": count, "pairs": count * (count - 1) // 2}
    assert report["dropped_block_keys"]["same name or person"] == dropped


def test_a_component_too_large_is_split_and_never_mixed() -> None:
    count = LARGEST + 50
    frame = table(
        *[("food", "Eel Bar", f"4{chr(97 + n % 26)} Alder Street", "ZZ1 1AA", f"{n:06}")
          for n in range(count)],
        columns="source name address postcode uprn",
    )  # fmt: skip
    found = link(frame, LinkageSettings(block_cap=2_000))
    assert found.report["entities"] >= 2
    assert len(found.entities) == count


def test_a_linkage_of_no_records_is_empty() -> None:
    found = link(
        pd.DataFrame({R.record_id: pd.Series(dtype="str"), R.source: pd.Series(dtype="str")})
    )
    assert (len(found.entities), len(found.pairs)) == (0, 0)


def test_pairs_have_their_columns_and_reasons_only_inside_entities() -> None:
    frame = table(
        ("fire", "Eel Bar", "4 Alder Street", "ZZ1 1AA"),
        ("food", "Eel Baar", "4 Alder St", "ZZ1 1AA"),
        ("food", "Eel Kitchen", "9 Alder St", "ZZ1 1AA"),
    )
    linkage = link(frame, LinkageSettings(keep_probability=0.0))
    Pair.check(linkage.pairs)
    ids = linkage.entities.set_index(R.record_id)[ENTITY_ID]
    inside = (
        ids.loc[linkage.pairs[Pair.id_a]].to_numpy() == ids.loc[linkage.pairs[Pair.id_b]].to_numpy()
    )
    told = linkage.pairs[Link.because].str.len() > 0
    assert (told.to_numpy() == inside).all()
    assert (linkage.pairs[Pair.id_a] < linkage.pairs[Pair.id_b]).all()
    assert linkage.pairs[Pair.probability].between(0, 1).all()


@pytest.mark.parametrize("fan_out", [1, 10_000])
def test_records_that_say_the_same_are_paired_too(fan_out: int) -> None:
    row = ("fire", "Quill & Gorse Bakery", "4 Alder Street", "ZZ1 1AA")
    pairs = link(table(row, row, row), LinkageSettings(fan_out=fan_out)).pairs
    assert len(pairs) == (2 if fan_out == 1 else 3)


def test_a_contradiction_is_reported_and_the_pair_stays_apart() -> None:
    frame = table(*[("food", f"Eel Bar {n}", "4 Alder Street", "ZZ1 1AA") for n in range(3)])
    words = pd.concat(
        [said("r0", "r1", "same"), said("r1", "r2", "same"), said("r0", "r2", "different")]
    )
    linkage = link(frame, judgements=words)
    found = dict(zip(linkage.entities[R.record_id], linkage.entities[ENTITY_ID], strict=True))
    assert found["r0"] != found["r2"]
    assert linkage.report["contradictions"] == [("r0", "r2")]


def test_a_judgement_of_a_record_that_is_gone_is_counted() -> None:
    frame = table(("food", "Eel Bar", "", ""), ("food", "Gorse", "", ""))
    linkage = link(frame, judgements=said("r0", "gone", "same"))
    assert linkage.report["unknown_judgements"] == 1


def test_a_verdict_of_another_word_is_refused() -> None:
    with pytest.raises(SchemaError, match="'same', 'different', 'unsure'"):
        link(table(("food", "Eel Bar", "", "")), judgements=said("r0", "r1", "perhaps"))


def test_every_fault_of_the_records_is_named_at_once() -> None:
    with pytest.raises(SchemaError, match="repeat a record_id"):
        link(pd.DataFrame({R.record_id: ["a", "a"], R.source: ["x", "x"]}))
    with pytest.raises(SchemaError, match="'record_id' is missing; column 'source' is missing"):
        link(pd.DataFrame({R.name: ["Eel Bar"]}))


def test_explaining_an_unknown_record_is_refused() -> None:
    with pytest.raises(ConcernError, match="1 of the 2"):
        explain(table(("food", "Eel Bar", "", "")), "r0", "gone")
