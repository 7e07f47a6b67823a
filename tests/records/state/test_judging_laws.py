"""Whatever analysts do, in whatever order: one word stands for a pair, and none is ever lost."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from records.errors import ConflictError
from records.state import Saying, judge, judgements, said_of, undo
from records.state.judgements import VERDICTS

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
PAIRS = st.sampled_from([("a", "b"), ("b", "c"), ("c", "a")])
PEOPLE = st.sampled_from(["ada", "ben", "cy"])
SAID = st.sampled_from(VERDICTS)
RUNS = itertools.count()


class Judging(RuleBasedStateMachine):
    """Analysts who judge and undo, each from what they last saw, beside a plain model of it."""

    def __init__(self, engine):
        super().__init__()
        self.engine = engine
        self.run = next(RUNS)
        self.standing: dict[frozenset[str], int] = {}
        self.seen: dict[tuple[str, frozenset[str]], int | None] = {}
        self.said: list[int] = []

    def pair(self, pair):
        return tuple(f"{self.run}-{end}" for end in pair)

    def saying(self, pair, verdict, by):
        seen = self.seen.get((by, frozenset(pair)))
        return Saying(pair, verdict, "a reason", by, AT, seen)

    @initialize()
    def nothing_was_said(self):
        assert said_of(self.engine, self.pair("abc")) == []

    @rule(pair=PAIRS, by=PEOPLE)
    def look(self, pair, by):
        pair = self.pair(pair)
        held = [
            one.judgement_id
            for one in said_of(self.engine, pair)
            if one.in_force and {one.id_a, one.id_b} == set(pair)
        ]
        assert len(held) <= 1
        self.seen[by, frozenset(pair)] = held[0] if held else None

    @rule(pair=PAIRS, by=PEOPLE, verdict=SAID)
    def say(self, pair, by, verdict):
        pair = self.pair(pair)
        saying, key = self.saying(pair, verdict, by), frozenset(pair)
        if saying.seen != self.standing.get(key):
            try:
                judge(self.engine, saying)
            except ConflictError:
                return
            raise AssertionError("a word was put over one that was not seen")
        self.keep(key, judge(self.engine, saying))

    @rule(pair=PAIRS, by=PEOPLE)
    def take_back(self, pair, by):
        pair = self.pair(pair)
        number = self.seen.get((by, frozenset(pair)))
        if number is None:
            return
        if self.standing.get(frozenset(pair)) == number:
            undo(self.engine, number, (by, AT))
            del self.standing[frozenset(pair)]
            return
        try:
            undo(self.engine, number, (by, AT))
        except ConflictError:
            return
        raise AssertionError("what no longer stood was undone")

    @rule(pair=PAIRS, verdicts=st.tuples(SAID, SAID))
    def two_at_once(self, pair, verdicts):
        pair = self.pair(pair)
        key = frozenset(pair)
        both = [
            Saying(pair, verdict, "a reason", by, AT, self.standing.get(key))
            for verdict, by in zip(verdicts, ("ada", "ben"), strict=True)
        ]
        with ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(self.attempt, both))
        kept = [one for one in answers if not isinstance(one, ConflictError)]
        refused = [one for one in answers if isinstance(one, ConflictError)]
        assert len(kept) == len(refused) == 1
        assert refused[0].standing == kept[0]
        self.keep(key, kept[0])

    def attempt(self, saying):
        try:
            return judge(self.engine, saying)
        except ConflictError as error:
            return error

    def keep(self, key, said):
        self.standing[key] = said.judgement_id
        self.said.append(said.judgement_id)

    @invariant()
    def one_word_stands_and_none_is_lost(self):
        held = said_of(self.engine, self.pair("abc"))
        assert sorted(one.judgement_id for one in held) == sorted(self.said)
        stands = {frozenset((one.id_a, one.id_b)): one.judgement_id for one in held if one.in_force}
        assert stands == self.standing

    @invariant()
    def builds_are_told_what_stands(self):
        told = judgements(self.engine)
        ours = told[told["id_a"].str.startswith(f"{self.run}-")]
        assert len(ours) == len(self.standing)


def test_one_word_stands_and_none_is_lost_whatever_analysts_do(state):
    run_state_machine_as_test(
        lambda: Judging(state),
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
