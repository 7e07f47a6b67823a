"""Whatever is done to the rows behind the program's back is found; what is sound passes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text

from records.audit import Anchor, Entry, Trail, open_trail, verify
from records.audit.anchor import NOTHING
from records.audit.verifying import MOST_BEHIND, MOST_FAULTS
from records.state import open_state, reading
from records.state.tables import audit, audit_subjects
from tests.records.audit.conftest import Clock, consulted, tampering

COUNT = 6


@pytest.fixture
def six(trail):
    trail.append(*(consulted(number, detail={"n": number}) for number in range(1, COUNT + 1)))
    return trail


def said(trail, anchor=None):
    verdict = verify(trail, anchor)
    assert not verdict.is_sound
    return [(fault.seq, fault.what) for fault in verdict.faults]


def do(engine, *statements):
    with tampering(engine) as connection:
        for statement in statements:
            connection.execute(text(statement) if isinstance(statement, str) else statement)


def test_an_untouched_audit_is_sound(six):
    verdict = verify(six)
    assert verdict.is_sound
    assert verdict.faults == ()
    assert verdict.rows == COUNT
    assert verdict.head == verdict.anchored == six.head()


def test_an_audit_without_rows_is_sound(trail):
    assert verify(trail).is_sound
    assert verify(trail).head == NOTHING


@pytest.mark.parametrize(
    "change",
    [
        "purpose = 'another'",
        "user_id = 'someone-else'",
        "operation = 'erasure'",
        "recipient = 'a friend'",
        "subject = 'P99999'",
        "detail = '{}'",
        "detail = '{\"ids\": [1'",
        "at = '2026-11-23 08:00:00.000000+00:00'",
        "mac = '" + "a" * 64 + "'",
    ],
)
def test_an_edited_row_is_named(six, engine, change):
    do(engine, f"UPDATE audit SET {change} WHERE seq = 3")
    assert said(six)[0] == (
        3,
        "row 3 does not carry the seal of what it says after the row before it: it was changed, "
        "exchanged or put in",
    )


def test_only_the_edited_row_is_blamed(six, engine):
    do(engine, "UPDATE audit SET purpose = 'another' WHERE seq IN (2, 5)")
    assert [seq for seq, _ in said(six)] == [2, 5]


def test_a_removed_row_is_named(six, engine):
    do(engine, "DELETE FROM audit WHERE seq = 3")
    assert said(six) == [(3, "row 3 is missing: taken out between their neighbours")]


def test_removed_rows_are_named_by_the_first_and_the_last(six, engine):
    do(engine, "DELETE FROM audit WHERE seq BETWEEN 1 AND 4")
    assert said(six) == [(1, "rows 1 to 4 are missing: taken out between their neighbours")]


def test_a_removed_row_whose_gap_was_closed_is_found(six, engine):
    do(engine, "DELETE FROM audit WHERE seq = 3")
    for seq in (4, 5, 6):
        do(engine, f"UPDATE audit SET seq = {seq - 1} WHERE seq = {seq}")
    assert said(six)[0][0] == 3


def test_a_row_put_in_is_named(six, engine):
    for seq in (6, 5, 4, 3):
        do(engine, f"UPDATE audit SET seq = {seq + 1} WHERE seq = {seq}")
    do(engine, "INSERT INTO audit SELECT 3, at, operation, user_id, role, agency, purpose, "
       "recipient, subject_kind, subject, detail, mac FROM audit WHERE seq = 2")  # fmt: skip
    assert said(six)[0][0] == 3


def test_a_row_added_without_the_key_is_named(six, engine):
    do(engine, "INSERT INTO audit SELECT 7, at, operation, user_id, role, agency, purpose, "
       "recipient, subject_kind, subject, detail, mac FROM audit WHERE seq = 6")  # fmt: skip
    assert [seq for seq, _ in said(six)] == [7]


def test_exchanged_rows_are_named(six, engine):
    do(engine, "UPDATE audit SET seq = 99 WHERE seq = 2", "UPDATE audit SET seq = 2 WHERE seq = 4",
       "UPDATE audit SET seq = 4 WHERE seq = 99")  # fmt: skip
    assert {2, 4} <= {seq for seq, _ in said(six)}


def test_a_tail_cut_off_is_found_by_the_anchor(six, engine):
    do(engine, "DELETE FROM audit WHERE seq > 4")
    ((seq, what),) = said(six)
    assert seq == 5
    assert what.startswith("the audit ends at row 4 and the anchor knows row 6, written 2026-11-23")
    assert what.endswith("rows 5 to 6 were cut off")


def test_a_tail_cut_off_is_found_however_long_the_audit_grew_again(six, engine):
    do(engine, "DELETE FROM audit WHERE seq > 4")
    six.append(*(consulted(number) for number in range(20)))
    assert [(seq, "written anew" in what) for seq, what in said(six)] == [(6, True)]


def test_all_rows_cut_off_is_found(six, engine):
    do(engine, "DELETE FROM audit")
    assert said(six)[0][1].endswith("rows 1 to 6 were cut off")


def test_a_missing_anchor_is_found(six):
    six.anchor.path.unlink()
    ((seq, what),) = said(six)
    assert seq == 0
    assert "is not there, so nobody can tell" in what


def test_a_changed_anchor_is_found(six):
    six.anchor.path.write_text(six.anchor.path.read_text().replace("seq=0", "seq=1"))
    assert "was changed" in said(six)[0][1]


def test_an_anchor_older_than_the_audit_is_found(six):
    before = six.anchor.path.read_bytes()
    six.append(*(consulted() for _ in range(MOST_BEHIND + 1)))
    six.anchor.path.write_bytes(before)
    assert said(six) == [(0, "the anchor is older than the audit: it knows 6 of 107 rows")]


def test_a_copy_of_the_anchor_kept_elsewhere_finds_what_the_own_one_hides(six, engine, tmp_path):
    elsewhere = Anchor(tmp_path / "shipped", six.key)
    elsewhere.path.write_bytes(six.anchor.path.read_bytes())
    do(engine, "DELETE FROM audit WHERE seq > 4")
    six.anchor.put(six.head())
    assert verify(six).is_sound
    assert said(six, elsewhere)[0][0] == 5


def test_another_key_is_told_from_changed_rows(six, engine):
    other = Trail(engine, bytes(32))
    assert said(other) == [
        (1, "no row carries a seal made with this key: it is not the key of this audit")
    ]


def test_an_audit_may_be_opened_to_find_out_what_is_wrong(six, engine, home):
    do(engine, "UPDATE audit SET purpose = 'another' WHERE seq IN (1, 6)")
    assert [seq for seq, _ in said(open_trail(engine, home, doubted=True))] == [1, 6]


def test_an_index_that_names_too_much_or_too_little_is_found(six, engine):
    six.append(consulted(detail={"ids": ["P1", "P2"]}))
    do(engine, "DELETE FROM audit_subjects WHERE subject = 'P1'")
    what = "names 2 profiles and the index 1, 1 the same: the index of who looked was changed"
    assert said(six) == [(7, f"row 7 {what}")]


@pytest.mark.parametrize("seq", [0, 2, 99])
def test_an_index_that_names_other_rows_is_found(six, engine, seq):
    do(engine, insert(audit_subjects).values(seq=seq, subject="P1"))
    assert [one for one, _ in said(six)] == [seq]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_value_that_is_no_text_is_found(six, engine):
    do(engine, "UPDATE audit SET purpose = x'00ff' WHERE seq = 3")
    assert said(six)[0] == (3, "row 3 holds what is no text: it was changed")


def test_the_first_faults_are_told_and_all_are_counted(trail, engine):
    trail.append(*(consulted(number) for number in range(MOST_FAULTS + 10)))
    do(engine, "UPDATE audit SET purpose = 'another' WHERE seq > 1")
    verdict = verify(trail)
    assert len(verdict.faults) == MOST_FAULTS
    assert verdict.fault_count == MOST_FAULTS + 9


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """An audit in memory whose rows the test may rewrite, begun anew by `fresh`."""
    engine = open_state("sqlite://")
    with tampering(engine):
        pass
    key, path = bytes(range(32)), tmp_path_factory.mktemp("bare") / "audit.anchor"
    yield Trail(engine, key, Anchor(path, key), Clock())
    engine.dispose()


def fresh(trail: Trail, entries: list[Entry]) -> list[dict]:
    rewrite(trail, [], [])
    trail.anchor.put(NOTHING)
    trail.append(*entries)
    with reading(trail.engine) as connection:
        return [dict(row) for row in connection.execute(select(audit)).mappings()]


def rewrite(trail: Trail, rows: list[dict], index: list[dict]) -> None:
    with tampering(trail.engine) as connection:
        connection.execute(delete(audit))
        connection.execute(delete(audit_subjects))
        for row in rows:
            connection.execute(insert(audit), row)
        for row in index:
            connection.execute(insert(audit_subjects), row)


anything = st.text(max_size=12) | st.sampled_from(
    ["'", '"', "\n", "1:a,", '{"ids":["a"]}', "é\u202e"]
)
details = st.dictionaries(
    anything, st.none() | st.integers() | anything | st.lists(anything, max_size=3), max_size=3
) | st.builds(lambda ids: {"ids": ids}, st.lists(anything, max_size=4))
entries = st.lists(
    st.builds(
        Entry,
        st.sampled_from(["consultation", "disclosure", "erasure"]),
        *[anything] * 7,
        detail=details,
    ),
    min_size=1,
    max_size=6,
)
law = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@law
@given(entries)
def test_whatever_the_texts_an_untouched_audit_is_sound(bare, written):
    fresh(bare, written)
    verdict = verify(bare)
    assert verdict.faults == ()
    assert verdict.rows == len(written)


TEXTS = [name for name in audit.c.keys() if name not in ("seq", "at", "mac", "operation")]  # noqa: SIM118


def edit(rows: list[dict], draw: Callable) -> list[dict]:
    row = dict(rows[draw(st.integers(0, len(rows) - 1))])
    name = draw(st.sampled_from([*TEXTS, "at", "mac", "operation"]))
    if name == "at":
        change = draw(st.integers(-(10**9), 10**9).filter(bool))
        changed = row["at"] + timedelta(microseconds=change)
    elif name == "operation":
        changed = draw(st.sampled_from(["alteration", "collection", "combination"]))
    else:
        of = st.text("0123456789abcdef", min_size=64, max_size=64) if name == "mac" else anything
        clean = of.filter(lambda value: not any("\ud800" <= c <= "\udfff" for c in value))
        changed = draw(clean.filter(lambda value: value != row[name]))
    return [one | {name: changed} if one["seq"] == row["seq"] else one for one in rows]


def remove(rows: list[dict], draw: Callable) -> list[dict]:
    gone = draw(st.integers(1, len(rows)))
    closed = draw(st.booleans())
    left = [row for row in rows if row["seq"] != gone]
    return [row | {"seq": row["seq"] - (closed and row["seq"] > gone)} for row in left]


def exchange(rows: list[dict], draw: Callable) -> list[dict]:
    one, other = draw(st.permutations(range(len(rows))))[:2]
    moved = list(rows)
    moved[one] = rows[other] | {"seq": rows[one]["seq"]}
    moved[other] = rows[one] | {"seq": rows[other]["seq"]}
    return moved


def put_in(rows: list[dict], draw: Callable) -> list[dict]:
    place = draw(st.integers(1, len(rows) + 1))
    forged = rows[draw(st.integers(0, len(rows) - 1))] | {"seq": place}
    moved = [row | {"seq": row["seq"] + (row["seq"] >= place)} for row in rows]
    return [*moved, forged]


@law
@given(entries, st.sampled_from([edit, remove, exchange, put_in]), st.data())
def test_any_one_change_removal_exchange_or_insertion_is_found(bare, written, change, data):
    if change is exchange and len(written) == 1:
        written = written * 2
    rows = fresh(bare, written)
    with reading(bare.engine) as connection:
        index = [dict(row) for row in connection.execute(select(audit_subjects)).mappings()]
    rewrite(bare, change(rows, data.draw), index)
    verdict = verify(bare)
    assert not verdict.is_sound
    rewrite(bare, rows, index)
    assert verify(bare).is_sound
