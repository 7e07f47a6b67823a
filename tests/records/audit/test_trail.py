"""Entries are added in order, sealed, whole or not at all."""

import hashlib
import hmac
import json
import logging
import multiprocessing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from records.audit import Anchor, Entry, Head, Trail, open_trail, verify
from records.audit.sealing import FIRST, keyed, moment, seal
from records.errors import StateError
from records.state import open_state, reading, writing
from records.state.tables import audit, audit_subjects, deliveries
from tests.records.audit.conftest import NINE, Clock, consulted

KEY = bytes(range(32))
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["records.audit"])


def rows(engine):
    with reading(engine) as connection:
        return connection.execute(select(audit).order_by(audit.c.seq)).mappings().all()


def test_entries_are_numbered_in_the_order_they_are_added(trail, engine):
    assert trail.append(consulted(1), consulted(2)) == 2
    assert trail.append(consulted(3)) == 3
    assert [(row["seq"], row["subject"]) for row in rows(engine)] == [
        (1, "P00001"),
        (2, "P00002"),
        (3, "P00003"),
    ]


def test_a_row_says_all_that_its_entry_said(trail, engine):
    trail.append(Entry("disclosure", "os:ada", "operator", "EPOL", "a court order", "the court",
                       "list", "L1", {"rows": 3, "ids": ["b", "a"], "on": NINE}))  # fmt: skip
    row = dict(rows(engine)[0])
    assert row.pop("mac")
    assert row == {
        "seq": 1,
        "at": NINE + timedelta(minutes=1),
        "operation": "disclosure",
        "user_id": "os:ada",
        "role": "operator",
        "agency": "EPOL",
        "purpose": "a court order",
        "recipient": "the court",
        "subject_kind": "list",
        "subject": "L1",
        "detail": '{"ids":["b","a"],"on":"2026-11-23 09:00:00+00:00","rows":3}',
    }


def test_nothing_to_add_adds_nothing(trail):
    assert trail.append() == 0
    trail.append(consulted())
    assert trail.append() == 1
    assert trail.head().seq == 1


def test_an_operation_that_is_none_of_the_six_is_refused_and_nothing_is_added(trail, engine):
    with pytest.raises(StateError, match="'viewing' is no operation of the audit"):
        trail.append(consulted(), Entry("viewing", "ada"))
    assert rows(engine) == []


def test_the_profiles_of_a_list_are_indexed_once_each(trail, engine):
    trail.append(consulted(subject_kind="list", detail={"ids": ["P2", "P1", "P2"]}), consulted())
    with reading(engine) as connection:
        assert connection.execute(select(audit_subjects)).all() == [(1, "P1"), (1, "P2")]


def test_entries_in_a_transaction_of_the_caller_share_its_fate(trail, engine, home):
    with writing(engine) as connection:
        trail.append_in(connection, consulted(1))
        trail.append_in(connection, consulted(2))
        connection.execute(insert(deliveries), delivery())
    with pytest.raises(ZeroDivisionError):
        append_and_fail(trail, engine)
    assert [row["subject"] for row in rows(engine)] == ["P00001", "P00002"]
    assert trail.anchor.read().seq == 2
    assert verify(trail).is_sound


def append_and_fail(trail, engine):
    with writing(engine) as connection:
        trail.append_in(connection, consulted(3))
        raise ZeroDivisionError


def test_a_connection_that_cannot_tell_when_it_is_done_is_refused(trail, engine):
    with engine.connect() as connection, pytest.raises(StateError, match="with writing"):
        trail.append_in(connection, consulted())


def test_a_clock_set_back_is_noted_and_no_moment_goes_back(trail, engine, home):
    trail.append(consulted(1))
    trail.clock.now -= timedelta(hours=2)
    trail.append(consulted(2))
    first, second = rows(engine)
    assert second["at"] == first["at"]
    assert json.loads(second["detail"]) == {"clock_behind_seconds": 7140.0}
    verdict = verify(trail)
    assert verdict.is_sound
    assert verdict.clock_behind == 1


def test_the_small_difference_between_two_machines_is_not_noted(trail, engine):
    trail.append(consulted(1))
    trail.clock.now -= timedelta(seconds=60.5)
    trail.append(consulted(2))
    assert [row["detail"] for row in rows(engine)] == ["{}", "{}"]


def test_what_no_database_can_hold_is_replaced_and_the_chain_holds(trail, engine):
    trail.append(consulted(purpose="a\x00b\ud800c", detail={"said": "a\x00b\ud800"}))
    assert rows(engine)[0]["purpose"] == "a\ufffdb\ufffdc"
    assert verify(trail).is_sound


def test_a_keyed_hash_is_the_same_for_one_text_and_tells_nothing_without_the_key():
    assert keyed(KEY, "oak cafe") == keyed(KEY, "oak cafe")
    assert keyed(KEY, "oak cafe") != keyed(KEY, "oak cafes")
    assert keyed(KEY, "oak cafe") != keyed(bytes(32), "oak cafe")


def test_a_trail_hashes_with_its_own_key(trail):
    assert trail.keyed("oak cafe") == keyed(trail.key, "oak cafe")


def test_seals_tell_rows_apart_whose_texts_run_on_alike():
    assert seal(KEY, FIRST, ["ab", "c"]) != seal(KEY, FIRST, ["a", "bc"])
    assert seal(KEY, FIRST, ["a", ""]) != seal(KEY, FIRST, ["a"])
    assert seal(KEY, FIRST, ["a,b"]) != seal(KEY, FIRST, ["a", "b"])
    assert seal(KEY, FIRST, ["é,b"]) != seal(KEY, FIRST, ["é", "b"])
    assert seal(KEY, FIRST, ["a"]) != seal(KEY, "1" * 64, ["a"])
    assert seal(KEY, FIRST, ["a"]) != keyed(KEY, "a")


def test_the_seal_is_the_one_that_the_guide_describes():
    """Computed by hand from docs/audit.md, so that another program can verify a county's audit."""
    for text, said in (("cafe", b"4:cafe,"), ("café", b"5:caf\xc3\xa9,")):
        message = b"19:concern-audit-row-1,64:" + b"0" * 64 + b",1:1," + said
        mac = hmac.new(KEY, message, hashlib.sha256).hexdigest()
        assert seal(KEY, FIRST, ["1", text]) == mac


def test_a_moment_is_sealed_in_utc_to_the_microsecond():
    assert moment(datetime(2026, 11, 22, 9, 0, 0, 7, tzinfo=UTC)) == "2026-11-22T09:00:00.000007Z"


def append_many(url, home, number, times, begin):
    engine = open_state(url)
    trail = open_trail(engine, home)
    begin.wait(60)
    for count in range(times):
        trail.append(consulted(count, user=f"user-{number}"))
    engine.dispose()


def test_four_processes_at_once_make_one_unbroken_chain(backend, state_url, home, engine):
    times = {"sqlite": 200, "postgresql": 60}[backend]
    begin = processes.Barrier(4)
    started = [
        processes.Process(target=append_many, args=(state_url, home, number, times, begin))
        for number in range(4)
    ]
    for process in started:
        process.start()
    for process in started:
        process.join(120)
    assert [process.exitcode for process in started] == [0] * 4
    trail = open_trail(engine, home)
    verdict = verify(trail)
    assert verdict.faults == ()
    assert verdict.rows == trail.anchor.read().seq == 4 * times
    for number in range(4):
        mine = [row["subject"] for row in rows(engine) if row["user_id"] == f"user-{number}"]
        assert mine == [f"P{count:05d}" for count in range(times)]


def test_an_anchor_that_disagrees_is_left_as_the_proof_and_said_in_the_log(trail, engine, caplog):
    trail.append(consulted(1))
    other = Anchor(trail.anchor.path, trail.key)
    other.put(Head(7, "7" * 64, "2026-11-23T09:00:00.000000Z"))
    with caplog.at_level(logging.ERROR):
        trail.append(consulted(2))
    assert "does not agree with the audit" in caplog.text
    assert trail.anchor.read().seq == 7
    assert len(rows(engine)) == 2


def test_an_anchor_whose_folder_is_gone_refuses_the_entry(engine, home, tmp_path):
    trail = open_trail(engine, home)
    gone = Anchor(tmp_path / "unmounted" / "audit.anchor", trail.key)
    with pytest.raises(StateError, match=r"anchor .*unmounted.* cannot be written"):
        Trail(engine, trail.key, gone, Clock()).append(consulted())
    assert rows(engine) == []


def test_someone_who_knows_why_has_the_anchor_hold_the_end_again(trail, engine):
    trail.append(consulted(1))
    trail.anchor.path.unlink()
    trail.append(consulted(2))
    assert not verify(trail).is_sound
    entry = Entry("alteration", "os:ada", subject_kind="audit", purpose="anchor lost with its disk")
    head = trail.reanchor(entry)
    assert trail.anchor.read() == head
    assert json.loads(rows(engine)[-1]["detail"]) == {"anchor": "missing"}
    assert verify(trail).is_sound
    trail.append(consulted(4))
    assert verify(trail).is_sound


def test_a_torn_anchor_is_noted_when_it_is_written_anew(trail, engine):
    trail.append(consulted(1))
    trail.anchor.path.write_text("half a li")
    trail.reanchor(Entry("alteration", "os:ada", subject_kind="audit"))
    assert json.loads(rows(engine)[-1]["detail"]) == {"anchor": "unreadable"}
    trail.reanchor(Entry("alteration", "os:ada", subject_kind="audit"))
    assert json.loads(rows(engine)[-1]["detail"])["anchor"].startswith("2 ")
    assert verify(trail).is_sound


def test_a_trial_keeps_no_anchor():
    engine = open_state("sqlite://")
    trail = open_trail(engine, None)
    assert trail.append(consulted()) == 1
    assert verify(trail).is_sound
    with pytest.raises(StateError, match="no county's folder"):
        trail.reanchor(consulted())
    engine.dispose()


def delivery():
    return {
        "delivery_id": "D1",
        "source": "hse_notices",
        "agency": "HSE",
        "file_name": "notices.csv",
        "sha256": "1" * 64,
        "bytes": 1,
        "received_on": NINE.date(),
        "recorded_at": NINE,
        "rows_in": 1,
        "loaded": 1,
        "corrected": 0,
        "quarantined": 0,
        "duplicate": 0,
        "contract_sha256": "c" * 64,
    }
