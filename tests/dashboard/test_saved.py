"""Saved views: each person's own, those that are shared, and who may change which."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dashboard.filters import Filters
from dashboard.saved import MOST_NAME, MOST_VIEWS, Shelf, given_up
from dashboard.signin.accounts import Person
from dashboard.signin.administering import People
from dashboard.viewer import Viewer
from records.audit import Asked, found, open_trail
from records.errors import AccessError, SourceError
from records.state import Acting, acting_as, writing

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LEAD = Viewer("leila", "Leila", "lead", "ECC_TS", frozenset("PC"))
INSPECTOR = Viewer("isla", "Isla", "inspector", "LA_EH", frozenset("P"))
ANALYST = Viewer("anil", "Anil", "analyst", "EPOL", frozenset("PC"))
NAILS = ("/", "sector=nail_bar&visited=over1y")


@pytest.fixture
def shelf(state):
    """Return what makes the shelf of a viewer, who acts as the database's rules know them."""
    trail = open_trail(state, None)

    class Own(Shelf):
        def __getattribute__(self, name):
            held = super().__getattribute__(name)
            if name not in {"views", "save", "change", "remove"}:
                return held

            def acting(*given, **named):
                viewer = self.viewer
                with acting_as(Acting(viewer.role, viewer.user, viewer.agency)):
                    return held(*given, **named)

            return acting

    return lambda viewer: Own(state, trail, viewer)


def names(shelf):
    return [one.name for one in shelf.views()]


def test_a_state_is_saved_and_read_back_without_what_no_filter_is(shelf):
    mine = shelf(INSPECTOR)
    page, query = "/insights", "?colour=red&period=2026-01..2026-03&band=severe&sort=name"
    mine.save("  Nail bars,\n  not seen ", (page, query), False, NOW)
    (kept,) = mine.views()
    assert kept.name == "Nail bars, not seen"
    assert (kept.page, kept.is_own, kept.is_shared, kept.by) == (page, True, False, "")
    assert Filters.from_query(kept.query) == Filters.from_query(query)
    assert kept.query == "band=severe&period=2026-01..2026-03&sort=name"


def test_what_is_shared_is_seen_by_all_and_what_is_not_by_nobody_else(shelf):
    shelf(LEAD).save("Ours", NAILS, True, NOW)
    shelf(LEAD).save("Mine", NAILS, False, NOW)
    shelf(INSPECTOR).save("Also mine", NAILS, False, NOW)
    assert names(shelf(LEAD)) == ["Mine", "Ours"]
    assert names(shelf(INSPECTOR)) == ["Also mine", "Ours"]
    shared = shelf(INSPECTOR).views()[1]
    assert (shared.by, shared.is_own, shared.may_change) == ("leila", False, False)


def test_an_inspector_shares_nothing(shelf):
    with pytest.raises(AccessError, match="Leads and analysts"):
        shelf(INSPECTOR).save("Ours", NAILS, True, NOW)
    kept = shelf(INSPECTOR).save("Mine", NAILS, False, NOW)
    with pytest.raises(AccessError, match="Leads and analysts"):
        shelf(INSPECTOR).change(kept.view_id, shared=True)
    assert not shelf(INSPECTOR).views()[0].is_shared


def test_a_view_is_renamed_shared_taken_back_and_deleted_by_its_owner_alone(shelf):
    kept = shelf(LEAD).save("Ours", NAILS, False, NOW)
    assert shelf(LEAD).change(kept.view_id, shared=True).is_shared
    assert shelf(LEAD).change(kept.view_id, name="Nails").name == "Nails"
    for act in (
        lambda: shelf(ANALYST).change(kept.view_id, name="Stolen"),
        lambda: shelf(ANALYST).remove(kept.view_id),
        lambda: shelf(LEAD).remove(kept.view_id + 1),
    ):
        with pytest.raises(AccessError, match="no such view of yours"):
            act()
    assert not shelf(LEAD).change(kept.view_id, shared=False).is_shared
    assert names(shelf(ANALYST)) == []
    shelf(LEAD).remove(kept.view_id)
    assert names(shelf(LEAD)) == []


@pytest.mark.parametrize(
    ("name", "page", "why"),
    [("", "/", "1 to 60"), (" \n", "/", "1 to 60"), ("x" * 61, "/", "1 to 60"),
     ("a", "/office/audit/", "pages that have them"), ("a", "//elsewhere.example", "pages that")],
)  # fmt: skip
def test_a_view_has_a_name_and_a_page_that_filters(shelf, name, page, why):
    with pytest.raises(SourceError, match=why):
        shelf(LEAD).save(name, (page, ""), False, NOW)
    assert shelf(LEAD).views() == []


def test_two_views_of_one_person_have_two_names(shelf):
    first = shelf(LEAD).save("x" * MOST_NAME, NAILS, False, NOW)
    other = shelf(LEAD).save("Other", NAILS, False, NOW)
    with pytest.raises(SourceError, match="of that name"):
        shelf(LEAD).save(first.name, NAILS, False, NOW)
    with pytest.raises(SourceError, match="of that name"):
        shelf(LEAD).change(other.view_id, name=first.name)
    shelf(ANALYST).save("Other", NAILS, False, NOW)


def test_nobody_fills_the_table(shelf):
    mine = shelf(INSPECTOR)
    for number in range(MOST_VIEWS):
        mine.save(str(number), NAILS, False, NOW)
    with pytest.raises(SourceError, match="Delete one"):
        mine.save("one more", NAILS, False, NOW)


def test_what_is_done_is_in_the_audit_without_the_name(shelf, state):
    kept = shelf(LEAD).save("A person's name", NAILS, True, NOW)
    shelf(LEAD).change(kept.view_id, name="Another person's")
    shelf(LEAD).remove(kept.view_id)
    told = [one.entry for one in found(state, Asked(subject_kind="saved view"))]
    assert sorted(str(one.detail["what"]) for one in told) == [
        *("view changed", "view deleted", "view saved"),
    ]
    assert {one.user for one in told} == {"leila"}
    assert all(one.detail["filters"] == NAILS[1] for one in told)
    assert "person" not in str(told)


def test_who_loses_access_leaves_nothing_of_their_own_and_no_name_on_what_they_shared(shelf, state):
    shelf(LEAD).save("Mine", NAILS, False, NOW)
    kept = shelf(LEAD).save("Ours", NAILS, True, NOW)
    people = People(state, open_trail(state, None), replace(ANALYST, role="administrator"))
    people.add(Person("leila", "Leila", "lead", "ECC_TS", frozenset()), NOW, provider=True)
    people.disable("leila", NOW)
    (left,) = shelf(ANALYST).views()
    assert (left.name, left.by, left.is_own, left.may_change) == ("Ours", "", False, True)
    assert not shelf(INSPECTOR).views()[0].may_change
    assert names(shelf(LEAD)) == ["Ours"]
    with pytest.raises(AccessError, match="gone"):
        shelf(ANALYST).change(kept.view_id, shared=False)
    assert shelf(ANALYST).change(kept.view_id, name="Everyone's").name == "Everyone's"
    shelf(ANALYST).remove(kept.view_id)
    assert names(shelf(INSPECTOR)) == []


def test_giving_up_counts_what_is_deleted(shelf, state):
    shelf(LEAD).save("Mine", NAILS, False, NOW)
    shelf(LEAD).save("Ours", NAILS, True, NOW)
    with writing(state) as connection:
        assert given_up(connection, "leila") == 1
        assert given_up(connection, "leila") == 0
    assert names(shelf(INSPECTOR)) == ["Ours"]
