"""What did people say of pairs, what follows from it, and where do they contradict each other?"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from records.state import Judged

__all__ = ["Opinions", "Quarrel", "pair_of"]

Pair = tuple[str, str]

SAME, DIFFERENT = "same", "different"
_OPPOSITE = {SAME: DIFFERENT, DIFFERENT: SAME}


def pair_of(one: Judged) -> Pair:
    """Return the two records a judgement is of, in order."""
    return one.id_a, one.id_b


@dataclass(frozen=True)
class Quarrel:
    """Words that cannot all hold.

    pair: the two records that a person should be asked about. words: what was said, the word on
    the pair itself first. between_people: one person's word was put over another's on the same
    pair; otherwise several words on several pairs contradict each other.
    """

    pair: Pair
    words: tuple[Judged, ...]
    between_people: bool


@dataclass(frozen=True)
class Opinions:
    """All that was said of some pairs, newest first."""

    said: tuple[Judged, ...]

    @classmethod
    def of(cls, said: Iterable[Judged], seen: Collection[str]) -> Opinions:
        """Return what was said of pairs both records of which are among `seen`."""
        return cls(tuple(one for one in said if one.id_a in seen and one.id_b in seen))

    @cached_property
    def standing(self) -> Mapping[Pair, Judged]:
        """Return the word in force on each pair."""
        return {pair_of(one): one for one in self.said if one.in_force}

    def on(self, pair: Pair) -> tuple[Judged, ...]:
        """Return all that was said of a pair, newest first."""
        return self._by_pair.get(pair, ())

    def decided(self, pair: Pair) -> bool:
        """Say whether it was said of the pair, or follows from what was said, what it is."""
        word = self.standing.get(pair)
        if word is not None and word.verdict in _OPPOSITE:
            return True
        a, b = (self._group(end) for end in pair)
        return (a is not None and a == b) or frozenset((a, b)) in self._apart

    def unsure(self, pair: Pair) -> bool:
        """Say whether somebody could not tell, which stands."""
        word = self.standing.get(pair)
        return word is not None and word.verdict not in _OPPOSITE

    def against(self, pair: Pair, verdict: str) -> tuple[Judged, ...]:
        """Return the words on other pairs with which this verdict could not hold; none: it can."""
        if verdict == DIFFERENT:
            return self._way(*pair, without=pair)
        if verdict != SAME:
            return ()
        return next(
            (
                (word, *self._way(*ends, without=pair, also=pair))
                for word in self._apart_words
                if pair_of(word) != pair
                for ends in [pair_of(word)]
                if self._joins(pair, ends)
            ),
            (),
        )

    @cached_property
    def quarrels(self) -> tuple[Quarrel, ...]:
        """Return every contradiction there is, the newest first."""
        found = [
            Quarrel(pair_of(word), (word, *way), between_people=False)
            for word in self._apart_words
            if (way := self._way(*pair_of(word)))
        ]
        found += [
            Quarrel(pair, words, between_people=True)
            for pair, word in self.standing.items()
            if (words := self._overruled(word))
        ]
        return tuple(sorted(found, key=lambda one: -one.words[0].judgement_id))

    def _overruled(self, word: Judged) -> tuple[Judged, ...]:
        """Return the word and the one it was put over, while only one person stands behind it."""
        other = _OPPOSITE.get(word.verdict)
        before = self.on(pair_of(word))
        lost = next((one for one in before if one.verdict == other), None)
        if lost is None or lost.judged_by in {word.judged_by, lost.undone_by}:
            return ()
        since = [one for one in before if one.judgement_id > lost.judgement_id]
        behind = {one.judged_by for one in since if one.verdict == word.verdict}
        return (word, lost) if len(behind) == 1 else ()

    @cached_property
    def _by_pair(self) -> Mapping[Pair, tuple[Judged, ...]]:
        found: dict[Pair, list[Judged]] = defaultdict(list)
        for one in self.said:
            found[pair_of(one)].append(one)
        return {pair: tuple(words) for pair, words in found.items()}

    @cached_property
    def _apart_words(self) -> tuple[Judged, ...]:
        return tuple(one for one in self.standing.values() if one.verdict == DIFFERENT)

    @cached_property
    def _joined(self) -> Mapping[str, tuple[tuple[str, Judged], ...]]:
        """What each record was called the same as, and by which word."""
        found: dict[str, list[tuple[str, Judged]]] = defaultdict(list)
        for one in self.standing.values():
            if one.verdict == SAME:
                found[one.id_a].append((one.id_b, one))
                found[one.id_b].append((one.id_a, one))
        return {record: tuple(others) for record, others in found.items()}

    @cached_property
    def _groups(self) -> Mapping[str, int]:
        """The number of the group of each record that was called the same as another."""
        groups: dict[str, int] = {}
        for number, record in enumerate(self._joined):
            ahead = [record] if record not in groups else []
            while ahead:
                at = ahead.pop()
                if at not in groups:
                    groups[at] = number
                    ahead += [other for other, _ in self._joined[at]]
        return groups

    def _group(self, record: str) -> object:
        """The group of a record; its own name where nobody called it the same as another."""
        return self._groups.get(record, record)

    @cached_property
    def _apart(self) -> frozenset[frozenset[object]]:
        """Groups that somebody called different, two and two."""
        return frozenset(
            frozenset(self._group(end) for end in pair_of(word)) for word in self._apart_words
        )

    def _joins(self, pair: Pair, ends: Pair) -> bool:
        """Say whether calling `pair` the same would make `ends` one business."""
        groups = {self._group(end) for end in pair}
        return {self._group(end) for end in ends} == groups and len(groups) > 1

    def _way(
        self, start: str, end: str, *, without: Pair | None = None, also: Pair | None = None
    ) -> tuple[Judged, ...]:
        """Return the shortest way of words "same" from one record to another; none: there is none.

        without: a pair whose own word is not taken. also: a pair taken as if it were the same.
        """
        whence: dict[str, tuple[str, Judged | None]] = {start: (start, None)}
        ahead = deque([start])
        while ahead and end not in whence:
            at = ahead.popleft()
            steps = [
                (to, word) for to, word in self._joined.get(at, ()) if pair_of(word) != without
            ]
            steps += [(also[1 - also.index(at)], None)] if also and at in also else []  # type: ignore[list-item]
            for to, word in steps:
                if to not in whence:
                    whence[to] = (at, word)
                    ahead.append(to)
        if end not in whence:
            return ()
        way = []
        at = end
        while at != start:
            at, said = whence[at]
            way += [said] if said else []
        return tuple(way)
