"""What follows from what people said, and where they contradict each other."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.clerical.opinions import Opinions
from records.state import Judged

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
LETTERS = "abcdef"


def said(number, pair, verdict, by="ada", undone_by=None):
    word = Judged(number, *sorted(pair), verdict, "why", by, AT)
    return replace(word, undone_by=undone_by, undone_at=AT) if undone_by else word


def opinions(*words):
    return Opinions(tuple(sorted(words, key=lambda one: -one.judgement_id)))


def test_what_was_said_of_a_record_that_is_not_seen_is_not_known():
    found = Opinions.of([said(1, "ab", "same"), said(2, "bc", "same")], {"a", "b"})
    assert [one.judgement_id for one in found.said] == [1]


def test_what_follows_from_words_is_decided_and_what_nobody_could_tell_is_not():
    found = opinions(said(1, "ab", "same"), said(2, "bc", "same"), said(3, "cd", "different"),
                     said(4, "ef", "unsure"))  # fmt: skip
    assert found.decided(("a", "c"))
    assert found.decided(("a", "d"))
    assert not found.decided(("a", "e"))
    assert not found.decided(("e", "f"))
    assert found.unsure(("e", "f"))


def test_what_was_taken_back_decides_nothing():
    assert not opinions(said(1, "ab", "same", undone_by="ada")).decided(("a", "b"))


def test_a_word_against_others_names_every_word_it_contradicts():
    found = opinions(said(1, "ab", "same"), said(2, "bc", "same", by="ben"))
    assert {one.judgement_id for one in found.against(("a", "c"), "different")} == {1, 2}
    assert found.against(("a", "d"), "different") == ()
    apart = opinions(said(1, "ab", "same"), said(2, "ac", "different"))
    assert {one.judgement_id for one in apart.against(("b", "c"), "same")} == {1, 2}
    assert apart.against(("b", "c"), "unsure") == ()


def test_a_word_may_take_the_place_of_the_one_on_its_own_pair():
    found = opinions(said(1, "ab", "same"))
    assert found.against(("a", "b"), "different") == ()


def test_words_that_cannot_all_hold_are_a_quarrel_with_everyones_words():
    found = opinions(said(1, "ab", "same"), said(2, "bc", "same", "ben"),
                     said(3, "ac", "different", "cy"))  # fmt: skip
    (quarrel,) = found.quarrels
    assert quarrel.pair == ("a", "c")
    assert next(one.judgement_id for one in quarrel.words) == 3
    assert {one.judged_by for one in quarrel.words} == {"ada", "ben", "cy"}
    assert not quarrel.between_people


def test_a_word_put_over_another_persons_is_a_quarrel_until_a_second_voice_agrees():
    first, second = said(1, "ab", "same", "ada", undone_by="ben"), said(2, "ab", "different", "ben")
    (quarrel,) = opinions(first, second).quarrels
    assert [one.judgement_id for one in quarrel.words] == [2, 1]
    assert quarrel.between_people
    ended = replace(second, undone_by="cy", undone_at=AT)
    assert opinions(first, ended, said(3, "ab", "different", "cy")).quarrels == ()


def test_who_changes_their_own_mind_contradicts_nobody():
    words = said(1, "ab", "same", "ada", undone_by="ada"), said(2, "ab", "different", "ada")
    assert opinions(*words).quarrels == ()
    taken = said(1, "ab", "same", "ada", undone_by="ada"), said(2, "ab", "different", "ben")
    assert opinions(*taken).quarrels == ()


PAIRS = st.sampled_from(list(combinations(LETTERS, 2)))
WORDS = st.dictionaries(PAIRS, st.sampled_from(["same", "different", "unsure"]), max_size=9)


def groups(words):
    """The groups that words "same" make, found the slow way."""
    found = {letter: {letter} for letter in LETTERS}
    for (a, b), verdict in words.items():
        if verdict == "same":
            both = found[a] | found[b]
            for one in both:
                found[one] = both
    return found


@given(WORDS)
def test_there_is_a_quarrel_just_where_two_called_different_are_called_the_same(words):
    found = opinions(*(said(n, pair, v) for n, (pair, v) in enumerate(words.items(), 1)))
    held = groups(words)
    expected = {(a, b) for (a, b), v in words.items() if v == "different" and b in held[a]}
    assert {quarrel.pair for quarrel in found.quarrels} == expected


@given(WORDS, PAIRS, st.sampled_from(["same", "different"]))
def test_a_word_is_asked_about_just_where_it_would_make_a_quarrel(words, pair, verdict):
    before = opinions(*(said(n, p, v) for n, (p, v) in enumerate(words.items(), 1)))
    if before.quarrels:
        return
    after = opinions(
        *(said(n, p, v) for n, (p, v) in enumerate((words | {pair: verdict}).items(), 1))
    )
    assert bool(before.against(pair, verdict)) == bool(after.quarrels)


@given(WORDS, PAIRS)
def test_what_is_decided_is_what_no_other_word_could_hold_beside(words, pair):
    found = opinions(*(said(n, p, v) for n, (p, v) in enumerate(words.items(), 1)))
    if found.quarrels or words.get(pair) in ("same", "different"):
        return
    could = [verdict for verdict in ("same", "different") if not found.against(pair, verdict)]
    assert found.decided(pair) == (len(could) == 1)
