"""Entries are found by who, what, when and why; and who looked at a business."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from records.audit import Asked, Entry, every, found, how_many, verify, who_looked, whole_lists
from tests.records.audit.conftest import NINE, consulted, tampering


@pytest.fixture
def written(trail, engine):
    """Six entries, a day apart."""
    entries = [
        consulted(1, purpose="Plan a visit"),
        consulted(2, user="demo-lead", agency="ECC_TS", role="lead"),
        consulted(subject_kind="list", subject="B1", detail={"count": 2, "ids": ["P00001", "P9"]}),
        Entry("disclosure", "demo-lead", "lead", "ECC_TS", "a case", "the court", "list", "B1",
              {"count": 1, "ids": ["P00001"], "text": trail.keyed("oak cafe")}),
        consulted(subject_kind="list", subject="B1", detail={"count": 9000, "ids": []}),
        Entry("combination", "os:ada", "operator", subject_kind="build", subject="B2"),
    ]  # fmt: skip
    for entry in entries:
        trail.append(entry)
        trail.clock.now += timedelta(days=1)
    return engine


def seqs(engine, **asked):
    return [one.seq for one in found(engine, Asked(**asked))]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [6, 5, 4, 3, 2, 1]),
        ({"user": "demo-lead"}, [4, 2]),
        ({"agency": "EPOL"}, [5, 3, 1]),
        ({"operation": "disclosure"}, [4]),
        ({"subject_kind": "list"}, [5, 4, 3]),
        ({"subject_kind": "build", "subject": "B2"}, [6]),
        ({"profile": "P00001"}, [4, 3, 1]),
        ({"profile": "P9"}, [3]),
        ({"purpose": "VISIT"}, [5, 3, 2, 1]),
        ({"purpose": "%"}, []),
        ({"user": "demo-lead", "profile": "P00001"}, [4]),
        ({"since": date(2026, 11, 25)}, [6, 5, 4, 3]),
        ({"until": date(2026, 11, 24)}, [2, 1]),
        ({"since": date(2026, 11, 24), "until": date(2026, 11, 24)}, [2]),
        ({"user": "nobody"}, []),
    ],
)
def test_entries_are_found_newest_first(written, asked, expected):
    assert seqs(written, **asked) == expected
    assert how_many(written, Asked(**asked)) == len(expected)


def test_who_searched_for_words_is_found_by_those_who_have_the_key(written, trail):
    assert seqs(written, keyed=trail.keyed("oak cafe")) == [4]
    assert seqs(written, keyed=trail.keyed("oak")) == []


def test_results_come_in_pages(written):
    first = found(written, Asked(), most=4)
    rest = found(written, Asked(), before=first[-1].seq, most=4)
    assert [one.seq for one in first + rest] == [6, 5, 4, 3, 2, 1]


def test_everything_comes_oldest_first_up_to_a_row(written, monkeypatch):
    monkeypatch.setattr("records.audit.searching._AT_A_TIME", 2)
    batches = list(every(written, Asked(), last=5))
    assert [[one.seq for one in batch] for batch in batches] == [[1, 2], [3, 4], [5]]


def test_what_was_written_comes_back(written):
    (one,) = found(written, Asked(subject="P00001"))
    assert one.at == NINE + timedelta(minutes=1)
    assert one.entry == consulted(1, purpose="Plan a visit")


def test_who_looked_at_a_business_is_told_by_person_and_way(written, trail):
    trail.append(consulted(1), consulted(1, subject_kind="case"))
    looked = [(one.user, one.how, one.times, one.days) for one in who_looked(written, ["P00001"])]
    assert looked == [
        ("demo-analyst", "opened", 2, 2),
        ("demo-analyst", "listed", 1, 1),
        ("demo-lead", "given out", 1, 1),
    ]


def test_a_business_that_had_another_id_is_asked_for_by_both(written):
    looked = who_looked(written, ["P00002", "P9"])
    assert {(one.user, one.how) for one in looked} == {
        ("demo-lead", "opened"),
        ("demo-analyst", "listed"),
    }
    assert who_looked(written, ["P77"]) == who_looked(written, []) == []


def test_when_someone_first_and_last_looked_is_told(written, trail):
    trail.append(consulted(1))
    opened = who_looked(written, ["P00001"])[0]
    assert opened.first == NINE + timedelta(minutes=1)
    assert opened.last == NINE + timedelta(days=6, minutes=7)


def test_lists_too_long_to_name_each_business_are_told_apart(written):
    assert [(one.user, one.how, one.times) for one in whole_lists(written)] == [
        ("demo-analyst", "listed", 1)
    ]


def test_a_detail_that_was_made_unreadable_is_shown_as_it_is(written, trail):
    with tampering(written) as connection:
        connection.execute(text("UPDATE audit SET detail = '{broken' WHERE seq = 6"))
    assert found(written, Asked(), most=1)[0].entry.detail == {"unreadable": "{broken"}
    assert not verify(trail).is_sound


def test_what_was_asked_is_told_by_name():
    asked = Asked(user="ada", since=date(2026, 11, 1))
    assert asked.said() == {"user": "ada", "since": "2026-11-01"}
