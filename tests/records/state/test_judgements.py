"""What people said of pairs."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from records.errors import ConflictError, StateError
from records.schema import Judgement
from records.state import Saying, judge, judgements, said_of, undo, writing
from records.state.tables import UtcTime
from records.state.tables import judgements as table

JUDGED_AT = datetime(2026, 5, 1, 12, tzinfo=UTC)


def write(engine, id_a, id_b, verdict):
    row = {"id_a": id_a, "id_b": id_b, "verdict": verdict}
    with writing(engine) as connection:
        said = {"why": "seen side by side", "judged_by": "analyst", "judged_at": JUDGED_AT}
        connection.execute(insert(table), row | said)


def end(engine, id_a, id_b):
    with writing(engine) as connection:
        pair = (table.c.id_a == id_a) & (table.c.id_b == id_b) & table.c.undone_at.is_(None)
        undone = {"undone_by": "lead", "undone_at": JUDGED_AT}
        connection.execute(update(table).where(pair).values(undone))


def test_no_judgements_are_an_empty_frame_of_the_right_types(engine):
    frame = judgements(engine)
    assert frame.empty
    assert frame.dtypes.equals(Judgement.empty().dtypes)


def test_judgements_in_force_come_back_oldest_first(engine):
    write(engine, "b", "c", "same")
    write(engine, "a", "b", "different")
    frame = Judgement.check(judgements(engine))
    assert frame.to_numpy().tolist() == [["b", "c", "same"], ["a", "b", "different"]]


def test_an_undone_judgement_no_longer_binds_and_can_be_judged_anew(engine):
    write(engine, "a", "b", "same")
    end(engine, "a", "b")
    assert judgements(engine).empty
    write(engine, "a", "b", "different")
    end(engine, "a", "b")
    write(engine, "a", "b", "unsure")
    assert list(judgements(engine)[Judgement.verdict]) == ["unsure"]


def test_two_people_cannot_both_have_the_word_on_one_pair(engine):
    write(engine, "a", "b", "same")
    with pytest.raises(IntegrityError):
        write(engine, "a", "b", "different")
    assert list(judgements(engine)[Judgement.verdict]) == ["same"]


@pytest.mark.parametrize(
    ("id_a", "id_b", "verdict"), [("b", "a", "same"), ("a", "a", "same"), ("a", "b", "maybe")]
)
def test_a_pair_out_of_order_and_an_unknown_verdict_are_refused(engine, id_a, id_b, verdict):
    with pytest.raises(IntegrityError):
        write(engine, id_a, id_b, verdict)


def test_a_judgement_is_undone_by_someone(engine):
    write(engine, "a", "b", "same")
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(update(table).values(undone_at=JUDGED_AT))


def test_no_moment_stays_no_moment():
    dialect = type("Dialect", (), {"name": "postgresql"})()
    assert UtcTime().process_bind_param(None, dialect) is None
    assert UtcTime().process_result_value(None, dialect) is None
    assert UtcTime().process_bind_param(JUDGED_AT, dialect) == JUDGED_AT
    assert UtcTime().process_result_value(JUDGED_AT, dialect) == JUDGED_AT


PAIR = ("hse:1", "fsa:2")
SAID = Saying(PAIR, "same", "one shop front", "ada", JUDGED_AT)


def test_a_judgement_comes_back_as_it_was_said(engine):
    said = judge(engine, SAID)
    assert said_of(engine, PAIR) == [said]
    assert (said.id_a, said.id_b) == ("fsa:2", "hse:1")
    assert (said.verdict, said.why, said.judged_by, said.judged_at) == (
        "same", "one shop front", "ada", JUDGED_AT,
    )  # fmt: skip
    assert said.in_force


def test_only_what_was_said_of_the_records_asked_for_is_told_newest_first(engine):
    judge(engine, SAID)
    judge(engine, replace(SAID, pair=("hse:1", "epol:3")))
    assert [said.id_a for said in said_of(engine, ["hse:1"])] == ["epol:3", "fsa:2"]
    assert [said.id_a for said in said_of(engine, ["epol:3", "other"])] == ["epol:3"]
    assert said_of(engine, ["other"]) == []
    assert said_of(engine, []) == []


def test_who_says_otherwise_of_what_they_saw_is_in_force_and_the_first_word_is_kept(engine):
    first = judge(engine, SAID)
    later = JUDGED_AT + timedelta(hours=1)
    second = judge(engine, Saying(PAIR, "different", "two doors", "ben", later, first.judgement_id))
    assert list(judgements(engine)[Judgement.verdict]) == ["different"]
    assert said_of(engine, PAIR) == [second, replace(first, undone_by="ben", undone_at=later)]


@pytest.mark.parametrize("seen", [None, 999])
def test_who_did_not_see_the_word_in_force_is_refused_and_shown_it(engine, seen):
    first = judge(engine, SAID)
    with pytest.raises(ConflictError, match="judged, or a judgement of it undone") as refused:
        judge(engine, Saying(PAIR, "different", "two doors", "ben", JUDGED_AT, seen))
    assert refused.value.standing == first
    assert said_of(engine, PAIR) == [first]


def test_who_saw_a_word_that_was_undone_since_is_shown_who_undid_it(engine):
    first = judge(engine, SAID)
    undone = undo(engine, first.judgement_id, ("ben", JUDGED_AT))
    with pytest.raises(ConflictError) as refused:
        judge(engine, replace(SAID, by="cy", seen=first.judgement_id))
    assert refused.value.standing == undone
    assert undone.undone_by == "ben"
    assert judgements(engine).empty


def test_a_judgement_is_undone_once(engine):
    first = judge(engine, SAID)
    undone = undo(engine, first.judgement_id, ("ben", JUDGED_AT))
    with pytest.raises(ConflictError) as refused:
        undo(engine, first.judgement_id, ("cy", JUDGED_AT))
    assert refused.value.standing == undone
    with pytest.raises(ConflictError) as refused:
        undo(engine, 999, ("cy", JUDGED_AT))
    assert refused.value.standing is None


def test_the_audit_of_a_judgement_is_written_with_it_or_neither_is(engine):
    def also(connection, said):
        connection.execute(insert(table), row(said))
        raise ZeroDivisionError

    def row(said):
        beside = {"id_a": "beside", "id_b": f"it {said.in_force}", "verdict": said.verdict}
        return beside | {"why": "audit", "judged_by": "audit", "judged_at": JUDGED_AT}

    with pytest.raises(ZeroDivisionError):
        judge(engine, SAID, also)
    assert judgements(engine).empty
    first = judge(
        engine, SAID, lambda connection, said: connection.execute(insert(table), row(said))
    )
    assert len(judgements(engine)) == 2
    with pytest.raises(ZeroDivisionError):
        undo(engine, first.judgement_id, ("ben", JUDGED_AT), also)
    assert len(judgements(engine)) == 2


@pytest.mark.parametrize(
    "bad", [{"verdict": "perhaps"}, {"pair": ("hse:1", "hse:1")}], ids=["verdict", "pair"]
)
def test_what_is_no_judgement_is_refused(engine, bad):
    with pytest.raises(StateError, match="two different records"):
        judge(engine, replace(SAID, **bad))
    assert judgements(engine).empty


def test_pairs_are_in_order_by_their_characters_whatever_language_the_server_sorts_in(engine):
    said = judge(engine, replace(SAID, pair=("a", "B")))
    assert (said.id_a, said.id_b) == ("B", "a")


def test_of_many_who_judge_one_pair_at_once_one_is_in_force_and_each_other_is_told_of_it(engine):
    people = [f"analyst-{number}" for number in range(12)]

    def attempt(by):
        try:
            return judge(engine, replace(SAID, by=by))
        except ConflictError as error:
            return error.standing

    with ThreadPoolExecutor(6) as threads:
        told = list(threads.map(attempt, people))
    assert set(told) == {said_of(engine, PAIR)[0]}
    assert len(said_of(engine, PAIR)) == 1
