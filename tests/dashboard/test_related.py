"""What a business's page says of those before and after it, and of its people's others."""

import pandas as pd
import pytest

from benchmarks.made_county import AS_OF
from benchmarks.seeing import seen
from dashboard.briefing import briefing
from dashboard.components.relations import before_and_after, certainty, same_operator, shares
from dashboard.dossier import dossier_of
from dashboard.export import csv_of
from dashboard.figures.stays import stays
from dashboard.filters import Filters
from dashboard.pages.profile_page import drawn
from dashboard.related import Stay, followed, percent
from records.schema import Relation, ScoredProfile
from tests.dashboard.test_dossier import hrefs, texts

TODAY = pd.Timestamp(AS_OF)


def dossier(county, row):
    return dossier_of(seen(county), str(county.profiles[ScoredProfile.profile_id].iloc[row]))


def name(county, row):
    return county.profiles[ScoredProfile.name].iloc[row]


def test_all_of_a_chain_are_told_in_order_of_time(small):
    for row in (0, 1, 2):
        told = dossier(small, row).stays
        assert [stay.began for stay in told] == sorted(stay.began for stay in told)
        assert {name(small, one) for one in (0, 1, 2)} == {stay.name for stay in told}
        assert [stay.how for stay in told].count("this") == 1
        assert all(stay.profile_id == "" for stay in told if stay.how == "this")


def test_the_page_names_links_dates_evidence_and_certainty(small):
    said = before_and_after(dossier(small, 1), TODAY)
    text = texts(said)
    assert "Before it, the same people" in text
    assert "After it, the same people" in text
    assert "same telephone 01632000000 (+7.0)" in text
    assert "The same people, 97% sure." in text
    assert "1 Mar 2026" in text
    other = small.profiles[ScoredProfile.profile_id].iloc[0]
    assert f"/business/{other}" in hrefs(said)
    assert any(href.startswith("#record-") for href in hrefs(said))


def test_strangers_before_it_are_not_called_the_same_people(small):
    text = texts(before_and_after(dossier(small, 8), TODAY))
    assert "Before it, others" in text
    assert "Nothing shows that the same people run both." in text


def test_others_of_the_same_people_and_those_that_share_something_have_parts_of_their_own(small):
    assert "The same people, 99% sure." in texts(same_operator(dossier(small, 3)))
    assert "Perhaps by chance: 20%" in texts(shares(dossier(small, 5)))
    assert shares(dossier(small, 0)) is None
    assert "Nothing shows" in texts(same_operator(dossier(small, 0)))


def test_who_has_no_relations_has_no_drawing(small):
    alone = dossier(small, 3)
    assert alone.stays == ()
    said = texts(before_and_after(alone, TODAY))
    assert said == "No other business is known at these premises."


def test_the_whole_page_has_the_three_parts(small):
    text = texts(drawn(dossier(small, 5), seen(small)))
    assert "Before and after at these premises" in text
    assert "Same operator elsewhere" in text
    assert "Shares a telephone, person or officer with" in text


def test_the_brief_tells_whom_it_follows_in_one_line(small):
    lines = {line.term: line.text for line in briefing(dossier(small, 1), TODAY)}
    assert f"Follows {name(small, 0)}: the same people, 97% sure." in lines["Same address"]
    assert f"Followed by {name(small, 2)}" in lines["Same address"]
    assert followed(dossier(small, 3).kin) == ""


def test_the_export_gives_the_ids(small):
    lines = csv_of(seen(small), Filters(), marked=False, mark="x").decode("utf-8-sig").splitlines()
    heading = lines[0].split(",")
    assert {"follows", "same_operator"} <= set(heading)
    ids = small.profiles[ScoredProfile.profile_id]
    assert any(line.startswith(ids[1]) and ids[0] in line for line in lines)


def test_nothing_is_ever_certain(small):
    for row in range(10):
        for kin in dossier(small, row).kin:
            assert 1 <= percent(kin) <= 99
            assert certainty(kin)


@pytest.fixture
def told():
    return (
        Stay("A <b>", "BX", pd.Timestamp("2012-05-01"), pd.Timestamp("2025-06-01"), "same"),
        Stay("B", "", pd.Timestamp("2025-08-01"), None, "this"),
        Stay("C", "BY", pd.Timestamp("2026-01-01"), pd.Timestamp("2026-01-01"), "other"),
    )


def test_the_drawing_leaves_out_the_years_before_the_first_change(told):
    drawn = stays(told, TODAY)
    assert drawn.bars[0].is_cut
    assert not drawn.bars[1].is_cut
    assert min(year for year, _ in drawn.years) > 2022
    for bar in drawn.bars:
        assert bar.left >= 0
        assert 0 < bar.width <= 100 - bar.left + 1e-9


def test_every_bar_is_named_with_its_days_and_a_filling_that_says_whose_it_is(small):
    stays_told = dossier(small, 1).stays
    assert stays_told
    shown = str(before_and_after(dossier(small, 1), TODAY))
    for stay in stays_told:
        assert f"stay-bar stay-{stay.how}" in shown
        assert f"{stay.began:%b %Y} to " in shown


def test_kin_that_cannot_be_seen_are_not_told(small):
    relations = small.table("relations")
    assert set(relations[Relation.other_id]) <= set(small.profiles[ScoredProfile.profile_id])
