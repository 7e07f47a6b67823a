"""Someone says on pages of their own that two businesses are one, or that one is two."""

import html
import json
import re
from datetime import UTC, datetime

import pytest

from benchmarks.served import fold_asked
from dashboard.clerical.queue import token_of
from records.schema import PlacedRecord, ScoredProfile
from records.state import Saying, judge, judgements


@pytest.fixture(scope="module")
def two(small):
    """Two businesses of three records each."""
    some = small.profiles[small.profiles[ScoredProfile.record_count] == 3]
    return [str(one) for one in some[ScoredProfile.profile_id][:2]]


def records(small, profile):
    return list(small.of("records", small.row_of(profile))[PlacedRecord.record_id])


def stamp(page):
    return re.search(r'name="stamp" value="(\w+)"', page)[1]


def said(app):
    return judgements(app._desk.state)


def meanwhile(app, pair, verdict):
    word = Saying(pair, verdict, "their reason", "ben", datetime(2026, 11, 20, tzinfo=UTC))
    judge(app._desk.state, word)


def test_another_business_is_found_by_its_id_or_by_words_and_never_itself(client, small, two):
    name = small.profile(small.row_of(two[1]))[ScoredProfile.name]
    for text in (two[1], name):
        page = client.get("/review/join", query_string={"one": two[0], "q": text})
        assert f"other={two[1]}" in html.unescape(page.get_data(as_text=True))
    page = client.get("/review/join", query_string={"one": two[0], "q": two[0]})
    assert f"other={two[0]}" not in page.get_data(as_text=True)
    nobody = client.get(f"/review/join?one={two[0]}&q=zzzzzz").get_data(as_text=True)
    assert "No other business" in nobody


def test_two_businesses_called_one_say_so_of_records_of_both(app, client, small, two):
    page = client.get(f"/review/join?one={two[0]}&other={two[1]}").get_data(as_text=True)
    assert "one business of 6 records" in page
    form = {"one": two[0], "other": two[1], "stamp": stamp(page), "why": "moved next door"}
    answer = client.post("/review/join", data=form)
    assert (answer.status_code, answer.location) == (303, f"/business/{two[0]}#links")
    words = said(app)
    assert set(words["verdict"]) == {"same"}
    first = words.iloc[0]
    owners = [first["id_a"] in records(small, one) for one in two]
    assert owners[0] != owners[1]


def test_ticked_records_are_called_different_from_each_that_stays(app, client, small, two):
    page = client.get(f"/review/part?one={two[0]}").get_data(as_text=True)
    gone, *rest = records(small, two[0])
    form = {"one": two[0], "stamp": stamp(page), "gone": [token_of((gone, gone))]}
    assert client.post("/review/part", data=form).status_code == 303
    words = said(app)
    assert set(words["verdict"]) == {"different"}
    pairs = {frozenset(pair) for pair in zip(words["id_a"], words["id_b"], strict=True)}
    assert pairs == {frozenset((gone, one)) for one in rest}


@pytest.mark.parametrize("ticks", [0, 3])
def test_some_records_must_leave_and_some_must_stay(app, client, small, two, ticks):
    page = client.get(f"/review/part?one={two[0]}").get_data(as_text=True)
    tokens = [token_of((one, one)) for one in records(small, two[0])[:ticks]]
    form = {"one": two[0], "stamp": stamp(page), "gone": tokens}
    answer = client.post("/review/part", data=form)
    assert answer.status_code == 400
    assert "Tick the records that belong elsewhere" in answer.get_data(as_text=True)
    assert said(app).empty


def test_what_someone_said_meanwhile_is_shown_and_nothing_is_written(app, client, small, two):
    page = client.get(f"/review/part?one={two[0]}").get_data(as_text=True)
    gone, stays, _ = records(small, two[0])
    meanwhile(app, (gone, stays), "same")
    form = {"one": two[0], "stamp": stamp(page), "gone": [token_of((gone, gone))]}
    answer = client.post("/review/part", data={**form, "knowing": "yes"})
    assert answer.status_code == 409
    assert "their reason" in answer.get_data(as_text=True)
    assert len(said(app)) == 1


def test_what_goes_against_others_is_asked_about_and_then_takes_its_place(app, client, small, two):
    gone, stays, _ = records(small, two[0])
    meanwhile(app, (gone, stays), "same")
    page = client.get(f"/review/part?one={two[0]}").get_data(as_text=True)
    form = {"one": two[0], "stamp": stamp(page), "gone": [token_of((gone, gone))]}
    asked = client.post("/review/part", data=form)
    assert asked.status_code == 409
    assert "It would go against what others said" in asked.get_data(as_text=True)
    assert client.post("/review/part", data=form | {"knowing": "yes"}).status_code == 303
    assert set(said(app)["verdict"]) == {"different"}


def test_a_business_that_is_not_seen_is_as_one_that_is_not_there(app, client, two):
    for path in ("/review/join?one=B0000000", f"/review/join?one={two[0]}&other={two[0]}"):
        assert client.get(path).status_code in (200, 404)
    assert client.get("/review/part?one=B0000000").status_code == 404
    data = {"one": two[0], "other": "B0000000", "stamp": "x"}
    assert client.post("/review/join", data=data).status_code == 404
    same = {"one": two[0], "other": two[0], "stamp": "x"}
    assert client.post("/review/join", data=same).status_code == 400
    long = {"one": two[0], "other": two[1], "stamp": "x", "why": "x" * 301}
    assert client.post("/review/join", data=long).status_code == 400
    assert said(app).empty


def test_the_page_of_a_business_leads_there_and_says_what_waits(app, client, two):
    there = {"Referer": f"http://localhost/business/{two[0]}"}
    page = json.dumps(client.get("/_dash-layout", headers=there).get_json())
    key = re.search(r'"key": "([^"]+)"', page)[1]
    asked = fold_asked(two[0], key, "links")
    page += json.dumps(client.post("/_dash-update-component", json=asked).get_json())
    assert f"/review/join?one={two[0]}" in page
    assert f"/review/part?one={two[0]}" in page


@pytest.mark.parametrize("user", ["demo-inspector", "demo-steward"])
def test_who_may_not_judge_may_not_join_or_part(app, signed_in, two, user):
    other = signed_in(app, user)
    for path in ("join", "part"):
        assert other.get(f"/review/{path}?one={two[0]}").status_code == 403
        assert other.post(f"/review/{path}", data={"one": two[0]}).status_code == 403


def test_what_decisions_changed_is_told_with_counts_and_no_names(app, client, small):
    page = client.get("/review/changes").get_data(as_text=True)
    plain = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "3 other pairs changed side by the new weights" in plain
    assert "6 businesses merged, 0 split" in plain
    assert "Names spelled alike" in plain
    assert page.count("<polyline") > 40
