import pytest

from benchmarks.made_county import AS_OF, BOUNDARIES, made_county
from dashboard.access import DEMO, Viewer
from dashboard.components.contacts import contacts, last_seen
from dashboard.components.provenance import facts, links, records
from dashboard.components.score_card import score_card
from dashboard.county import About, County
from dashboard.dossier import dossier_of
from dashboard.pages import Asked
from dashboard.pages.profile_page import PAGE
from records.schema import Link, PlacedRecord, Reason, ScoredProfile, Touchpoint


@pytest.fixture(scope="module")
def county():
    tables = made_county(300, seed=4)
    boundaries = tables.pop(BOUNDARIES)
    return County(About("made", AS_OF, "", "v1", synthetic=True), tables, boundaries)


@pytest.fixture(scope="module")
def busy(county):
    row = county.profiles[ScoredProfile.record_count].idxmax()
    return county.profile(row)[ScoredProfile.profile_id]


def texts(component) -> str:
    """Every text of a component and of what is in it."""
    if component is None:
        return ""
    if isinstance(component, str | int | float):
        return str(component)
    if isinstance(component, list | tuple):
        return " ".join(map(texts, component))
    return texts(getattr(component, "children", None))


def hrefs(component) -> list[str]:
    if isinstance(component, list | tuple):
        return [href for part in component for href in hrefs(part)]
    own = [component.href] if getattr(component, "href", None) else []
    return own + (hrefs(component.children) if getattr(component, "children", None) else [])


def identities(component) -> set[str]:
    if isinstance(component, list | tuple):
        return set().union(*map(identities, component)) if component else set()
    own = {component.id} if getattr(component, "id", None) else set()
    return own | (identities(component.children) if getattr(component, "children", None) else set())


def test_a_business_that_is_not_there_has_no_page(county):
    assert dossier_of(county, DEMO, "nobody") is None
    assert PAGE.layout(Asked(county, DEMO, "nobody", "")) is None


def test_an_id_of_an_earlier_build_opens_its_successor(county):
    old = next(iter(county._redirects))
    found = dossier_of(county, DEMO, old)
    assert found.profile[ScoredProfile.profile_id] == county._redirects[old]


def test_a_dossier_holds_only_rows_of_its_own_profile(county, busy):
    found = dossier_of(county, DEMO, busy)
    for frame in (found.touchpoints, found.reasons, found.facts, found.records, found.links):
        assert set(frame[ScoredProfile.profile_id]) <= {busy}


def test_contacts_are_shown_newest_first(county, busy):
    days = dossier_of(county, DEMO, busy).touchpoints[Touchpoint.event_on]
    assert days.is_monotonic_decreasing


def test_the_points_shown_are_those_of_the_reasons(county, busy):
    found = dossier_of(county, DEMO, busy)
    shown = texts(score_card(found))
    assert all(f"{points:+.1f}" in shown for points in found.reasons[Reason.points])
    assert "prediction, not evidence" in shown


def test_every_link_inside_a_page_leads_to_something_on_it(county, busy):
    page = PAGE.layout(Asked(county, DEMO, busy, ""))
    inside = {href[1:] for href in hrefs(page) if href.startswith("#")}
    assert inside
    assert inside <= identities(page)


def test_every_record_is_shown_with_its_row_of_its_delivery(county, busy):
    found = dossier_of(county, DEMO, busy)
    shown = texts(records(found))
    assert all(key in shown for key in found.records[PlacedRecord.source_record_id])
    assert all(f"row {row}" in shown for row in found.records[PlacedRecord.row_number])


def test_facts_name_the_sources_that_say_so(county, busy):
    found = dossier_of(county, DEMO, busy)
    shown = texts(facts(found))
    assert found.profile[ScoredProfile.name] in shown
    assert any(source in shown for source in found.records[PlacedRecord.source])


def test_links_show_their_weight_and_why(county, busy):
    found = dossier_of(county, DEMO, busy)
    shown = texts(links(found))
    assert f"{found.links[Link.weight_bits].iloc[0]:+.1f} bits" in shown
    assert found.links[Link.because].iloc[0][0] in shown


def test_a_business_never_visited_is_said_to_be(county):
    never = county.profiles[ScoredProfile.last_visit_on].isna().idxmax()
    found = dossier_of(county, DEMO, county.profile(never)[ScoredProfile.profile_id])
    assert "Never visited" in last_seen(found, AS_OF)


def test_a_business_without_contacts_says_so(county, busy):
    found = dossier_of(county, DEMO, busy)
    bare = type(found)(**{**vars(found), "touchpoints": found.touchpoints.iloc[:0]})
    assert "No agency has a dated contact" in texts(contacts(bare))


def test_a_viewer_without_clearance_gets_no_page_of_a_restricted_business(county):
    restricted = county.table("records").query("handling == 'C'")[PlacedRecord.profile_id].iloc[0]
    inspector = Viewer("I", "inspector", "HSE", frozenset("P"))
    assert dossier_of(county, DEMO, restricted) is not None
    assert dossier_of(county, inspector, restricted) is None
