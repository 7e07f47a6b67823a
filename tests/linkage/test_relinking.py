import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from linkage.pipeline import ENTITY_ID, Linkage, link
from linkage.relinking import relink
from linkage.settings import LinkageSettings
from linkage.standing import Standing, StandingError
from records.schema import Judgement, PlacedRecord

R = PlacedRecord
SETTINGS = LinkageSettings()
STREETS = ("Mill Lane", "High Street", "Quay Road", "Station Approach", "Tannery Row")
FIRST = ("Larch", "Elmwater", "Juniper", "Saltmarsh", "Brambling", "Ferndown", "Quayside")
LAST = ("Hand Car Wash", "Nail Bar", "Tannery Cafe", "Fish Bar", "Motors", "Bakery")


def county(businesses: int, seed: int) -> pd.DataFrame:
    """Records of so many businesses, each written down by up to four agencies in their own way."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(businesses):
        name = f"{FIRST[number % 7]} {LAST[number // 7 % 6]}"
        street, door = STREETS[number % 5], 3 + 2 * number
        postcode = f"CM{1 + number % 9} {1 + number % 8}AA"
        for source in range(int(rng.integers(1, 5))):
            spelt = (name, f"{name} Ltd", name.upper(), name.replace("a", "e", 1))[source]
            phone = f"01245{number:06d}" if rng.random() < 0.5 else None
            rows.append((f"s{source}:{number}", f"s{source}", spelt, f"{door} {street}",
                         postcode if rng.random() < 0.9 else None, phone))  # fmt: skip
    columns = [R.record_id, R.source, R.name, R.address, R.postcode, R.phone]
    return pd.DataFrame(rows, columns=[str(c) for c in columns])


def entities(linkage: Linkage) -> dict[str, str]:
    frame = linkage.entities
    return dict(zip(frame[R.record_id], frame[ENTITY_ID], strict=True))


def standing(records: pd.DataFrame, words: pd.DataFrame | None = None):
    found = link(records, SETTINGS, words)
    return found, (Standing.of(found, SETTINGS, words), found.corpus)


def words(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return Judgement.shape(pd.DataFrame(rows, columns=[str(c) for c in Judgement.columns()]))


COUNTY = county(60, 1)


@pytest.fixture(scope="module")
def stood():
    return standing(COUNTY)


def without(*ids: str) -> pd.DataFrame:
    return COUNTY[~COUNTY[R.record_id].isin(ids)].reset_index(drop=True)


def test_where_nothing_changed_nothing_is_linked_otherwise(stood):
    first, before = stood
    again, after = relink(before, COUNTY, [])
    assert entities(again) == entities(first)
    assert again.report["groups_touched"] == 0
    assert after.made_by == before[0].made_by


@settings(max_examples=6, deadline=None, phases=[Phase.generate])
@given(st.integers(0, 10_000))
def test_records_that_come_and_go_end_up_as_if_all_were_linked_anew(stood, seed):
    rng = np.random.default_rng(seed)
    whole, _ = stood
    few = COUNTY[rng.random(len(COUNTY)) > 0.1].sample(frac=1, random_state=seed)
    gone = sorted(set(COUNTY[R.record_id]) - set(few[R.record_id]))
    _, before = stood
    _, less = relink(before, few, gone)
    more, _ = relink((less, before[1]), COUNTY, gone)
    assert entities(more) == entities(whole)


def test_a_days_records_join_what_stands_whatever_the_order_of_rows(stood):
    whole, _ = stood
    new = sorted(COUNTY[R.record_id])[::17]
    _, before = standing(without(*new))
    found, _ = relink(before, COUNTY.sample(frac=1, random_state=4), new)
    assert entities(found) == entities(whole)
    other, _ = relink(before, COUNTY, new)
    assert other.entities.equals(found.entities)
    assert other.pairs.equals(found.pairs)


def test_a_record_that_left_leaves_its_business_and_no_trace(stood):
    _, before = stood
    one = "s0:7"
    found, after = relink(before, without(one), [one])
    assert one not in set(found.entities[R.record_id]) | set(found.entities[ENTITY_ID])
    assert one not in set(found.pairs["id_a"]) | set(found.pairs["id_b"])
    names = after.kept.texts["name"].to_pylist()
    gone = {*COUNTY.loc[COUNTY[R.record_id] == one, R.name]}
    rest = {*without(one)[R.name]}
    assert all(name.lower() not in names for name in gone - rest)


def test_a_record_that_moved_away_is_linked_where_it_is_now(stood):
    first, before = stood
    moved = COUNTY.copy()
    target = moved[moved[R.record_id] == "s0:3"].iloc[0]
    at = moved[R.record_id] == "s0:11"
    for column in (R.name, R.address, R.postcode, R.phone):
        moved.loc[at, column] = target[column]
    found, _ = relink(before, moved, ["s0:11"])
    assert entities(first)["s0:11"] != entities(first)["s0:3"]
    assert entities(found)["s0:11"] == entities(found)["s0:3"]


def test_a_persons_word_binds_at_once_and_is_undone_at_once(stood):
    first, before = stood
    same = words(("s0:1", "s0:2", "same"))
    joined, after = relink(before, COUNTY, [], judgements=same)
    assert entities(joined)["s0:1"] == entities(joined)["s0:2"]
    apart, _ = relink((after, before[1]), COUNTY, [])
    assert entities(apart) == entities(first)


def test_two_records_called_different_are_parted_and_stay_so(stood):
    first, before = stood
    pair = next(
        (a, b) for a, b in entities(first).items() if a != b and a.split(":")[1] == b.split(":")[1]
    )
    parted, after = relink(before, COUNTY, [], judgements=words((*sorted(pair), "different")))
    assert entities(parted)[pair[0]] != entities(parted)[pair[1]]
    still, _ = relink((after, before[1]), COUNTY, [pair[0]],
                      judgements=words((*sorted(pair), "different")))  # fmt: skip
    assert entities(still) == entities(parted)


def test_a_contradiction_is_told(stood):
    _, before = stood
    said = words(("s0:1", "s0:2", "same"), ("s0:2", "s0:3", "same"), ("s0:1", "s0:3", "different"))
    found, _ = relink(before, COUNTY, [], judgements=said)
    assert found.report["contradictions"] == [("s0:1", "s0:3")]


def test_what_stands_comes_back_from_a_file_as_it_was(stood, tmp_path):
    _, (kept, corpus) = stood
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    kept.write(one)
    read = Standing.read(one.read_bytes())
    read.write(other)
    assert one.read_bytes() == other.read_bytes()
    new = ["s0:5"]
    from_file, _ = relink((read, corpus), without(*new), new)
    assert from_file.entities.equals(relink((kept, corpus), without(*new), new)[0].entities)


def test_a_number_that_no_group_has_yet_is_nowhere_on_the_map(stood):
    lookup = stood[1][0].lookup
    assert np.isnan(lookup.without(2 * np.arange(len(lookup.point))).point[1::2]).all()


def test_what_was_weighed_between_groups_that_stay_is_not_weighed_again():
    records = county(60, 2)
    before = standing(records)[1]
    weighed = before[0].weighed
    _, after = relink(before, records, [])
    assert len(weighed.left)
    assert np.array_equal(after.weighed.bits, weighed.bits)


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"PAR1" + b"\0" * 64 + b"PAR1"])
def test_a_file_that_is_not_whole_is_refused(content):
    with pytest.raises(StandingError, match="not whole"):
        Standing.read(content)


def test_a_file_cut_short_is_refused(stood, tmp_path):
    stood[1][0].write(tmp_path / "kept.parquet")
    content = (tmp_path / "kept.parquet").read_bytes()
    with pytest.raises(StandingError, match="not whole"):
        Standing.read(content[: len(content) // 2])


def test_other_settings_are_not_gone_on_from(stood):
    with pytest.raises(StandingError, match="other settings"):
        relink(stood[1], COUNTY, [], LinkageSettings(min_weight_bits=2.0))


def test_everything_may_leave(stood):
    _, before = stood
    found, after = relink(before, COUNTY.iloc[:0], list(COUNTY[R.record_id]))
    assert found.entities.empty
    back, _ = relink((after, before[1]), COUNTY, list(COUNTY[R.record_id]))
    assert len(back.entities) == len(COUNTY)
