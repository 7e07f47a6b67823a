"""Threads that write to the audit at once share transactions; each waits for its own."""

import threading

import pytest

from records.audit import verify
from records.audit.together import Together
from records.errors import StateError
from tests.records.audit.conftest import consulted

PEOPLE, EACH = 6, 5


class Slow:
    """A transaction that lasts until everybody else waits, the first time."""

    def __init__(self, others):
        self.batches, self._others = [], others

    def __call__(self, entries):
        if not self.batches:
            self._others.wait()
        self.batches.append([one.subject for one in entries])
        return sum(map(len, self.batches))


def at_once(doings):
    threads = [threading.Thread(target=doing) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_who_comes_while_another_writes_is_written_with_all_who_came():
    begun, everybody = threading.Event(), threading.Event()
    slow = Slow(everybody)
    together, numbers = Together(slow), {}

    def first():
        begun.set()
        numbers[0] = together.append([consulted(0)])

    def other(number):
        numbers[number] = together.append([consulted(number), consulted(number)])

    def release():
        while len(together._came) < PEOPLE:
            threading.Event().wait(0.001)
        everybody.set()

    lead = threading.Thread(target=first)
    lead.start()
    begun.wait()
    while together._came or not together._writing.locked():
        threading.Event().wait(0.001)
    at_once([*(lambda n=n: other(n) for n in range(1, PEOPLE + 1)), release])
    lead.join()
    assert [len(batch) for batch in slow.batches] == [1, 2 * PEOPLE]
    assert numbers[0] == 1
    # Each is told the number of the last of its own, which stand side by side.
    said = [None, *slow.batches[0], *slow.batches[1]]
    for number, last in numbers.items():
        own = f"P{number:05d}"
        assert said[last] == own
        assert number == 0 or said[last - 1] == own


def test_what_cannot_be_written_is_told_to_everyone_whose_it_was():
    def refused(entries):
        raise StateError("the disk is full")

    together = Together(refused)
    for _ in range(2):
        with pytest.raises(StateError, match="the disk is full"):
            together.append([consulted()])


def test_entries_of_many_threads_are_all_there_once_and_the_chain_holds(trail, home):
    numbers = []

    def look(person):
        numbers.extend(trail.append(consulted(10 * person + turn)) for turn in range(EACH))

    at_once([lambda p=p: look(p) for p in range(PEOPLE)])
    assert sorted(numbers) == list(range(1, PEOPLE * EACH + 1))
    verdict = verify(trail)
    assert verdict.is_sound
    assert verdict.rows == PEOPLE * EACH
    assert trail.anchor.read().seq == PEOPLE * EACH
