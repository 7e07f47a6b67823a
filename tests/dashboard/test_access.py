import threading
from dataclasses import replace
from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from benchmarks.leak_world import AS_OF, SOURCES, Agreed, World, sealed_of
from dashboard.access import ALL_SHARED, Sealed, View, census_of, view_of
from dashboard.access.sealed import MOST_SCENES, opened, seal
from dashboard.access.viewing import scene_of, warm
from dashboard.briefing import briefing
from dashboard.county import County
from dashboard.dossier import DISPUTED, dossier_of
from dashboard.pages.profile_page import drawn
from dashboard.viewer import MAY, Capability, Viewer
from linkage.identity import new_id
from records.errors import AccessError
from records.schema import IdEvent, Redirect, ScoredProfile, Touchpoint
from records.schema import PlacedRecord as R
from records.state.marks import Marks

EVERY = frozenset(SOURCES)
INSPECTOR = Viewer("i", "Isla Marsh", "inspector", "LA_EH", frozenset("P"))
CLEARED = Viewer("a", "Anil Brook", "analyst", "EPOL", frozenset("PC"))


def terms(plain=EVERY, restricted=EVERY, told=EVERY):
    agencies = ("", "LA_EH", "EPOL", "FWA", "HSE")
    return Agreed(dict.fromkeys(agencies, plain), dict.fromkeys(agencies, restricted), told)


def row(number, source, handling="P", **more):
    agency, codes = SOURCES[source]
    return {
        R.record_id: f"{source}:{number:04d}",
        R.source: source,
        R.agency: agency,
        R.delivery_id: source,
        R.received_on: pd.Timestamp(AS_OF),
        R.name: f"Firm {number}",
        R.event_code: codes[0],
        R.event_on: pd.Timestamp(AS_OF) - pd.Timedelta(days=30 + number),
        R.result: "serious",
        R.handling: handling,
        R.located_by: "none",
        R.sector: "car_wash",
        **more,
    }


def world(*rows, ties=None, entity=None, earlier=()):
    records = R.shape(pd.DataFrame(rows)).sort_values(R.record_id, ignore_index=True)
    ids = list(records[R.record_id])
    pairs = {tuple(sorted((a, b))) for a in ids for b in ids if a < b} if ties is None else ties
    return World(records, entity or dict.fromkeys(ids, 0), frozenset(pairs), earlier)


@pytest.fixture(scope="module")
def three() -> World:
    """One business: two visits, held together by one restricted report of the police alone."""
    ties = {
        ("fire:0001", "police_intelligence:0002"),
        ("food_inspections:0003", "police_intelligence:0002"),
    }
    rows = (
        row(1, "fire"),
        row(2, "police_intelligence", "C", grade_source="1", grade_information="A"),
        row(3, "food_inspections"),
    )
    earlier = ("food_inspections:0003", "police_intelligence:0002")
    return world(*rows, ties=ties, earlier=earlier)


def ids(view: View) -> list[str]:
    return list(view.county.profiles[ScoredProfile.profile_id])


def test_a_view_made_by_hand_is_refused(three):
    made = view_of(sealed_of(three), CLEARED, terms())
    with pytest.raises(AccessError, match="by hand"):
        View(CLEARED, made.scene, made.told, {}, object())


@pytest.mark.parametrize(
    "role", [role for role, may in MAY.items() if Capability.BROWSE not in may]
)
def test_who_may_not_browse_gets_no_view(three, role):
    with pytest.raises(AccessError, match="may see no business"):
        view_of(sealed_of(three), replace(CLEARED, role=role), terms())


def test_a_sealed_build_tells_its_id_and_day_and_nothing_else(three):
    sealed = sealed_of(three)
    assert set(vars(sealed)) == {"about", "boundaries"}
    assert isinstance(sealed, Sealed)
    assert sealed.about.as_of == AS_OF


def test_records_that_only_a_hidden_one_holds_together_are_two_businesses(three):
    sealed = sealed_of(three)
    assert len(view_of(sealed, CLEARED, terms()).county) == 1
    seen = view_of(sealed, INSPECTOR, terms())
    assert ids(seen) == sorted(map(new_id, ("fire:0001", "food_inspections:0003")))
    assert seen.county.profiles[ScoredProfile.record_count].tolist() == [1, 1]
    assert seen.county.table("links").empty


def test_an_older_id_leads_only_where_what_is_seen_would_lead_it(three):
    full = opened(sealed_of(three)).county
    old = [new_id(one) for one in three.earlier]
    assert list(full.redirects[Redirect.old_id]) == old
    seen = view_of(sealed_of(three), INSPECTOR, terms()).county
    assert seen.row_of(old[0]) is not None
    assert seen.row_of(old[1]) is None
    assert seen.redirects.empty


def test_an_old_id_made_of_a_record_that_is_seen_follows_it():
    rows = (row(1, "fire"), row(2, "police_intelligence", "C"), row(3, "trading_standards"))
    made = world(*rows, earlier=("trading_standards:0003",))
    seen = view_of(sealed_of(made), INSPECTOR, terms()).county
    assert len(seen) == 1
    assert seen.row_of(new_id("trading_standards:0003")) == 0


def given_up(made: World) -> Sealed:
    """The build of a world whose earlier ids were given up on 3 May 2026."""
    whole = opened(sealed_of(made))
    county = whole.county
    names = ("records", "facts", "touchpoints", "reasons", "links", "doubts", "shifts", "weights")
    merged = county.redirects.rename(columns={Redirect.old_id: IdEvent.about_id})
    events = merged.assign(
        **{IdEvent.event: "merged", IdEvent.other_id: "B1", IdEvent.on: pd.Timestamp("2026-05-03")}
    )
    tables = {name: county.table(name) for name in names} | {
        "profiles": county.profiles,
        "redirects": county.redirects,
        "histories": IdEvent.shape(events),
    }
    return seal(County(county.about, tables, county.boundaries), whole.ties)


def test_the_day_an_id_was_given_up_is_told_where_all_of_the_business_is_seen():
    rows = (row(1, "fire"), row(2, "food_inspections"), row(3, "trading_standards"))
    made = world(*rows, earlier=("trading_standards:0003",))
    seen = shown(made).county
    old = new_id("trading_standards:0003")
    assert seen.took_over(0) == [(old, pd.Timestamp("2026-05-03"))]
    view = shown(made)
    words = str(drawn(dossier_of(view, old), view))
    assert f"took over {old} on 3 May 2026" in words


def test_the_day_an_id_was_given_up_is_not_told_where_a_record_is_hidden():
    rows = (row(1, "fire"), row(2, "police_intelligence", "C"), row(3, "trading_standards"))
    made = world(*rows, earlier=("trading_standards:0003",))
    seen = view_of(given_up(made), INSPECTOR, terms()).county
    assert seen.row_of(new_id("trading_standards:0003")) == 0
    assert seen.took_over(0) == []
    assert seen.table("histories").empty


def shown(made: World) -> View:
    return view_of(given_up(made), INSPECTOR, terms())


def test_an_id_made_of_a_hidden_record_is_not_shown():
    rows = (row(1, "fire"), row(2, "police_incidents", "P"))
    made = world(*rows)
    owner = terms(plain=EVERY - {"fire"})
    assert ids(view_of(sealed_of(made), CLEARED, terms())) == [new_id("fire:0001")]
    assert ids(view_of(sealed_of(made), CLEARED, owner)) == [new_id("police_incidents:0002")]


def test_a_new_profile_is_named_after_a_record_that_more_may_see():
    made = world(row(1, "companies_house", "C"), row(2, "fire"))
    assert ids(view_of(sealed_of(made), CLEARED, terms())) == [new_id("fire:0002")]


def test_an_agency_sees_its_own_records_whatever_is_agreed_and_its_predecessors(three):
    nothing = terms(frozenset(), frozenset())
    police = replace(CLEARED, clearances=frozenset("P"))
    assert len(view_of(sealed_of(three), police, nothing).county) == 1
    old = world(row(1, "glaa_register"), row(2, "fire"))
    successor = replace(INSPECTOR, agency="FWA")
    seen = view_of(sealed_of(old), successor, nothing).county.table("records")
    assert list(seen[R.record_id]) == ["glaa_register:0001"]


def test_who_belongs_to_no_agency_sees_only_what_is_shared_with_all():
    stranger = replace(INSPECTOR, agency="")
    made = sealed_of(world(row(1, "fire")))
    assert len(view_of(made, stranger, terms(frozenset(), frozenset())).county) == 0
    assert len(view_of(made, stranger, terms(frozenset({"fire"}))).county) == 1


def test_restricted_records_need_clearance_and_an_agreement_that_covers_them():
    made = sealed_of(world(row(1, "trading_standards", "C"), row(2, "fire")))
    cleared = replace(INSPECTOR, clearances=frozenset("PC"))
    assert len(view_of(made, cleared, terms()).county.table("records")) == 2
    assert len(view_of(made, INSPECTOR, terms()).county.table("records")) == 1
    assert len(view_of(made, cleared, terms(restricted=frozenset())).county.table("records")) == 1


def test_the_score_of_who_sees_less_is_made_of_what_they_see(three):
    sealed = sealed_of(world(row(1, "fire"), row(2, "trading_standards", "C")))
    full = view_of(sealed, CLEARED, terms())
    seen = view_of(sealed, INSPECTOR, terms())
    scores = [view.county.profiles[ScoredProfile.score].iloc[0] for view in (full, seen)]
    assert scores[0] > scores[1] > 0
    assert full.unrestricted(ids(full)[0]) == scores[1]
    assert seen.unrestricted(ids(seen)[0]) is None


def test_a_notice_names_whom_to_ask_and_nothing_else(three):
    seen = view_of(sealed_of(three), INSPECTOR, terms())
    assert [seen.contacts(one) for one in ids(seen)] == [("Police",), ("Police",)]
    found = dossier_of(seen, ids(seen)[0])
    said = {line.term: line.text for line in briefing(found, pd.Timestamp(AS_OF))}
    assert said["Restricted information"] == "Restricted information held: contact Police."


def test_where_the_policy_is_silence_nothing_is_said(three):
    seen = view_of(sealed_of(three), INSPECTOR, terms(told=frozenset()))
    assert [seen.contacts(one) for one in ids(seen)] == [(), ()]
    found = dossier_of(seen, ids(seen)[0])
    said = {line.term: line.text for line in briefing(found, pd.Timestamp(AS_OF))}
    assert said["Restricted information"] == "None that you may see."


def test_a_business_of_hidden_records_alone_is_not_there_under_either_policy():
    made = sealed_of(world(row(1, "police_intelligence", "C"), row(2, "public_reports", "C")))
    for told in (EVERY, frozenset()):
        seen = view_of(made, INSPECTOR, terms(told=told))
        assert len(seen.county) == 0
        assert not seen.scene.contacts
        assert dossier_of(seen, new_id("police_intelligence:0001")) is None


def test_the_public_cannot_be_asked_so_the_steward_is():
    made = sealed_of(world(row(1, "public_reports", "C"), row(2, "fire")))
    seen = view_of(made, INSPECTOR, terms())
    assert seen.contacts(ids(seen)[0]) == ("the data steward",)


def test_a_record_under_restriction_is_hidden_from_its_own_agency_too(three):
    marks = Marks(restricted=frozenset({"police_intelligence:0002"}))
    seen = view_of(sealed_of(three), CLEARED, terms(told=frozenset()), marks)
    assert "police_intelligence:0002" not in set(seen.county.table("records")[R.record_id])
    assert {seen.contacts(one) for one in ids(seen)} == {("the data steward",)}
    assert seen.key != view_of(sealed_of(three), CLEARED, terms()).key


def test_a_disputed_record_is_shown_as_such_and_counts_for_no_score():
    made = sealed_of(world(row(1, "fire"), row(2, "trading_standards")))
    marks = Marks(disputed={"fire:0001": datetime.fromisoformat("2026-11-20T09:00:00+00:00")})
    before, after = view_of(made, CLEARED, terms()), view_of(made, CLEARED, terms(), marks)
    scores = [view.county.profiles[ScoredProfile.score].iloc[0] for view in (before, after)]
    assert scores[0] > scores[1]
    found = dossier_of(after, ids(after)[0])
    assert found.disputed == {"fire:0001"}
    told = found.touchpoints.set_index(Touchpoint.touchpoint_id)[Touchpoint.summary]
    assert told["fire:0001"].endswith(DISPUTED)
    assert not told["trading_standards:0002"].endswith(DISPUTED)


def test_viewers_of_one_sight_share_what_was_made_and_others_never_do(three):
    sealed = sealed_of(three)
    first, twin = (
        view_of(sealed, one, terms()) for one in (INSPECTOR, replace(INSPECTOR, user="j"))
    )
    assert first.scene is twin.scene
    assert first.viewer is not twin.viewer
    other = view_of(sealed, CLEARED, terms())
    assert other.scene is not first.scene
    assert other.key != first.key


def test_sights_of_the_same_records_share_a_county_and_not_whom_to_ask(three):
    sealed = sealed_of(three)
    told, untold = (view_of(sealed, INSPECTOR, terms(told=some)) for some in (EVERY, frozenset()))
    assert told.scene is not untold.scene
    assert told.county is untold.county
    assert any(told.contacts(one) for one in ids(told))
    assert not any(untold.contacts(one) for one in ids(untold))


def test_what_one_sight_sees_is_made_once_however_many_ask(three, monkeypatch):
    sealed, made = sealed_of(three), []
    from dashboard.access import viewing

    narrow = viewing.narrowed
    monkeypatch.setattr(viewing, "narrowed", lambda *given: made.append(1) or narrow(*given))
    start = threading.Barrier(6)

    def ask():
        start.wait(10)
        view_of(sealed, INSPECTOR, terms())

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(made) == 1


def test_only_so_many_sights_are_kept(three):
    sealed = sealed_of(three)
    for number in range(MOST_SCENES + 3):
        view_of(sealed, INSPECTOR, terms(plain=frozenset(sorted(EVERY)[: number % 9])))
        view_of(
            sealed, replace(INSPECTOR, agency="HSE"), terms(told=EVERY if number % 2 else set())
        )
    assert len(opened(sealed).scenes.keys()) <= MOST_SCENES


def test_a_new_build_is_ready_for_who_looked_at_the_one_before(three):
    before, after = sealed_of(three), sealed_of(three)
    view_of(before, INSPECTOR, terms())
    warm(after, before)
    (sight,) = opened(after).scenes.keys()
    assert scene_of(opened(after), sight) is view_of(after, INSPECTOR, terms()).scene


def test_everything_is_shared_in_a_made_up_county(three):
    assert len(view_of(sealed_of(three), CLEARED, ALL_SHARED).county.table("records")) == 3
    assert len(view_of(sealed_of(three), INSPECTOR, ALL_SHARED).county.table("records")) == 2


def many(number, **more):
    rows = [row(at, "fire", **more) for at in range(number)]
    return sealed_of(
        world(*rows, ties=set(), entity={r[R.record_id]: i for i, r in enumerate(rows)})
    )


def test_who_may_see_no_business_sees_counts_of_all_that_may_be_combined():
    board = Viewer("b", "Bea Hollow", "board", "", frozenset("P"))
    census = census_of(many(12, handling="C"), board, terms(frozenset(), frozenset()), Marks())
    assert census.of_all
    by_district = census.tables[0]
    assert by_district.cells[-1][-1] == 12


def test_who_may_see_businesses_counts_only_those():
    census = census_of(many(12, handling="C"), INSPECTOR, terms(), Marks())
    assert not census.of_all
    assert census.tables[0].cells[-1][-1] == 0


def test_small_counts_are_not_shown():
    census = census_of(many(3), INSPECTOR, terms(), Marks())
    cells = np.array(census.tables[0].cells, dtype=object)
    assert not [cell for cell in cells.ravel() if cell not in (None, 0)]


def test_the_administrator_is_given_no_figures(three):
    administrator = Viewer("x", "Ada Ridge", "administrator", "", frozenset("P"))
    with pytest.raises(AccessError, match="no figures"):
        census_of(sealed_of(three), administrator, terms(), Marks())
