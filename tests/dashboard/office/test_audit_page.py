"""The data protection officer reads the audit, and that reading is in it too."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import text

from benchmarks.agreed import made_up_home
from benchmarks.made_up import made_up_boundaries, made_up_tables
from dashboard.app import create_app
from dashboard.auditing import search_hash
from dashboard.office import audit as page
from records.audit import Asked, Entry, found, verify
from records.schema import Redirect, ScoredProfile
from records.state import writing
from records.store import publish

PAGE = "/office/audit/"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    return create_app(made_up_home(tmp_path_factory.mktemp("audit") / "county"))


@pytest.fixture(scope="module")
def trail(app):
    trail = app._desk.trail
    trail.append(
        Entry("consultation", "ada", "analyst", "EPOL", "a visit", "", "profile", "P1"),
        Entry("consultation", "ada", "analyst", "EPOL", "", "", "list", "B1",
              {"shown": "cards", "count": 2, "ids": ["P1", "P2"]}),
        Entry("consultation", "bob", "lead", "ECC_TS", "", "", "list", "B1",
              {"shown": "columns", "count": 900, "ids": []}),
        Entry("disclosure", "bob", "lead", "ECC_TS", "=1+1", "<script>", "list", "B1",
              {"count": 1, "ids": ["P1"], "text": search_hash(trail, "Oak Café")}),
    )  # fmt: skip
    return trail


@pytest.fixture(scope="module")
def officer(app, signed_in, trail):
    return signed_in(app, "demo-officer")


def newest(trail, **asked):
    return found(trail.engine, Asked(**asked), most=1)[0].entry


def rows_of(answer):
    return [int(number) for number in re.findall(r'<tr><td class="number">(\d+)</td>', answer.text)]


@pytest.mark.parametrize(
    "person",
    ["demo-inspector", "demo-lead", "demo-analyst", "demo-steward", "demo-board",
     "demo-administrator"],
)  # fmt: skip
def test_only_the_data_protection_officer_reads_the_audit(app, signed_in, trail, person):
    client = signed_in(app, person)
    for address in (PAGE, f"{PAGE}business?profile=P1"):
        assert client.get(address).status_code == 403
    for address in ("words", "verify", "export"):
        assert client.post(PAGE + address).status_code == 403


def test_the_newest_entries_come_first_with_all_they_say(officer):
    answer = officer.get(PAGE)
    rows = rows_of(answer)
    assert rows == sorted(rows, reverse=True)
    for said in ("ada", "a visit", "disclosure", "ids: 2 named", "count: 900"):
        assert said in answer.text


def test_what_an_entry_says_is_text_and_never_runs(officer):
    answer = officer.get(PAGE, query_string={"user": "bob", "purpose": "<script>"})
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in officer.get(PAGE, query_string={"user": "bob"}).text


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"user": "ada"}, 2),
        ({"user": "ada", "operation": "disclosure"}, 0),
        ({"profile": "P1"}, 3),
        ({"subject_kind": "list", "agency": "ECC_TS"}, 2),
        ({"user": "bob", "until": "2020-01-01"}, 0),
    ],
)
def test_entries_are_searched_by_every_field(officer, asked, count):
    assert len(rows_of(officer.get(PAGE, query_string=asked))) == count


@pytest.mark.parametrize("asked", [{"since": "yesterday"}, {"operation": "viewing"}])
def test_what_is_no_day_or_operation_is_said(officer, asked):
    answer = officer.get(PAGE, query_string=asked)
    assert answer.status_code == 200
    assert "expected" in answer.text


def test_reading_the_audit_is_in_the_audit(officer, trail):
    officer.get(PAGE, query_string={"user": "bob"})
    entry = newest(trail, subject_kind="audit")
    assert (entry.operation, entry.user, entry.subject) == (
        "consultation",
        "demo-officer",
        "search",
    )
    assert entry.detail == {"asked": {"user": "bob"}}


def test_older_entries_are_on_further_pages(officer, trail):
    trail.append(*(Entry("collection", "many", subject=f"D{n}") for n in range(60)))
    first = officer.get(PAGE, query_string={"user": "many"})
    older = re.search(r'href="([^"]*before=[^"]*)"', first.text).group(1).replace("&amp;", "&")
    second = officer.get(older)
    assert (len(rows_of(first)), len(rows_of(second))) == (50, 10)
    assert min(rows_of(first)) == max(rows_of(second)) + 1
    assert officer.get(PAGE, query_string={"before": "x" * 30}).status_code == 200


def test_who_searched_for_words_is_found_and_the_words_stand_nowhere(officer, trail):
    answer = officer.post(f"{PAGE}words", data={"words": " oak  CAFE"})
    assert answer.status_code == 303
    assert "oak" not in answer.headers["Location"]
    assert len(rows_of(officer.get(answer.headers["Location"]))) == 1
    assert "oak" not in str(newest(trail, subject_kind="audit")).lower()
    nothing = officer.post(f"{PAGE}words", data={"words": "  "})
    assert nothing.headers["Location"].endswith(PAGE)


def test_who_looked_at_a_business_is_told_by_person_and_day(officer, trail):
    answer = officer.get(f"{PAGE}business", query_string={"profile": "P1"})
    cells = [
        re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", answer.text)
    ]
    found_rows = [tuple(cells[at : at + 5]) for at in range(0, len(cells), 8)]
    assert [(who, how, times) for who, _, _, how, times in found_rows] == [
        ("ada", "listed", "1"),
        ("ada", "opened", "1"),
        ("bob", "given out", "1"),
        ("bob", "listed", "1"),
    ]
    entry = newest(trail, subject_kind="audit")
    assert (entry.subject, entry.detail) == ("business", {"profiles": ["P1"]})


def test_the_page_of_a_business_asks_which_before_it_reads(officer, trail):
    before = trail.head().seq
    assert "Profile id" in officer.get(f"{PAGE}business").text
    assert trail.head().seq == before
    nobody = officer.get(f"{PAGE}business", query_string={"profile": "P404"})
    assert "Nobody opened it" in nobody.text


def test_ids_that_a_business_had_before_are_counted_too(tmp_path, signed_in):
    home = made_up_home(tmp_path / "county")
    made = made_up_tables(profiles=6, seed=1)
    now = made["profiles"][ScoredProfile.profile_id].iloc[0]
    ids = pd.DataFrame({"old_id": ["OLD1", "OLD2"], "new_id": [now, now]})
    tables = made | {"redirects": Redirect.shape(ids)}
    publish(home, tables, made_up_boundaries(), {"as_of": "2026-11-01", "synthetic": True})
    app = create_app(home)
    app._desk.trail.append(Entry("consultation", "eve", subject_kind="profile", subject="OLD2"))
    officer = signed_in(app, "demo-officer")
    for profile in (now, "OLD1", "OLD2"):
        shown = officer.get(f"{PAGE}business", query_string={"profile": profile}).text
        assert all(one in shown for one in (now, "OLD1", "OLD2", "eve"))


def test_the_entries_found_are_taken_away_as_a_disclosure(officer, trail):
    said = {"purpose": "a subject's request", "recipient": "Ms Larch", "asked-user": "bob"}
    answer = officer.post(f"{PAGE}export", data=said)
    assert answer.status_code == 200
    assert "official-sensitive-audit-" in answer.headers["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [line[0][:20] for line in lines[:2]] == ["# OFFICIAL-SENSITIVE", "# The audit of Essex"]
    assert lines[3][:4] == ["seq", "at_utc", "operation", "user"]
    assert [line[3] for line in lines[4:]] == ["bob", "bob"]
    assert lines[5][6] == "'=1+1"
    entry = newest(trail, operation="disclosure")
    assert (entry.user, entry.purpose, entry.recipient) == (
        "demo-officer",
        "a subject's request",
        "Ms Larch",
    )
    assert entry.detail["rows"] == 2


@pytest.mark.parametrize("lacking", ["purpose", "recipient"])
def test_nothing_is_taken_away_without_purpose_and_recipient(officer, trail, lacking):
    before = trail.head().seq
    said = {"purpose": "a request", "recipient": "Ms Larch", lacking: "  "}
    answer = officer.post(f"{PAGE}export", data=said)
    assert answer.status_code == 303
    assert trail.head().seq == before
    assert "Say what the file is for" in officer.get(answer.headers["Location"]).text


def test_the_officer_verifies_and_the_result_stays(officer, trail):
    answer = officer.post(f"{PAGE}verify")
    assert answer.status_code == 303
    shown = officer.get(PAGE).text
    assert "The audit is sound" in shown
    assert "Last verified" in shown
    assert newest(trail, subject="verification").detail["sound"] is True


def test_an_audit_too_long_for_a_page_is_left_to_the_command_line(officer, trail, monkeypatch):
    monkeypatch.setattr(page, "MOST_VERIFIED", 3)
    officer.post(f"{PAGE}verify")
    shown = officer.get(PAGE).text
    assert "have it verified at the command line" in shown
    assert "disabled" in shown


def test_what_cannot_be_audited_is_not_shown(app, signed_in, trail):
    client = signed_in(app, "demo-officer")
    kept = trail.anchor.path.rename(trail.anchor.path.with_name("elsewhere"))
    trail.anchor.path.mkdir()
    answers = [client.get(PAGE), client.get(f"{PAGE}business?profile=P1"),
               client.post(f"{PAGE}export", data={"purpose": "x", "recipient": "y"})]  # fmt: skip
    trail.anchor.path.rmdir()
    kept.rename(trail.anchor.path)
    assert [answer.status_code for answer in answers] == [503] * 3
    assert all("ada" not in answer.text for answer in answers)


def test_what_is_not_sound_is_told_row_by_row(tmp_path, signed_in):
    app = create_app(made_up_home(tmp_path / "county"))
    trail = app._desk.trail
    trail.append(*(Entry("collection", "ada", subject=f"D{n}") for n in range(3)))
    officer = signed_in(app, "demo-officer")
    with writing(trail.engine) as connection:
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("UPDATE audit SET user_id = 'bob' WHERE seq = 2"))
    officer.post(f"{PAGE}verify")
    shown = officer.get(PAGE).text
    assert "<b>not sound</b>, 1 faults" in shown
    assert "row 2 does not carry the seal" in shown
    assert not verify(trail).is_sound


def test_days_are_those_of_this_machine(officer, trail):
    today = datetime.now(UTC).astimezone().date()
    asked = {"user": "ada", "since": today - timedelta(days=1), "until": today}
    assert len(rows_of(officer.get(PAGE, query_string=asked))) == 2
