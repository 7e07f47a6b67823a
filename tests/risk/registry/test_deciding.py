"""Nothing fitted is shown unless it was evaluated, fair or waived, approved, and promoted."""

from datetime import UTC, date, datetime, timedelta

import pytest

from records.errors import RegistryError
from records.rights.actor import Actor
from risk.registry import (
    Approval,
    Waiver,
    approve,
    evaluate,
    expire,
    in_a_year,
    in_force,
    promote,
    register,
    roll_back,
    shown_version,
    switch,
    waive,
    waivers,
)
from tests.risk.registry.conftest import ANIL, BEA, DAY, candidate, later

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

GOOD = Approval("DPIA-7", "better than the checklist")
WHY = "The district has nine visits; the board looks again in spring."


def waiver(failed="district: Arden", **changes):
    given = {"failed": failed, "why": WHY, "named": "Bea Hollow, chair of the ethics board",
             "waived_on": DAY, "expires_on": DAY + timedelta(90)}  # fmt: skip
    return Waiver(**given | changes)


def test_with_no_model_at_all_version_one_is_shown_and_scores(trail):
    assert shown_version(trail.engine, DAY) == "v1"
    assert in_force(trail.engine, DAY) is None


def test_a_model_is_shown_from_its_promotion_until_its_approval_ends(trail, made):
    made("aa11")
    assert shown_version(trail.engine, DAY) == "v1"
    promote(trail, "aa11", "agreed", BEA)
    last = in_a_year(DAY) - timedelta(1)
    assert shown_version(trail.engine, last) == "v2-aa11"
    assert shown_version(trail.engine, last + timedelta(1)) == "v1"
    now = in_force(trail.engine, last)
    assert (now.version, now.body, now.until_on) == ("v2-aa11", candidate().body, in_a_year(DAY))
    assert in_force(trail.engine, last + timedelta(1)) is None


def test_an_approval_of_a_leap_day_ends_within_a_year(trail, made):
    made("aa11", approved=False)
    leap = Actor("bea", datetime(2028, 2, 29, 12, tzinfo=UTC), "board")
    assert approve(trail, "aa11", GOOD, leap) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("approval", "lacking"),
    [
        (Approval("", "good"), "data protection impact assessment"),
        (Approval("DPIA-7", " "), "its reasons"),
        (Approval("DPIA-7", "good", DAY), "a day after 2026-11-22"),
    ],
)
def test_an_approval_lacks_nothing(trail, made, approval, lacking):
    made("aa11", approved=False)
    with pytest.raises(RegistryError, match=lacking):
        approve(trail, "aa11", approval, BEA)
    with pytest.raises(RegistryError, match="no approval in force"):
        promote(trail, "aa11", "agreed", BEA)


def test_who_trained_a_model_does_not_approve_it(trail, made):
    made("aa11", approved=False)
    with pytest.raises(RegistryError, match="someone else approves it"):
        approve(trail, "aa11", GOOD, ANIL)


def test_a_model_nobody_evaluated_is_not_approved(trail, made):
    made("aa11", evaluated=False, approved=False)
    with pytest.raises(RegistryError, match="was not evaluated"):
        approve(trail, "aa11", GOOD, BEA)


def test_a_failing_model_is_approved_only_with_a_waiver_of_each_check_and_no_longer(trail, made):
    made("aa11", "district: Arden", "sector: nails", approved=False)
    with pytest.raises(RegistryError, match="district: Arden; sector: nails"):
        approve(trail, "aa11", GOOD, BEA)
    waive(trail, "aa11", waiver(), BEA)
    with pytest.raises(RegistryError, match="fairness gate: sector: nails"):
        approve(trail, "aa11", GOOD, BEA)
    waive(trail, "aa11", waiver("sector: nails", expires_on=DAY + timedelta(400)), BEA)
    assert approve(trail, "aa11", GOOD, BEA) == DAY + timedelta(90)
    promote(trail, "aa11", "agreed", BEA)
    assert shown_version(trail.engine, DAY + timedelta(89)) == "v2-aa11"
    assert shown_version(trail.engine, DAY + timedelta(90)) == "v1"
    assert {one.failed for one in waivers(trail.engine, "aa11")} == {
        "district: Arden",
        "sector: nails",
    }


@pytest.mark.parametrize(
    ("days", "first", "last"), [(0, 1, 90), (90, 0, 90)], ids=["not yet", "no more"]
)
def test_a_waiver_counts_on_its_days_only(trail, made, days, first, last):
    made("aa11", "district: Arden", approved=False)
    begins, ends = DAY + timedelta(first), DAY + timedelta(last)
    waive(trail, "aa11", waiver(waived_on=begins, expires_on=ends), BEA)
    with pytest.raises(RegistryError, match="fails the fairness gate"):
        approve(trail, "aa11", GOOD, later(BEA, days))


def test_figures_made_later_need_a_waiver_of_their_own(trail, made):
    made("aa11", "district: Arden", approved=False)
    waive(trail, "aa11", waiver(), BEA)
    evaluate(trail, "aa11", ('{"auc": 0.5}', ("district: Arden",)), ANIL)
    with pytest.raises(RegistryError, match="fails the fairness gate"):
        approve(trail, "aa11", GOOD, BEA)


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({"why": "looks fine to me"}, "its reasons, in 5 words or more"),
        ({"named": "Bea"}, "by name and office"),
        ({"expires_on": DAY}, "on which it expires"),
        ({"failed": "district: Boxted"}, "did not fail 'district: Boxted'. It failed: district: A"),
    ],
)
def test_a_waiver_lacks_nothing(trail, made, changes, lacking):
    made("aa11", "district: Arden", approved=False)
    with pytest.raises(RegistryError, match=lacking):
        waive(trail, "aa11", waiver(**changes), BEA)
    assert waivers(trail.engine, "aa11") == []


def test_where_no_check_failed_there_is_nothing_to_waive(trail, made):
    made("aa11", approved=False)
    with pytest.raises(RegistryError, match="nothing to waive"):
        waive(trail, "aa11", waiver(), BEA)


def test_rolling_back_brings_the_model_before_and_then_version_one(trail, made):
    for name in ("aa11", "bb22", "cc33"):
        promote(trail, made(name), "agreed", BEA)
    assert roll_back(trail, "drifts", BEA) == "bb22"
    assert shown_version(trail.engine, DAY) == "v2-bb22"
    promote(trail, "cc33", "mended", BEA)
    assert roll_back(trail, "drifts again", BEA) == "bb22"
    assert roll_back(trail, "so does this", BEA) == "aa11"
    assert roll_back(trail, "and this", BEA) is None
    assert shown_version(trail.engine, DAY) == "v1"
    with pytest.raises(RegistryError, match="No model is promoted"):
        roll_back(trail, "once more", BEA)


def test_rolling_back_to_a_model_whose_approval_ended_shows_version_one(trail, made):
    for name in ("aa11", "bb22"):
        promote(trail, made(name), "agreed", BEA)
    expire(trail, "aa11", "its data were wrong", BEA)
    assert shown_version(trail.engine, DAY) == "v2-bb22"
    assert roll_back(trail, "drifts", BEA) == "aa11"
    assert shown_version(trail.engine, DAY) == "v1"


def test_an_approval_that_is_ended_holds_again_only_when_given_again(trail, made):
    promote(trail, made("aa11"), "agreed", BEA)
    expire(trail, "aa11", "a complaint", BEA)
    assert shown_version(trail.engine, DAY) == "v1"
    with pytest.raises(RegistryError, match="no approval in force; nothing to end"):
        expire(trail, "aa11", "again", BEA)
    approve(trail, "aa11", GOOD, BEA)
    assert shown_version(trail.engine, DAY) == "v2-aa11"
    with pytest.raises(RegistryError, match="promoted already"):
        promote(trail, "aa11", "again", BEA)


def test_an_approval_that_ran_out_promotes_nothing(trail, made):
    made("aa11")
    with pytest.raises(RegistryError, match=r"no approval in force on 2027-11-22: it ended on"):
        promote(trail, "aa11", "late", later(BEA, 365))


def test_the_switch_shows_version_one_and_the_build_goes_on_scoring(trail, made):
    promote(trail, made("aa11"), "agreed", BEA)
    assert switch(trail, on=False, why="a complaint", who=BEA) == "v1"
    assert shown_version(trail.engine, DAY) == "v1"
    assert in_force(trail.engine, DAY).model_id == "aa11"
    assert switch(trail, on=True, why="answered", who=BEA) == "v2-aa11"
    assert shown_version(trail.engine, DAY) == "v2-aa11"


def test_the_switch_stays_off_whatever_is_promoted(trail, made):
    switch(trail, on=False, why="not yet", who=BEA)
    promote(trail, made("aa11"), "agreed", BEA)
    assert shown_version(trail.engine, DAY) == "v1"


def test_the_switch_needs_a_reason_and_something_to_change(trail):
    with pytest.raises(RegistryError, match="Say why"):
        switch(trail, on=False, why=" ", who=BEA)
    with pytest.raises(RegistryError, match="switched on already"):
        switch(trail, on=True, why="so", who=BEA)
    switch(trail, on=False, why="so", who=BEA)
    with pytest.raises(RegistryError, match="switched off already"):
        switch(trail, on=False, why="so", who=BEA)


def test_what_is_decided_of_no_model_is_refused(trail):
    for act in (
        lambda: approve(trail, "zz", GOOD, BEA),
        lambda: promote(trail, "zz", "so", BEA),
        lambda: expire(trail, "zz", "so", BEA),
        lambda: waive(trail, "zz", waiver(), BEA),
    ):
        with pytest.raises(RegistryError, match="There is no model 'zz'"):
            act()


def test_an_approval_survives_that_the_model_is_registered_again(trail, made):
    promote(trail, made("aa11"), "agreed", BEA)
    assert not register(trail, candidate("aa11"), ANIL)
    assert shown_version(trail.engine, DAY) == "v2-aa11"
