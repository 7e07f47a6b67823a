import numpy as np
import pandas as pd
import pytest

from benchmarks.made_county import AS_OF, BOUNDARIES, made_county
from benchmarks.seeing import seen
from dashboard.briefing import last_seen
from dashboard.components.contacts import contacts, recorded, who_has_been
from dashboard.components.glossary import glossary
from dashboard.components.links import links
from dashboard.components.print_brief import Sheet, print_brief
from dashboard.components.provenance import facts, others, records
from dashboard.components.score_card import parted, score_card, titled
from dashboard.components.wording import day, signed, source_word
from dashboard.county import About, County
from dashboard.dossier import dossier_of
from dashboard.judging import NOTHING_SAID
from dashboard.pages.profile_page import drawn
from dashboard.pages.profile_parts import part_of
from dashboard.viewer import DEMO, Viewer
from records.contracts import contracts
from records.schema import Link, PlacedRecord, Reason, ScoredProfile, Touchpoint
from risk.factors import FACTORS, LIMITS


@pytest.fixture(scope="module")
def county():
    tables = made_county(300, seed=4)
    boundaries = tables.pop(BOUNDARIES)
    return County(About("made", AS_OF, "", "v1", synthetic=True), tables, boundaries)


@pytest.fixture(scope="module")
def busy(county):
    row = county.profiles[ScoredProfile.record_count].idxmax()
    return county.profile(row)[ScoredProfile.profile_id]


def prop(component, name):
    """What a component, or the data one is sent as, says of `name`; None where it says nothing."""
    if isinstance(component, dict):
        return component["props"].get(name)
    return getattr(component, name, None)


def texts(component) -> str:
    """Every text of a component and of what is in it."""
    if component is None:
        return ""
    if isinstance(component, str | int | float):
        return str(component)
    if isinstance(component, list | tuple):
        return " ".join(map(texts, component))
    return texts(prop(component, "children"))


def hrefs(component) -> list[str]:
    if isinstance(component, list | tuple):
        return [href for part in component for href in hrefs(part)]
    own = [prop(component, "href")] if prop(component, "href") else []
    inside = prop(component, "children")
    return own + (hrefs(inside) if inside else [])


def identities(component) -> set[str]:
    if isinstance(component, list | tuple):
        return set().union(*map(identities, component)) if component else set()
    named = prop(component, "id")
    own = {named} if isinstance(named, str) else set()
    inside = prop(component, "children")
    return own | (identities(inside) if inside else set())


def folds(component) -> list[str]:
    """The names of the folds whose content is sent when they are opened."""
    if isinstance(component, list | tuple):
        return [name for part in component for name in folds(part)]
    named = prop(component, "id")
    own = [named["name"]] if isinstance(named, dict) and named["kind"] == "fold" else []
    inside = prop(component, "children")
    return own + (folds(inside) if inside else [])


def unfolded(found, view) -> list[object]:
    """The page of a business, and what every fold of it holds."""
    page = drawn(found, view)
    return [page, *(part_of(name, found, NOTHING_SAID) for name in folds(page))]


def test_a_business_that_is_not_there_has_no_page(county):
    assert dossier_of(seen(county), "nobody") is None


def test_an_id_of_an_earlier_build_opens_its_successor(county):
    old = next(iter(county._redirects))
    found = dossier_of(seen(county), old)
    assert found.profile[ScoredProfile.profile_id] == county._redirects[old]


def test_a_dossier_holds_only_rows_of_its_own_profile(county, busy):
    found = dossier_of(seen(county), busy)
    for frame in (found.touchpoints, found.reasons, found.facts, found.records, found.links):
        assert set(frame[ScoredProfile.profile_id]) <= {busy}


def test_contacts_are_shown_newest_first(county, busy):
    days = dossier_of(seen(county), busy).touchpoints[Touchpoint.event_on]
    assert days.is_monotonic_decreasing


def test_the_points_shown_are_those_of_the_reasons(county, busy):
    found = dossier_of(seen(county), busy)
    shown = texts(score_card(found))
    assert all(signed(points) in shown for points in found.reasons[Reason.points])
    assert "prediction, not evidence" in shown


def test_every_link_inside_a_page_leads_to_something_on_it(county, busy):
    page = unfolded(dossier_of(seen(county), busy), seen(county))
    inside = {href[1:] for href in hrefs(page) if href.startswith("#")}
    assert inside
    assert inside <= identities(page)


def test_every_record_is_shown_with_its_row_of_its_delivery(county, busy):
    found = dossier_of(seen(county), busy)
    shown = texts(records(found))
    assert all(key in shown for key in found.records[PlacedRecord.source_record_id])
    assert all(f"row {row}" in shown for row in found.records[PlacedRecord.row_number])


def test_facts_name_the_sources_that_say_so(county, busy):
    found = dossier_of(seen(county), busy)
    shown = texts(facts(found))
    assert found.profile[ScoredProfile.name] in shown
    assert any(source_word(source) in shown for source in found.records[PlacedRecord.source])


def test_links_show_their_weight_and_why(county, busy):
    found = dossier_of(seen(county), busy)
    shown = texts(links(found))
    assert f"{signed(found.links[Link.weight_bits].iloc[0])} bits" in shown
    assert found.links[Link.because].iloc[0][0] in shown


def test_a_business_never_visited_is_said_to_be(county):
    never = county.profiles[ScoredProfile.last_visit_on].isna().idxmax()
    found = dossier_of(seen(county), county.profile(never)[ScoredProfile.profile_id])
    assert "Never visited" in last_seen(found, pd.Timestamp(AS_OF))


def test_a_business_without_contacts_says_so(county, busy):
    found = dossier_of(seen(county), busy)
    bare = type(found)(**{**vars(found), "touchpoints": found.touchpoints.iloc[:0]})
    assert "No agency has a dated contact" in texts(contacts(bare))


def test_a_viewer_without_clearance_gets_a_page_without_the_restricted_records(county):
    restricted = county.table("records").query("handling == 'C'")[PlacedRecord.profile_id].iloc[0]
    inspector = Viewer("i", "I", "inspector", "HSE", frozenset("P"))
    assert "C" in set(dossier_of(seen(county), restricted).records[PlacedRecord.handling])
    found = dossier_of(seen(county, inspector), restricted)
    assert found is None or set(found.records[PlacedRecord.handling]) == {"P"}


def reasons(*rows):
    frame = pd.DataFrame(rows, columns=[Reason.factor, Reason.points, Reason.because])
    return Reason.shape(frame.assign(**{Reason.profile_id: "p"}))


def test_limits_of_a_score_are_neither_raising_nor_lowering():
    raising, lowering, limits = parted(
        reasons(
            ("RF05", 1.2, "a"),
            ("FLOOR", 2.7, LIMITS["FLOOR"]),
            ("RF40", -1.0, "b"),
            ("RF40", -2.9, "c"),
            ("RF36", 9.0, "d"),
        )
    )
    assert [one[Reason.points] for one in raising] == [9.0, 1.2]
    assert [one[Reason.points] for one in lowering] == [-2.9, -1.0]
    assert [one[Reason.factor] for one in limits] == ["FLOOR"]


def test_the_card_says_how_points_and_limits_make_the_score(county, busy):
    found = dossier_of(seen(county), busy)
    profile = found.profile.copy()
    profile[ScoredProfile.score] = 100.0
    parts = reasons(
        ("RF05", 90.0, "a"), ("RF36", 45.0, "b"), ("RF40", -5.0, "c"), ("CEILING", -30.0, "cut")
    )
    shown = texts(score_card(type(found)(**{**vars(found), "profile": profile, "reasons": parts})))
    assert "Raises +135.0 Lowers \u22125.0 cut \u221230.0 Score 100.0" in shown


def test_smaller_reasons_fold_and_keep_their_sum(county, busy):
    found = dossier_of(seen(county), busy)
    parts = reasons(*[("RF05", points, "x") for points in (9.0, 8.0, 7.0, 6.0, 5.0, 1.25, 0.5)])
    shown = texts(score_card(type(found)(**{**vars(found), "reasons": parts})))
    assert "2 smaller reasons, together +1.8" in shown


def test_a_reason_is_told_under_its_factors_title():
    factor = FACTORS[0]
    assert titled(factor.id, f"{factor.title}: what was found") == (
        factor.title,
        "What was found",
        factor.help,
    )
    assert titled(factor.id, "3 of 4 agencies")[:2] == ("", "3 of 4 agencies")
    assert titled("NEW", "Something: else") == ("", "Something: else", "")


def test_every_factor_that_weighs_is_explained(county, busy):
    found = dossier_of(seen(county), busy)
    used = {one.id: one.help for one in FACTORS}
    shown = texts(glossary(found.reasons))
    assert all(used[factor] in shown for factor in found.reasons[Reason.factor])


def incident(role, code="INCIDENT", category="incident"):
    return {
        Touchpoint.category: category,
        Touchpoint.event_code: code,
        Touchpoint.summary: "Police incident",
        Touchpoint.role: role,
    }


def test_an_incident_is_never_shown_without_the_role_of_the_premises():
    assert recorded(incident("victim")) == "Police incident, premises were the victim"
    assert recorded(incident(float("nan"))) == "Police incident, role not recorded"
    told = incident("scene") | {Touchpoint.summary: "Police incident; premises were the scene"}
    assert recorded(told) == "Police incident; premises were the scene"


def test_a_contact_that_may_not_be_named_is_not_named(county, busy):
    found = dossier_of(seen(county), busy)
    secret = found.touchpoints.assign(
        **{
            Touchpoint.event_code: "REFERRAL",
            Touchpoint.category: "outcome",
            Touchpoint.summary: "Restricted record held",
            Touchpoint.role: "scene",
        }
    )
    held = type(found)(**{**vars(found), "touchpoints": secret})
    shown = texts(contacts(held)) + texts(print_brief(held, Sheet([], pd.Timestamp(AS_OF), DEMO)))
    assert "eferral" not in shown.lower()
    assert "premises were the scene" not in shown


def test_contacts_by_agency_count_every_contact_once(county, busy):
    found = dossier_of(seen(county), busy)
    rows = who_has_been(found).children[1].children
    assert sum(int(row.children[1].children) for row in rows) == len(found.touchpoints)
    assert day(found.touchpoints[Touchpoint.event_on].max()) in texts(rows[0])
    bare = type(found)(**{**vars(found), "touchpoints": found.touchpoints.iloc[:0]})
    assert who_has_been(bare) is None


def test_years_after_the_newest_contacts_are_folded(county, busy):
    found = dossier_of(seen(county), busy)
    years = contacts(found).children
    opened = [prop(year, "open") or False for year in years]
    assert opened[0]
    assert opened == sorted(opened, reverse=True)
    assert len(years) == found.touchpoints[Touchpoint.event_on].dt.year.nunique()


@pytest.mark.parametrize("held", [1, 30, 31, 500])
def test_the_table_and_its_folds_hold_every_contact_once(county, busy, held):
    found = dossier_of(seen(county), busy)
    days = pd.Timestamp(AS_OF) - pd.to_timedelta(np.arange(held) * 2 + 1, unit="D")
    many = found.touchpoints.iloc[[0] * held].assign(**{Touchpoint.event_on: days})
    told = type(found)(**{**vars(found), "touchpoints": many})
    page = contacts(told)
    parts = [part_of(name, told, NOTHING_SAID) for name in folds(page)]
    shown = [one for part in (page, *parts) for one in identities(part)]
    assert sorted(shown) == sorted(f"contact-{number}" for number in range(held))
    assert len(identities(page)) < 60


def test_a_fold_that_is_not_there_holds_nothing(county, busy):
    found = dossier_of(seen(county), busy)
    assert part_of("nonsense", found, NOTHING_SAID) is None
    assert identities(part_of("contacts-9999-99999", found, NOTHING_SAID)) == set()


def test_every_built_in_source_has_a_name_in_words(tmp_path):
    ids = [contract.name for contract in contracts(tmp_path)]
    assert ids
    assert all("_" not in source_word(one) and source_word(one) != one for one in ids)
    assert source_word("harbour_visits") == "Harbour visits"


def test_no_raw_source_or_delivery_id_is_among_the_words_of_the_page(county, busy):
    found = dossier_of(seen(county), busy)
    shown = texts(unfolded(found, seen(county)))
    ids = {*found.records[PlacedRecord.source], *found.records[PlacedRecord.delivery_id]}
    assert not [one for one in ids if "_" in one and one in shown]


def test_points_are_written_with_their_sign():
    assert [signed(x) for x in (2.66, -3.9, 0.04, -0.04)] == ["+2.7", "\u22123.9", "0.0", "0.0"]


def test_a_doubtful_link_is_marked_and_none_is_called_certain(county, busy):
    found = dossier_of(seen(county), busy)
    two = found.links.iloc[[0, 0]].assign(
        **{Link.probability: [0.57, 1.0], Link.weight_bits: [0.4, 31.0]}
    )
    rows = links(type(found)(**{**vars(found), "links": two})).children[1].children.children[1]
    doubtful, firm = map(texts, rows.children)
    assert "57.0%" in doubtful
    assert "In doubt" in doubtful
    assert "over 99.9%" in firm
    assert "In doubt" not in firm


def test_other_businesses_beyond_the_first_few_fold(county):
    assert "none" in texts(others(county.profiles.iloc[:0], "none"))
    assert "12 more" in texts(others(county.profiles.iloc[:20], "none"))
    assert len(hrefs(others(county.profiles.iloc[:20], "none"))) == 20


def test_the_sheet_holds_the_last_ten_contacts_the_score_and_who_printed_it(county, busy):
    found = dossier_of(seen(county), busy)
    sheet = print_brief(found, Sheet([], pd.Timestamp(AS_OF), DEMO))
    shown = texts(sheet)
    assert f"Printed by {DEMO.name}" in shown
    assert "A prediction, not evidence" in shown
    assert "Facts up to 20 Nov 2026" in shown
    table = sheet.children[2]
    assert len(table.children[1].children) == min(10, len(found.touchpoints))
    bare = type(found)(**{**vars(found), "touchpoints": found.touchpoints.iloc[:0]})
    assert "No agency has a dated contact" in texts(
        print_brief(bare, Sheet([], pd.Timestamp(AS_OF), DEMO))
    )


def test_what_cannot_be_known_of_a_business_is_said_in_its_heading(county, busy):
    row = county.row_of(busy)
    profiles = county.profiles.copy()
    said = {
        ScoredProfile.name: "Name not recorded",
        ScoredProfile.located_by: "none",
        ScoredProfile.address: float("nan"),
        ScoredProfile.postcode: float("nan"),
        ScoredProfile.status: "ceased",
        ScoredProfile.is_personal: True,
        ScoredProfile.in_county: False,
        ScoredProfile.weakest_link: 0.6,
    }
    for column, value in said.items():
        profiles.loc[row, column] = value
    names = ("records", "facts", "touchpoints", "reasons", "links", "doubts", "shifts", "weights")
    tables = {name: county.table(name) for name in names}
    redirects = pd.DataFrame(columns=["old_id", "new_id"])
    odd = County(
        county.about, {**tables, "profiles": profiles, "redirects": redirects}, county.boundaries
    )
    shown = texts(drawn(dossier_of(seen(odd), busy), seen(odd)))
    for words in (
        "No source gives its name",
        "No address recorded",
        "Not on the map",
        "No longer trading",
        "the name is personal data",
        "Link in doubt",
    ):
        assert words in shown
    assert "outside the county" not in shown
