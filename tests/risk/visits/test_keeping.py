"""A list is kept with the chance of every pick, and shown to who drew it."""

import pytest

from records.audit import IDS, Asked, Trail, found
from records.errors import VisitError
from records.rights.actor import Actor
from risk.visits import Drawn, VisitSettings, draw, keep, lists, picks_of
from risk.visits.keeping import list_of
from tests.risk.visits.made_lists import AT, DAY, businesses

LEILA = Actor("leila", AT, "lead", "ECC_TS", "visits in June")
OF = Drawn(DAY, "000001-aa", "v1", 200, "sector=nails", "LA_EH")


def kept(trail, seed, who=LEILA):
    settings = VisitSettings(40, seed)
    picks = draw(businesses(200), settings)
    return keep(trail, OF, settings, picks, who), picks


def test_a_list_and_the_chance_of_each_pick_are_given_back_to_the_last_digit(state):
    trail = Trail(state, b"k" * 32)
    number, picks = kept(trail, "a")
    (held,) = lists(state)
    assert (held.list_id, held.frame, held.drawn_by) == (number, 200, "leila")
    assert (held.settings, held.at_random) == (VisitSettings(40, "a"), 3)
    back = picks_of(state, [number])
    assert set(back.pop("list_id")) == {number}
    assert back.equals(picks)
    assert draw(businesses(200), held.settings).equals(picks)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_audit_names_every_business_of_a_list(state):
    trail = Trail(state, b"k" * 32)
    number, picks = kept(trail, "a")
    (told,) = found(state, Asked(subject_kind="visits"))
    assert told.entry.subject == str(number)
    assert told.entry.detail[IDS] == list(picks["profile_id"])
    assert told.entry.detail["random"] == 3


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_list_is_of_who_drew_it(state):
    trail = Trail(state, b"k" * 32)
    first, _ = kept(trail, "a")
    second, _ = kept(trail, "b", Actor("anil", AT, "analyst"))
    assert [one.list_id for one in lists(state)] == [second, first]
    assert [one.list_id for one in lists(state, "leila")] == [first]
    assert list_of(state, first, "leila").list_id == first
    with pytest.raises(VisitError, match="leila drew no list of number"):
        list_of(state, second, "leila")
    assert picks_of(state, []).empty
