import numpy as np
import pandas as pd
import pytest

from benchmarks.seeing import seen
from dashboard.columns import YEAR_DAYS, columns_of
from dashboard.labels import agency_name, ago, filter_value, sector_name
from dashboard.viewer import Viewer
from records.errors import BuildError
from records.schema import PlacedRecord, Reason, Redirect, ScoredProfile, Touchpoint, Ward
from records.state.marks import Marks


def test_the_rows_of_a_profile_are_its_own(small):
    for row in (0, 17, len(small) - 1):
        profile = small.profile(row)
        for name in ("records", "touchpoints", "facts", "links", "reasons"):
            assert set(small.of(name, row)[Reason.profile_id]) <= {profile[Reason.profile_id]}
        assert len(small.of("records", row)) == profile[ScoredProfile.record_count]
        assert small.of("reasons", row)[Reason.points].sum() == profile[ScoredProfile.score]


def test_all_rows_of_all_profiles_are_the_whole_table(small):
    total = sum(len(small.of("touchpoints", row)) for row in range(len(small)))
    assert total == len(small.table("touchpoints"))


@pytest.mark.parametrize("column", [ScoredProfile.postcode, ScoredProfile.phone])
def test_profiles_alike_are_all_others_with_the_same_text_and_none_without_one(small, column):
    values = small.profiles[column]
    for row in range(0, len(small), 7):
        same = np.flatnonzero((values == values.iloc[row]).fillna(False).to_numpy("bool"))
        assert small.alike(column, row).tolist() == [at for at in same if at != row]
    bare = np.flatnonzero(values.isna())
    assert all(small.alike(column, int(row)).tolist() == [] for row in bare)


def test_an_older_id_leads_to_the_profile_that_took_it_over(small):
    id = small.profiles[ScoredProfile.profile_id].iloc[1]
    assert small.row_of(id) == 1
    assert small.row_of("OLD" + id) == 1
    assert small.row_of("nobody") is None


def test_a_code_stands_for_the_value_of_the_profile(small):
    columns, profiles = small.columns, small.profiles
    sectors = np.array(columns.sectors)[columns.sector]
    assert (sectors == profiles[ScoredProfile.sector]).all()
    districts = np.array(["", *columns.districts])[columns.district]
    assert (districts == profiles[ScoredProfile.district].fillna("")).all()
    agencies = [
        sorted(name for bit, name in enumerate(columns.agencies) if int(bits) >> bit & 1)
        for bits in columns.agency_bits
    ]
    assert agencies == [sorted(held) for held in profiles[ScoredProfile.agencies]]


def test_contacts_of_the_last_year_are_counted(small):
    touchpoints = small.table("touchpoints")
    recent = touchpoints[Touchpoint.event_on] >= pd.Timestamp(small.about.as_of) - pd.Timedelta(
        days=YEAR_DAYS
    )
    assert small.columns.contacts.sum() == recent.sum()


def test_who_may_see_everything_sees_the_county_itself(small):
    assert seen(small).county is small


def test_a_business_is_made_of_the_records_within_the_clearances(small):
    plain = seen(small, Viewer("someone", "someone", "inspector", "ECFRS", frozenset("P"))).county
    records = small.table("records")
    kept = set(records[records[PlacedRecord.handling] == "P"][PlacedRecord.record_id])
    assert 0 < len(kept) < len(records)
    assert set(plain.table("records")[PlacedRecord.record_id]) == kept
    assert set(plain.table("touchpoints")[Touchpoint.handling]) == {"P"}
    for name in ("records", "facts", "touchpoints", "reasons", "links"):
        owners = set(plain.table(name)[Reason.profile_id])
        assert owners <= set(plain.profiles[ScoredProfile.profile_id])


def test_who_may_see_nothing_sees_an_empty_county(small):
    nothing = seen(small, Viewer("nobody", "nobody", "inspector", "", frozenset())).county
    assert len(nothing) == 0
    assert nothing.columns.on_map.sum() == 0
    assert list(nothing.order("score")) == []


def test_a_redirect_to_a_business_left_out_is_left_out(small):
    id = small.profiles[ScoredProfile.profile_id].iloc[0]
    its = small.table("records").query("profile_id == @id")[PlacedRecord.record_id]
    gone = seen(small, marks=Marks(restricted=frozenset(its))).county
    assert Redirect.old_id == "old_id"
    assert gone.row_of("OLD" + id) is None
    assert gone.row_of(small.profiles[ScoredProfile.profile_id].iloc[1]) == 0


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (ScoredProfile.agencies, [[f"A{row}"] for row in range(65)]),
        (ScoredProfile.sector, [f"s{row}" for row in range(300)]),
        (ScoredProfile.district, [f"d{row}" for row in range(300)]),
    ],
)
def test_more_values_than_codes_are_refused_not_mixed_up(small, column, values):
    profiles = small.profiles.iloc[: len(values)].assign(**{column: values})
    with pytest.raises(BuildError, match="can tell"):
        columns_of(
            profiles,
            small.table("touchpoints"),
            small.about.as_of,
            profiles[ScoredProfile.district],
        )


def test_each_business_has_the_ward_its_place_lies_in(small):
    columns = small.columns
    of = small.wards.set_index(Ward.ward)[Ward.district]
    named = [columns.wards[code - 1] for code in columns.ward if code]
    homes = small.profiles[ScoredProfile.district]
    assert [of[one] for one in named] == homes[columns.ward > 0].tolist()
    assert ((columns.ward > 0) == homes.notna()).all()
    assert set(columns.wards) == set(named)


def test_codes_have_names_and_unknown_codes_keep_theirs():
    assert sector_name("car_wash") == "Hand car wash"
    assert sector_name("moon_base") == "moon_base"
    assert agency_name("ECFRS") == "Fire"
    assert agency_name("XYZ") == "XYZ"
    assert ago(3) == "3 days ago"


def test_every_filter_says_its_value_in_words():
    assert filter_value("band", "high") == "High"
    assert filter_value("sector", "pub") == "Pub, bar and club"
    assert filter_value("agency", "EPOL") == "Police"
    assert filter_value("district", "Harlow") == "Harlow"
    assert filter_value("visited", "never") == "Never visited"
    assert filter_value("known", "1") == "One agency"
    assert filter_value("place", "off") == "Not on the map"
