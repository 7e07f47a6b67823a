"""The audit from the command line: verify, search, who, export, anchor."""

import csv
import io
import os
import pwd

import pytest
from sqlalchemy import text

from dashboard.auditing import search_hash
from dashboard.cli import operator as operators
from dashboard.settings import home_of
from records.audit import Asked, Entry, found, open_trail
from records.state import open_state, writing


@pytest.fixture
def root(tmp_path, concern):
    assert concern("init", tmp_path / "county")[0] == 0
    return tmp_path / "county"


@pytest.fixture
def trail(root):
    home = home_of(root)
    state = open_state(home.state_url)
    trail = open_trail(state, home)
    trail.append(
        Entry("consultation", "ada", "analyst", "EPOL", "a visit", "", "profile", "P1"),
        Entry("consultation", "bob", "lead", "ECC_TS", "", "", "list", "B1",
              {"count": 2, "ids": ["P1", "P2"], "text": search_hash(trail, "Oak Café")}),
        Entry("consultation", "bob", "lead", "ECC_TS", "", "", "list", "B1", {"count": 900}),
    )  # fmt: skip
    yield trail
    state.dispose()


@pytest.fixture
def audit(concern, root, trail):
    return lambda *words: concern("audit", *words, "--home", root)


def newest(trail):
    return found(trail.engine, Asked(), most=1)[0].entry


def test_a_new_county_has_a_key_for_its_owner_alone_and_an_anchor(root):
    assert (root / "audit.key").stat().st_mode & 0o777 == 0o600
    assert "seq=0000000000000000000" in (root / "audit.anchor").read_text()


def test_a_sound_audit_ends_well_and_the_verification_is_a_row(audit, trail):
    code, out, _ = audit("verify")
    assert code == 0
    assert "The audit is sound" in out
    entry = newest(trail)
    login = pwd.getpwuid(os.getuid()).pw_name
    assert (entry.user, entry.role) == (f"os:{login}", "operator")
    assert entry.detail == {"fault_count": 0, "faults": [], "rows": 3, "sound": True}


def tamper(trail, statement):
    with writing(trail.engine) as connection:
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("DROP TRIGGER audit_no_delete"))
        connection.execute(text(statement))


def test_an_edited_row_is_named_and_the_exit_code_says_so(audit, trail):
    tamper(trail, "UPDATE audit SET user_id = 'eve' WHERE seq = 2")
    code, out, _ = audit("verify")
    assert code == 1
    assert "THE AUDIT IS NOT SOUND" in out
    assert "row 2 does not carry the seal" in out
    assert newest(trail).detail["faults"][0]["seq"] == 2


def test_rows_cut_off_are_found_with_the_own_anchor_or_a_copy(audit, trail, root, tmp_path):
    copy = tmp_path / "copy"
    copy.write_bytes((root / "audit.anchor").read_bytes())
    tamper(trail, "DELETE FROM audit WHERE seq = 3")
    assert "rows 3 to 3 were cut off" in audit("verify")[1]
    code, out, _ = audit("anchor", "--purpose", "a test of the alarm")
    assert code == 0
    assert "The anchor holds row" in out
    assert newest(trail).purpose == "a test of the alarm"
    assert audit("verify")[0] == 0
    assert audit("verify", "--anchor", copy)[0] == 1


def test_the_key_of_another_county_is_told_and_adds_no_row(audit, trail, root):
    before = trail.head().seq
    (root / "audit.key").write_text("0" * 64)
    code, out, _ = audit("verify")
    assert code == 1
    assert "it is not the key of this audit" in out
    assert trail.head().seq == before
    assert audit("search")[0] == 1


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ((), {"ada", "bob"}),
        (("--user", "ada"), {"ada"}),
        (("--agency", "ECC_TS"), {"bob"}),
        (("--operation", "erasure"), set()),
        (("--kind", "profile"), {"ada"}),
        (("--subject", "B1"), {"bob"}),
        (("--profile", "P1"), {"ada", "bob"}),
        (("--profile", "P2"), {"bob"}),
        (("--said", "visit"), {"ada"}),
        (("--words", "oak cafe"), {"bob"}),
        (("--words", "oak"), set()),
        (("--since", "2020-01-01", "--until", "2020-01-02"), set()),
        (("--before", "2"), {"ada"}),
    ],
)
def test_entries_are_searched(audit, trail, words, people):
    code, out, _ = audit("search", *words, "--purpose", "looking")
    assert code == 0
    assert {name for name in ("ada", "bob") if f" {name} " in out} == people
    entry = newest(trail)
    assert (entry.operation, entry.subject_kind, entry.purpose) == (
        "consultation",
        "audit",
        "looking",
    )
    assert "oak" not in str(entry.detail)


def test_more_entries_than_a_page_say_where_to_go_on(audit, trail):
    trail.append(*(Entry("collection", "many", subject=f"D{n}") for n in range(60)))
    assert "Older entries: --before" in audit("search", "--user", "many")[1]


def test_a_day_that_is_none_is_refused(audit):
    code, _, err = audit("search", "--since", "yesterday")
    assert code == 1
    assert "expected a day such as 2026-11-30" in err


def test_who_looked_is_told(audit, trail):
    out = audit("who", "P1", "--purpose", "a complaint")[1]
    assert "Who looked at P1" in out
    assert "opened" in out
    assert "listed" in out
    assert "Lists too long to name each business" in out
    assert newest(trail).detail == {"profiles": ["P1"]}
    assert "Nobody opened P404" in audit("who", "P404")[1]


def test_an_export_is_a_disclosure(audit, trail, tmp_path):
    out = tmp_path / "audit.csv"
    words = ("export", out, "--user", "bob", "--purpose", "a request", "--recipient", "the court")
    assert audit(*words)[0] == 0
    lines = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert lines[0] == ["# OFFICIAL-SENSITIVE"]
    assert [line[3] for line in lines[4:]] == ["bob", "bob"]
    entry = newest(trail)
    assert (entry.operation, entry.recipient) == ("disclosure", "the court")
    assert (entry.purpose, entry.detail["rows"]) == ("a request", 2)


@pytest.mark.parametrize("lacking", ["--purpose", "--recipient"])
def test_an_export_that_says_nothing_of_itself_is_refused(audit, tmp_path, lacking):
    said = {"--purpose": "a request", "--recipient": "the court"} | {lacking: " "}
    words = [word for pair in said.items() for word in pair]
    code, _, err = audit("export", tmp_path / "audit.csv", *words)
    assert code == 1
    assert f"{lacking} " in err
    assert not (tmp_path / "audit.csv").exists()


def test_a_file_that_cannot_be_written_is_named(audit, tmp_path):
    out = tmp_path / "absent" / "audit.csv"
    code, _, err = audit("export", out, "--purpose", "x", "--recipient", "y")
    assert code == 1
    assert "cannot be written" in err


def test_who_has_no_name_on_this_machine_is_called_by_number(monkeypatch):
    def nobody(number):
        raise KeyError(number)

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert operators.operator() == f"os:{os.getuid()}"
