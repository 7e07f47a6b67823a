"""People say over HTTP which records are one business; nothing contradicts anything unasked."""

import html
import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from sqlalchemy import select

from benchmarks.seeing import seen
from dashboard.clerical.pair import named_pair
from dashboard.clerical.queue import cases, token_of
from dashboard.signin.accounts import Person
from dashboard.viewer import DEMO
from records.errors import StateError
from records.schema import Doubt
from records.state import Saying, all_said, judge, judgements, reading
from records.state.tables import audit

SCRIPT = {"X-Review": "yes"}
NEW = {"verdict": "same", "why": "", "seen": ""}
BEN = Person("ben@made.up", "Ben Hale", "analyst", "EPOL", frozenset("C"))


@pytest.fixture(scope="module")
def first(small):
    return cases(seen(small)).rows[0]


@pytest.fixture(scope="module")
def chain(small):
    """Three records of one business, two and two of them in three pairs."""
    records = small.table("records")
    busy = records["profile_id"].value_counts().index[0]
    return sorted(records["record_id"][records["profile_id"] == busy])[:3]


def pair(row):
    return row[Doubt.id_a], row[Doubt.id_b]


def say(client, ends, verdict="same", *, by_script=True, **more):
    said = {**NEW, "pair": token_of(ends), "verdict": verdict, **more}
    return client.post("/review/decisions", data=said, headers=SCRIPT if by_script else {})


def told(app, ends, verdict, by="ada"):
    """Put a word into the state as someone else would."""
    seen_one = next(
        (one.judgement_id for one in all_said(app._desk.state)
         if one.in_force and {one.id_a, one.id_b} == set(ends)), None)  # fmt: skip
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return judge(app._desk.state, Saying(ends, verdict, "my reason", by, at, seen_one))


def answer(text):
    """What an answer tells the script, by name."""
    return {name: html.unescape(value) for name, value in re.findall(r'data-(\w+)="([^"]*)"', text)}


def test_the_page_begins_with_the_pair_whose_decision_changes_most(client, first):
    page = client.get("/review/").get_data(as_text=True)
    assert f'data-token="{first["token"]}"' in page
    assert page.count(first["token"]) >= 3
    assert "What a decision would change" in page
    assert "of 240 decided" in re.sub(r"<[^>]+>", "", page)


def test_what_is_shown_of_a_pair_is_both_records_their_reasons_and_what_would_change(
    client, small, first
):
    page = html.unescape(client.get(f"/review/pair/{first['token']}").get_data(as_text=True))
    records = small.table("records").set_index("record_id")
    for end in pair(first):
        for word in records.loc[end, "name"].split():
            assert word in page
    assert "Before anything is compared" in page
    assert "The highest score" in page


def test_a_decided_pair_leaves_the_queue_at_once_and_one_that_cannot_be_told_sinks(client, first):
    told_of = answer(say(client, pair(first)).get_data(as_text=True))
    assert (told_of["decided"], told_of["today"]) == ("1", "1")
    assert "one business" in told_of["done"]
    queue = re.search(r'data-queue="([^"]*)"', client.get("/review/").get_data(as_text=True))[1]
    assert first["token"] not in queue
    second = queue.split()[0]
    data = {**NEW, "pair": second, "verdict": "unsure"}
    client.post("/review/decisions", data=data, headers=SCRIPT)
    queue = re.search(r'data-queue="([^"]*)"', client.get("/review/").get_data(as_text=True))[1]
    assert queue.split()[-1] == second


def test_a_decision_is_taken_back_and_the_pair_waits_again(app, client, first):
    number = answer(say(client, pair(first)).get_data(as_text=True))["judgement"]
    back = answer(say(client, pair(first), "undo", seen=number).get_data(as_text=True))
    assert (back["decided"], back["judgement"], back["done"]) == ("0", "", "Taken back.")
    assert judgements(app._desk.state).empty


def test_the_plain_form_leads_to_the_next_pair_of_the_same_filter(client, first):
    found = say(client, pair(first), by_script=False, asked="kind=inside&agency=&odd=1")
    assert (found.status_code, found.location) == (303, "/review/?kind=inside")
    assert "It takes effect at the next build" in client.get("/review/").get_data(as_text=True)


def test_every_look_and_every_decision_is_in_the_audit(app, client, first):
    client.get(f"/review/pair/{first['token']}")
    say(client, pair(first), why="two doors")
    with reading(app._desk.state) as connection:
        rows = connection.execute(select(audit).where(audit.c.user_id == DEMO.user)).all()
    looks = [row for row in rows if '"pair"' in row.detail]
    assert [row.operation for row in looks] == ["consultation"]
    (said,) = [row for row in rows if row.operation == "alteration"]
    assert all(end in said.detail for end in pair(first))
    assert "two doors" not in said.detail


def test_where_the_audit_cannot_be_written_nothing_is_shown_and_nothing_decided(
    app, client, first, monkeypatch
):
    def fails(*_):
        raise StateError("the disk is full")

    monkeypatch.setattr(type(app._desk.trail), "append", fails)
    monkeypatch.setattr(type(app._desk.trail), "append_in", fails)
    assert client.get(f"/review/pair/{first['token']}").status_code == 503
    assert say(client, pair(first)).status_code == 503
    assert all_said(app._desk.state) == []


def test_what_another_said_meanwhile_is_shown_and_asked_and_not_overwritten(app, client, first):
    theirs = told(app, pair(first), "different", by="ben")
    refused = say(client, pair(first))
    page = refused.get_data(as_text=True)
    assert refused.status_code == 409
    for part in ("ben", "my reason", "20 Nov 2026"):
        assert part in page
    assert [one.judgement_id for one in all_said(app._desk.state)] == [theirs.judgement_id]
    assert f'name="seen" value="{theirs.judgement_id}"' in page
    kept = say(client, pair(first), seen=str(theirs.judgement_id), knowing="yes")
    assert kept.status_code == 200
    assert "Two people say opposite things" in kept.get_data(as_text=True)
    assert "Two people say opposite things" in client.get("/review/").get_data(as_text=True)


def test_a_word_that_would_contradict_others_is_asked_back_with_everyones_words(app, client, chain):
    a, b, c = chain
    told(app, (a, b), "same", by="ada")
    told(app, (b, c), "same", by="ben")
    told(app, (a, c), "unsure", by="cy")
    number = str(all_said(app._desk.state)[0].judgement_id)
    refused = say(client, (a, c), "different", seen=number)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "it would contradict what stands" in page
    assert all(name in page for name in ("ada", "ben"))
    assert len(judgements(app._desk.state)) == 3
    assert "different" not in set(judgements(app._desk.state)["verdict"])
    said = say(client, (a, c), "different", seen=number, knowing="yes")
    assert "What was said of 3 pairs cannot all hold" in said.get_data(as_text=True)


def test_the_plain_form_shows_a_conflict_on_a_page_of_its_own(app, client, first):
    told(app, pair(first), "different")
    refused = say(client, pair(first), by_script=False)
    assert refused.status_code == 409
    assert "Skip to main content" in refused.get_data(as_text=True)


def test_what_was_said_of_a_record_that_is_not_seen_is_not_told_and_settles_nothing(
    app, client, first
):
    told(app, (first[Doubt.id_a], "hidden:1"), "same")
    told(app, (first[Doubt.id_b], "hidden:1"), "same")
    page = client.get("/review/").get_data(as_text=True)
    assert "my reason" not in page
    assert "hidden:1" not in client.get(f"/review/pair/{first['token']}").get_data(as_text=True)
    assert first["token"] in re.search(r'data-queue="([^"]*)"', page)[1]
    hidden = token_of((first[Doubt.id_a], "hidden:1"))
    assert client.get(f"/review/pair/{hidden}").status_code == 404
    assert say(client, (first[Doubt.id_a], "hidden:1")).status_code == 404


def test_any_two_records_stand_beside_each_other_under_their_ids(app, client, small):
    doubts = cases(seen(small)).by_pair
    links = small.table("links")
    sure = next(
        i
        for i, ends in enumerate(zip(links["id_a"], links["id_b"], strict=True))
        if ends not in doubts
    )
    a, b, because = links[["id_a", "id_b", "because"]].iloc[sure]
    for name in (f"{a},{b}", f"{b},{a}"):
        page = client.get(f"/review/?pair={quote(name)}").get_data(as_text=True)
        assert f'data-token="{a},{b}"' in page
        assert f'name="pair" value="{a},{b}"' in page
    assert because[0] in html.unescape(page)
    said = client.post("/review/decisions", data={**NEW, "pair": f"{a},{b}"}, headers=SCRIPT)
    number = answer(said.get_data(as_text=True))["judgement"]
    assert [(one.id_a, one.id_b) for one in all_said(app._desk.state)] == [(a, b)]
    back = {**NEW, "pair": f"{a},{b}", "verdict": "undo", "seen": number}
    client.post("/review/decisions", data=back, headers=SCRIPT)
    assert judgements(app._desk.state).empty


def test_a_pair_by_ids_that_waits_in_the_queue_goes_by_its_token(client, first):
    page = client.get(f"/review/pair/{','.join(pair(first))}").get_data(as_text=True)
    assert f'data-token="{first["token"]}"' in page


def test_a_conflict_on_a_pair_by_ids_is_asked_back_by_its_ids(app, client, chain):
    a, b, c = chain
    told(app, (a, b), "same", by="ada")
    told(app, (b, c), "same", by="ben")
    form = {**NEW, "pair": f"{a},{c}", "verdict": "different"}
    refused = client.post("/review/decisions", data=form, headers=SCRIPT)
    assert refused.status_code == 409
    assert f'name="pair" value="{a},{c}"' in refused.get_data(as_text=True)


@pytest.mark.parametrize("name", ["{0},hidden:1", "hidden:1,{0}", "{0},{0}", "{0}", ",", "x" * 999])
def test_ids_of_which_one_is_not_seen_are_as_none_at_all(client, chain, name):
    asked = quote(name.format(*chain))
    assert client.get(f"/review/?pair={asked}").status_code == 404
    assert client.get(f"/review/pair/{asked}").status_code == 404


def test_an_id_may_hold_commas(monkeypatch, small):
    monkeypatch.setattr("dashboard.clerical.pair.record_of", lambda _, id: id in {"a:1,2", "b:3"})
    for name in ("a:1,2,b:3", "b:3,a:1,2"):
        assert named_pair(seen(small), name) == ("a:1,2", "b:3")


def test_a_filter_keeps_only_what_is_asked_for(client, small):
    known = cases(seen(small))
    district = known.districts[0]
    page = client.get(f"/review/?district={district}&kind=between").get_data(as_text=True)
    tokens = re.search(r'data-queue="([^"]*)"', page)[1].split()
    wanted = [row["token"] for row in known.rows
              if district in row["districts"] and row["kind"] == "between"]  # fmt: skip
    assert tokens == wanted
    nowhere = client.get("/review/?agency=NONE").get_data(as_text=True)
    assert "All pairs of this filter are decided" in nowhere


@pytest.mark.parametrize("user", ["demo-inspector", "demo-lead", "demo-steward", "demo-board"])
def test_who_may_not_judge_sees_no_queue(app, signed_in, first, user):
    other = signed_in(app, user)
    for path in ("/review/", f"/review/pair/{first['token']}"):
        assert other.get(path).status_code == 403
    assert say(other, pair(first)).status_code == 403
    assert all_said(app._desk.state) == []


@pytest.mark.parametrize(
    "odd", [{"verdict": "perhaps"}, {"seen": "x"}, {"why": "x" * 301}, {"why": "a\x07b"}]
)
def test_a_form_that_is_none_of_ours_is_refused(app, client, first, odd):
    assert say(client, pair(first), **odd).status_code == 400
    assert all_said(app._desk.state) == []


def test_words_of_people_are_text_wherever_they_are_shown(app, client, with_account, first):
    evil = "<script>alert(1)</script>"
    say(client, pair(first), why=evil)
    other = with_account(app, BEN)
    for page in (other.get(f"/review/pair/{first['token']}"), say(other, pair(first), why=evil)):
        text = page.get_data(as_text=True)
        assert evil not in text
        assert html.escape(evil) in text


def test_a_second_voice_settles_what_two_said_of_one_pair(app, client, with_account, first):
    told(app, pair(first), "different", by="cy")
    number = all_said(app._desk.state)[0].judgement_id
    say(client, pair(first), seen=str(number), knowing="yes")
    number = all_said(app._desk.state)[0].judgement_id
    settled = say(with_account(app, BEN), pair(first), seen=str(number))
    assert "Two people say" not in settled.get_data(as_text=True)
