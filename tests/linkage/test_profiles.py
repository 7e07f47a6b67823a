from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.holding import MOST_LINKS
from linkage.profiles import NO_NAME, make_profiles
from records.schema import Fact, Link, Pair, PlacedRecord, Profile
from records.touchpoints import touchpoints

AS_OF = date(2026, 9, 1)
NO_PAIRS = Pair.empty()


def record(record_id, **values):
    row = {
        "record_id": record_id,
        "source": "council",
        "agency": "LA_EH",
        "delivery_id": "d1",
        "received_on": "2026-08-01",
        "profile_id": "B1",
        "handling": "P",
        "located_by": "none",
        "in_county": False,
        "name": "Quillby Stores",
    }
    return row | values


def made(*rows, pairs=NO_PAIRS):
    records = PlacedRecord.shape(pd.DataFrame(rows))
    return make_profiles(records, touchpoints(records, AS_OF), pairs, AS_OF)


def one(*rows, pairs=NO_PAIRS):
    profiles = made(*rows, pairs=pairs).profiles
    assert len(profiles) == 1
    return profiles.iloc[0]


def pair(id_a, id_b, probability):
    return {"id_a": id_a, "id_b": id_b, "probability": probability, "weight_bits": 5.0}


def pairs_of(*rows):
    return Pair.shape(pd.DataFrame(rows))


def facts_of(profiles, field):
    facts = profiles.facts
    return facts[facts[Fact.field] == field]


def test_the_name_most_sources_use_is_shown_and_the_others_are_kept():
    profiles = made(
        record("r1", source="a", name="QUILLBY STORES"),
        record("r2", source="b", name="Quillby Stores"),
        record("r3", source="b", name="Quilby Store"),
        record("r4", source="b", name="Quilby Store"),
    )
    profile = profiles.profiles.iloc[0]
    assert profile[Profile.name] == "Quillby Stores"
    assert profile[Profile.other_names] == ["Quilby Store"]
    names = facts_of(profiles, Profile.name)
    assert names[Fact.chosen].tolist() == [True, False]
    assert names[Fact.record_ids].tolist() == [["r1", "r2"], ["r3", "r4"]]


def test_of_names_that_as_many_sources_use_the_latest_is_shown():
    profile = one(
        record("r1", source="a", name="Old Name", event_on="2024-01-01"),
        record("r2", source="b", name="New Name", event_on="2026-01-01"),
    )
    assert profile[Profile.name] == "New Name"


def test_of_values_equally_recent_the_fullest_is_shown():
    profile = one(
        record("r1", source="a", address="4 Tanner Row"),
        record("r2", source="b", address="Unit 2, 4 Tanner Row"),
    )
    assert profile[Profile.address] == "Unit 2, 4 Tanner Row"


def test_a_name_written_by_ear_or_of_the_register_gives_way():
    profile = one(
        record("r1", agency="CH", source="ch", name="QB TRADING LTD", event_on="2026-08-01"),
        record("r2", agency="EPOL", source="police", name="The Quilby", event_on="2026-08-02"),
        record("r3", name="Quillby Stores", event_on="2020-01-01"),
    )
    assert profile[Profile.name] == "Quillby Stores"
    assert profile[Profile.legal_name] == "QB TRADING LTD"
    assert profile[Profile.other_names] == ["QB TRADING LTD", "The Quilby"]


def test_a_name_that_no_record_gives_is_said_to_be_missing():
    profiles = made(record("r1", name=None, uprn="000012345678"))
    assert profiles.profiles[Profile.name].tolist() == [NO_NAME]
    assert facts_of(profiles, Profile.name).empty


def test_an_alias_is_a_name_where_there_is_no_other_and_another_name_where_there_is():
    assert one(record("r1", name=None, aliases=["Quillby"]))[Profile.name] == "Quillby"
    assert one(record("r1", aliases=["QB"]))[Profile.other_names] == ["QB"]


def test_the_address_is_one_at_the_postcode_shown():
    profile = one(
        record("r1", source="a", postcode="CM1 1AA", address="4 Tanner Row"),
        record("r2", source="b", postcode="CM1 1AA", address="4 Tanner Row"),
        record("r3", source="c", postcode="CO2 2BB", address="The Long Warehouse, Mill Lane"),
    )
    assert profile[Profile.postcode] == "CM1 1AA"
    assert profile[Profile.address] == "4 Tanner Row"


def placed(record_id, lat, lon, located_by="source", **values):
    where = {"map_lat": lat, "map_lon": lon, "located_by": located_by, "in_county": True}
    return record(record_id, **where | values)


def test_a_point_of_the_source_beats_a_postcode_and_a_postcode_an_outcode():
    rows = [
        placed("r1", 51.1, 0.1, "outcode"),
        placed("r2", 51.1, 0.1, "outcode"),
        placed("r3", 51.2, 0.2, "postcode"),
        placed("r4", 51.3, 0.3, "source", district="Braintree"),
    ]
    assert one(*rows)[Profile.lat] == 51.3
    assert one(*rows)[Profile.district] == "Braintree"
    assert one(*rows[:3])[Profile.located_by] == "postcode"


def test_a_registered_office_or_a_point_outside_the_county_places_only_what_nothing_else_does():
    office = placed("r1", 51.5, -0.1, agency="CH", in_county=False)
    abroad = placed("r2", 52.9, 1.9, in_county=False)
    shop = placed("r3", 51.7, 0.5, "outcode")
    assert one(office, abroad, shop)[Profile.lat] == 51.7
    assert one(office)[Profile.lat] == 51.5


def test_a_profile_without_a_point_is_not_on_the_map():
    profile = one(record("r1"))
    assert np.isnan(profile[Profile.lat])
    assert profile[Profile.located_by] == "none"
    assert not profile[Profile.in_county]


points = st.tuples(st.integers(0, 40), st.integers(0, 40))


@given(st.lists(points, min_size=1, max_size=12))
@settings(max_examples=25, deadline=None)
def test_the_point_is_one_that_a_record_gave_and_nearest_to_all(given_points):
    where = [(51 + lat / 100, 0.1 + lon / 100) for lat, lon in given_points]
    profile = one(*(placed(f"r{at:02}", *point) for at, point in enumerate(where)))

    def cost(point):
        narrow = np.cos(np.radians(point[0]))
        return sum(np.hypot(a - point[0], (b - point[1]) * narrow) for a, b in where)

    shown = (profile[Profile.lat], profile[Profile.lon])
    assert shown in where
    assert cost(shown) <= min(map(cost, where)) + 1e-9


def test_a_sector_that_was_seen_beats_one_that_was_declared_and_any_beats_other():
    declared = record("r1", agency="CH", source="ch", sector="warehousing")
    seen = record("r2", sector="car_wash")
    unknown = record("r3", source="b", sector="other")
    again = record("r4", source="c", sector="other")
    assert one(declared, seen, unknown, again)[Profile.sector] == "car_wash"
    assert one(declared, unknown, again)[Profile.sector] == "warehousing"
    assert one(unknown)[Profile.sector] == "other"
    assert one(record("r1", sector=None))[Profile.sector] == "other"


@pytest.mark.parametrize(
    "end",
    [
        {"event_code": "CLOSED"},
        {"event_code": "INSP_FOOD", "result": "closed"},
        {"agency": "CH", "status": "ended", "ended_on": "2026-03-01"},
        {"agency": "CQC", "status": "ended", "ended_on": "2026-03-01"},
    ],
)
def test_a_profile_has_ceased_where_the_latest_evidence_says_so(end):
    ended = record("r1", event_on="2026-03-01", **end)
    early = record("r2", event_code="INSP_FOOD", event_on="2025-03-01", result="clean")
    late = record("r3", event_code="COMPL_FOOD", event_on="2026-05-01")
    assert one(ended)[Profile.status] == "ceased"
    assert one(ended, early)[Profile.status] == "ceased"
    assert one(ended, early, late)[Profile.status] == "trading"


def test_a_licence_that_ended_or_an_end_still_to_come_does_not_end_the_business():
    licence = record("r1", agency="LA_LIC", status="ended", ended_on="2026-01-01")
    coming = record("r2", agency="CH", status="ended", ended_on="2026-12-01")
    assert one(licence)[Profile.status] == "trading"
    assert one(coming)[Profile.status] == "trading"


def test_only_authorities_count_as_agencies_that_know_a_business():
    profile = one(
        record("r1", agency="CH", source="ch"),
        record("r2", agency="PUBLIC", source="app"),
        record("r3", agency="LA_EH"),
        record("r4", agency="EPOL", source="police"),
    )
    assert profile[Profile.agencies] == ["EPOL", "LA_EH"]
    assert profile[Profile.agency_count] == 2
    assert profile[Profile.sources] == ["app", "ch", "council", "police"]


def test_what_an_agency_that_ended_knew_its_successor_knows():
    profile = one(record("r1", agency="GLAA"), record("r2", agency="HMRC_NMW"))
    assert profile[Profile.agencies] == ["FWA"]


def test_the_latest_rating_is_shown_and_one_awaited_only_where_there_is_none():
    rows = [
        record("r1", event_code="FHRS_LOW", rating="1", event_on="2025-01-01"),
        record("r2", event_code="FHRS_GOOD", rating="5", event_on="2026-01-01"),
        record("r3", event_code="FHRS_GOOD", rating="4", event_on="2026-09-02"),
        record("r4", rating="AwaitingInspection"),
    ]
    assert one(*rows)[Profile.rating] == "5"
    assert one(rows[3])[Profile.rating] == "AwaitingInspection"


def test_contacts_and_visits_are_dated_and_no_access_is_no_visit():
    profile = one(
        record("r1", event_code="COMPL_FOOD", event_on="2025-01-01"),
        record("r2", event_code="INSP_FOOD", event_on="2025-02-01", result="clean"),
        record("r3", event_code="INSP_TS", agency="ECC_TS", event_on="2025-03-01", result="minor"),
        record("r4", event_code="INSP_TS", event_on="2025-04-01", result="no_access"),
    )
    days = [profile[field].date() for field in (Profile.first_contact_on, Profile.last_contact_on)]
    assert days == [date(2025, 1, 1), date(2025, 4, 1)]
    assert profile[Profile.last_visit_on].date() == date(2025, 3, 1)
    assert profile[Profile.last_visit_agency] == "ECC_TS"
    assert pd.isna(one(record("r1"))[Profile.last_visit_on])


def test_a_sole_trader_anywhere_in_the_profile_makes_the_name_personal():
    assert one(record("r1"), record("r2", is_personal=True))[Profile.is_personal]
    assert not one(record("r1"))[Profile.is_personal]


def test_a_profile_rests_on_the_weakest_link_of_the_strongest_that_hold_it():
    rows = [record(f"r{at}") for at in range(1, 4)]
    pairs = pairs_of(pair("r1", "r2", 0.99), pair("r2", "r3", 0.8), pair("r1", "r3", 0.6))
    assert one(*rows, pairs=pairs)[Profile.weakest_link] == 0.8
    assert one(rows[0])[Profile.weakest_link] == 1.0
    assert pd.isna(one(*rows)[Profile.weakest_link])


def test_links_are_the_pairs_inside_a_profile():
    rows = [record("r1"), record("r2"), record("r3", profile_id="B2")]
    pairs = pairs_of(pair("r1", "r2", 0.9), pair("r2", "r3", 0.4), pair("r1", "r9", 0.9))
    links = made(*rows, pairs=pairs).links
    assert links[[Link.id_a, Link.id_b, Link.profile_id]].to_numpy().tolist() == [
        ["r1", "r2", "B1"]
    ]
    assert links[Link.because].tolist() == [[]]


def test_of_a_large_profile_the_strongest_and_the_weakest_links_are_kept():
    rows = [record(f"r{at:02}") for at in range(31)]
    chain = [pair(f"r{at:02}", f"r{at + 1:02}", 0.5 + at / 100) for at in range(30)]
    links = made(*rows, pairs=pairs_of(*chain)).links
    assert len(links) == MOST_LINKS
    assert sorted(links[Link.probability])[0] == 0.5
    assert sorted(links[Link.probability])[-1] == 0.79


def test_a_small_profile_keeps_its_tree_and_is_filled_up_with_the_strongest():
    rows = [record(f"r{at}") for at in range(6)]
    every = [
        pair(f"r{a}", f"r{b}", 0.9 - a / 100 - b / 1000) for a in range(6) for b in range(a + 1, 6)
    ]
    links = made(*rows, pairs=pairs_of(*every)).links
    assert len(links) == MOST_LINKS
    assert set(links[Link.id_a]) | set(links[Link.id_b]) == {f"r{at}" for at in range(6)}


UNSOURCED = {
    Profile.profile_id,
    Profile.record_count,
    Profile.agency_count,
    Profile.weakest_link,
    Profile.last_visit_agency,
}


def test_every_value_shown_has_a_fact_and_every_fact_a_record():
    rows = [
        placed(
            "r1",
            51.7,
            0.5,
            aliases=["QB"],
            address="4 Tanner Row",
            postcode="CM1 1AA",
            phone="01245123456",
            uprn="000012345678",
            company_number="01234567",
            district="Chelmsford",
            sector="retail",
            is_personal=True,
            event_code="FHRS_GOOD",
            event_on="2026-01-01",
            rating="5",
        ),
        record("r2", agency="CH", source="ch", name="QUILLBY LTD", profile_id="B1"),
    ]
    profiles = made(*rows)
    shown = profiles.facts[profiles.facts[Fact.chosen]]
    told = set(Profile.columns()) - UNSOURCED
    assert told == set(shown[Fact.field])
    assert (profiles.facts[Fact.record_ids].str.len() > 0).all()
    assert set(profiles.facts[Fact.record_ids].explode()) <= {"r1", "r2"}


values = st.sampled_from([None, "Alder Yard", "ALDER YARD", "Alder Yd", "Beck House"])
rows_of = st.lists(
    st.tuples(
        st.sampled_from(["B1", "B2", "B3"]),
        values,
        values,
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["LA_EH", "CH", "EPOL", "GLAA"]),
        st.integers(0, 900),
    ),
    min_size=1,
    max_size=12,
)


@given(rows_of, st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_profiles_do_not_depend_on_the_order_and_each_field_has_one_chosen_fact(drawn, random):
    rows = [
        record(
            f"r{at:02}",
            profile_id=profile,
            name=name,
            address=address,
            source=source,
            agency=agency,
            event_code="INSP_FOOD",
            event_on=pd.Timestamp(AS_OF) - pd.Timedelta(days=days),
        )
        for at, (profile, name, address, source, agency, days) in enumerate(drawn)
    ]
    straight, crooked = made(*rows), made(*random.sample(rows, len(rows)))
    pd.testing.assert_frame_equal(straight.profiles, crooked.profiles)
    pd.testing.assert_frame_equal(straight.facts, crooked.facts)
    single = straight.facts[straight.facts[Fact.field].isin([Profile.name, Profile.address])]
    chosen = single[single[Fact.chosen]]
    assert not chosen.duplicated([Fact.profile_id, Fact.field]).any()
    assert straight.profiles[Profile.record_count].sum() == len(rows)


def test_no_records_give_no_profiles():
    empty = PlacedRecord.empty()
    profiles = make_profiles(empty, touchpoints(empty, AS_OF), NO_PAIRS, AS_OF)
    assert profiles.profiles.empty
    assert profiles.facts.empty
    assert profiles.links.empty
