"""Who may share what, on which day, and how the register is kept."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.agreements import (
    Agreement,
    Sharing,
    dpia_missing,
    end_agreement,
    faults_of,
    in_force,
    known_sources,
    published_sources,
    record_agreement,
    register,
    versions,
    warnings,
)
from records.errors import AgreementError, ConflictError, StateError
from records.schema import Record

DAY = date(2026, 11, 22)
COUNTY = Agreement(
    "county",
    "County partnership",
    "protect workers and residents",
    "Crime and Disorder Act 1998 s.115",
    "ECC_TS",
    ("ECFRS", "LA_EH"),
    ("trading_standards", "fire"),
    date(2026, 1, 1),
    date(2027, 6, 1),
    dpia="DPIA-7",
)
POLICE = replace(
    COUNTY,
    agreement_id="police",
    lead="EPOL",
    partners=("GLAA", "ECC_TS"),
    sources=("police_intelligence", "police_incidents", "trading_standards"),
    covers_restricted=True,
    notice="silent",
)
SOURCES = known_sources()


def sharing(*agreements, on=DAY, published=frozenset()):
    return Sharing(on, agreements, published)


# What an agreement lets in and shows


def test_a_source_without_an_agreement_is_covered_only_where_it_is_published():
    held = sharing(COUNTY, published=frozenset({"food_hygiene"}))
    assert held.covers("fire")
    assert held.covers("food_hygiene")
    assert not held.covers("police_incidents")


def test_only_a_party_to_the_agreement_may_send_its_sources():
    held = sharing(COUNTY, published=frozenset({"food_hygiene"}))
    assert held.admits("fire", "ECFRS")
    assert held.admits("fire", "ECC_TS")
    assert not held.admits("fire", "EPOL")
    assert held.admits("food_hygiene", "FSA")


def test_every_party_sees_what_is_shared_and_nobody_else():
    held = sharing(COUNTY, POLICE, published=frozenset({"food_hygiene"}))
    assert held.shared_with("LA_EH").plain == {"trading_standards", "fire", "food_hygiene"}
    assert held.shared_with("LA_EH").restricted == frozenset()
    assert held.shared_with("EPOL").restricted == set(POLICE.sources)
    assert held.shared_with("HSE").plain == {"food_hygiene"}
    assert held.shared_with("").plain == {"food_hygiene"}


def test_an_agency_that_ended_is_its_successor_from_that_day_on():
    assert "police_incidents" in sharing(POLICE).shared_with("FWA").plain
    assert sharing(POLICE).shared_with("EAS") == sharing(POLICE).shared_with("FWA")
    before = sharing(POLICE, on=date(2026, 3, 31))
    assert "police_incidents" in before.shared_with("GLAA").plain
    assert before.shared_with("FWA").plain == frozenset()
    assert before.shared_with("EAS").plain == frozenset()


def test_the_strictest_notice_holds_and_without_an_agreement_it_is_silence():
    held = sharing(COUNTY, POLICE)
    assert held.notice("fire") == "contact"
    assert held.notice("trading_standards") == "silent"
    assert held.notice("housing") == "silent"


def test_restricted_records_of_a_published_source_are_combined_under_an_agreement_only():
    rows = pd.DataFrame(
        {
            Record.source: ["glaa_register", "glaa_register", "fire", "housing"],
            Record.handling: ["P", "C", "C", "P"],
        }
    )
    held = sharing(COUNTY, published=frozenset({"glaa_register"}))
    assert held.combined(rows).tolist() == [True, False, True, False]


def test_equal_sharing_has_one_hash_so_that_views_can_be_kept_by_it():
    assert sharing(COUNTY) == sharing(replace(COUNTY))
    assert len({sharing(COUNTY), sharing(replace(COUNTY))}) == 1


# How it stands on a day


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        (date(2025, 12, 31), "not begun"),
        (date(2026, 1, 1), "in force"),
        (date(2027, 4, 1), "in force"),
        (date(2027, 4, 2), "review due"),
        (date(2027, 5, 31), "review due"),
        (date(2027, 6, 1), "lapsed"),
    ],
)
def test_an_agreement_stands_by_its_days(on, standing):
    assert COUNTY.standing(on) == standing
    assert COUNTY.is_in_force(on) == (standing in ("in force", "review due"))


def test_an_ended_agreement_holds_until_the_day_before():
    ended = replace(COUNTY, ended_on=DAY)
    assert ended.is_in_force(DAY - timedelta(days=1))
    assert ended.standing(DAY) == "ended"


@given(st.dates(date(2024, 1, 1), date(2029, 1, 1)), st.dates(date(2024, 1, 1), date(2029, 1, 1)))
def test_it_holds_on_exactly_the_days_from_its_start_to_its_review_or_end(on, ended_on):
    held = replace(COUNTY, ended_on=ended_on).is_in_force(on)
    assert held == (COUNTY.starts_on <= on < min(COUNTY.review_on, ended_on))


# Validation


def test_a_sound_agreement_has_no_faults():
    assert faults_of(COUNTY, SOURCES) == []
    assert faults_of(POLICE, SOURCES) == []


def test_every_fault_is_named_at_once_with_its_field():
    bad = Agreement(
        "County!", " ", "", "x" * 2001, "EPO", (), ("fyre", "cqc"), DAY, DAY, notice="loud"
    )
    said = "\n".join(faults_of(bad, SOURCES))
    for part in (
        "id: 'County!'",
        "title: is empty",
        "purpose: is empty",
        "lawful_basis: 2,001 characters",
        "notice: 'loud'; expected contact or silent",
        "lead: 'EPO' is not one of",
        "Did you mean EPOL?",
        "partners: names none",
        "sources: 'fyre' is not one of",
        "Did you mean fire?",
        "sources: cqc is sent by CQC, which is neither lead nor partner",
        "review_on: 2026-11-22 is not after starts_on",
    ):
        assert part in said


def test_unknown_partners_and_no_sources_are_faults():
    said = faults_of(replace(COUNTY, partners=("NOBODY",), sources=()), SOURCES)
    assert said[0].startswith("partners: 'NOBODY' is not one of")
    assert said[1].startswith("sources: names none")


# The register


def test_an_empty_register_shares_what_is_published_and_nothing_else(state):
    held = in_force(state, DAY, published=frozenset({"cqc"}))
    assert held == Sharing(DAY, (), frozenset({"cqc"}))


def test_what_is_recorded_is_read_back_whole(state):
    recorded = record_agreement(state, COUNTY, "steward")
    assert recorded.recorded_by == "steward"
    assert register(state) == [recorded]
    assert replace(recorded, recorded_by="", recorded_at=None) == COUNTY
    assert in_force(state, DAY).agreements == (recorded,)


def test_an_amendment_is_a_new_version_and_the_old_one_is_kept(state):
    first = record_agreement(state, COUNTY, "steward")
    amended = replace(COUNTY, version=2, sources=("fire",))
    second = record_agreement(state, amended, "another")
    assert versions(state, "county") == [first, second]
    assert register(state) == [second]
    assert not in_force(state, DAY).covers("trading_standards")


def test_of_two_amendments_at_once_the_second_is_refused_and_nothing_is_lost(state):
    record_agreement(state, COUNTY, "steward")
    record_agreement(state, replace(COUNTY, version=2, title="mine"), "one")
    with pytest.raises(ConflictError, match="someone changed it meanwhile"):
        record_agreement(state, replace(COUNTY, version=2, title="theirs"), "two")
    assert [one.title for one in versions(state, "county")] == ["County partnership", "mine"]


def test_only_the_version_that_comes_next_is_recorded(state):
    for version in (0, 2, 7):
        with pytest.raises(ConflictError, match="cannot come next"):
            record_agreement(state, replace(COUNTY, version=version), "steward")
    assert register(state) == []


def test_an_id_is_given_once(state):
    record_agreement(state, COUNTY, "steward")
    with pytest.raises(AgreementError, match="There is an agreement 'county' already"):
        record_agreement(state, COUNTY, "steward")


def test_an_unsound_agreement_is_not_recorded(state):
    with pytest.raises(AgreementError, match="purpose: is empty"):
        record_agreement(state, replace(COUNTY, purpose=""), "steward")
    assert register(state) == []


def test_sources_of_the_county_itself_may_be_named(state):
    own = replace(COUNTY, sources=("harbour_visits",))
    record_agreement(state, own, "steward", {"harbour_visits": "LA_EH"})
    assert in_force(state, DAY).covers("harbour_visits")


def test_an_ended_agreement_shares_nothing_from_that_day_and_is_ended_once(state):
    record_agreement(state, COUNTY, "steward")
    ended = end_agreement(state, "county", DAY, "steward")
    assert ended.version == 2
    assert in_force(state, DAY).agreements == ()
    assert in_force(state, DAY - timedelta(days=1)).covers("fire")
    with pytest.raises(AgreementError, match="has ended on 2026-11-22 already"):
        end_agreement(state, "county", DAY, "steward")
    with pytest.raises(AgreementError, match="was ended on 2026-11-22 for good"):
        record_agreement(state, replace(COUNTY, version=3), "steward")


def test_an_agreement_that_is_not_there_is_named(state):
    with pytest.raises(AgreementError, match="There is no agreement 'nobody'"):
        end_agreement(state, "nobody", DAY, "steward")


def test_what_is_written_beside_fails_with_the_agreement(state):
    def fail(_):
        raise StateError("the audit cannot be written")

    with pytest.raises(StateError):
        record_agreement(state, COUNTY, "steward", beside=fail)
    assert register(state) == []


# Warnings


def test_what_lapses_within_sixty_days_is_warned_of_soonest_first():
    soon = replace(COUNTY, agreement_id="soon", review_on=DAY + timedelta(days=60))
    sooner = replace(soon, agreement_id="sooner", review_on=DAY + timedelta(days=1))
    gone = replace(soon, agreement_id="gone", review_on=DAY, sources=("fire",))
    ended = replace(gone, agreement_id="ended", ended_on=DAY)
    said = warnings([COUNTY, soon, sooner, gone, ended], DAY)
    assert [line.partition(";")[0].partition(":")[0] for line in said] == [
        "Agreement gone lapsed on 22 November 2026",
        "Agreement sooner must be reviewed by 23 November 2026, tomorrow",
        "Agreement soon must be reviewed by 21 January 2027, in 60 days",
    ]
    assert "is not taken in, combined or shown" in said[0]
    assert "what it alone shares stops then" in said[1]


def test_the_county_is_used_in_earnest_only_with_an_assessment_for_each_agreement():
    assert dpia_missing([COUNTY], DAY) == []
    (said,) = dpia_missing([COUNTY, replace(COUNTY, agreement_id="bare", dpia=" ")], DAY)
    assert "Agreement bare names no data protection impact assessment" in said
    (said,) = dpia_missing([replace(COUNTY, starts_on=DAY + timedelta(days=1))], DAY)
    assert "No sharing agreement is in force" in said


# Published sources


def test_public_registers_are_published_and_nothing_that_is_held_in_confidence():
    assert published_sources() == {
        "companies_house",
        "company_officers",
        "cqc",
        "environment_agency",
        "food_hygiene",
        "glaa_register",
        "hse_cases",
        "hse_notices",
        "nmw_naming",
    }


def test_a_county_may_publish_its_own_and_take_a_built_in_one_back(tmp_path):
    own = (tmp_path / "own.toml", tmp_path / "cqc.toml", tmp_path / "broken.toml")
    body = 'title = "t"\nagency = "CQC"\nhandling = "P"\n[columns]\nname = "Name"\n'
    own[0].write_text('name = "own"\npublished = true\n' + body)
    own[1].write_text('name = "cqc"\n' + body)
    own[2].write_text("published = true")
    assert "own" in published_sources(tmp_path)
    assert "cqc" not in published_sources(tmp_path)
    assert "broken" not in known_sources(tmp_path)
    own[0].unlink()
    assert "own" not in published_sources(tmp_path)
