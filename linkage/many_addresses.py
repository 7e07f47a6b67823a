"""Which house numbers, units and streets do many addresses name? As `addresses` says of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linkage.addresses import (
    MAX_RANGE,
    MOST_DIGITS,
    ORDINALS,
    STREET_TYPES,
    STREET_WORDS,
    UNIT_WORDS,
    Address,
    address_parts,
    parse_address,
)
from linkage.coded import FEW
from linkage.many_names import flags, joined, worded

__all__ = ["PARSED", "many_addresses"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

_STRANGE = rf"[^ -~]|[0-9]{{{MOST_DIGITS + 1}}}"
"""What only a look at the one address can tell: other signs, and endless numbers."""
_UNIT = (
    rf"\b(?:{UNIT_WORDS})(?:\b\.?\s*(?:no\.?\s*)?#?\s*(?P<apart>[a-z]?\d+[a-z]?|[a-z])"
    r"|(?P<joined>\d+[a-z]?))\b|#\s*(?P<signed>\w+)"
    r"|\b(?P<floor>ground|first|second|third|1st|2nd|3rd)\s+floor\b"
)
"""As `parse_address` finds them; Arrow's expressions cannot look ahead."""
_NUMBER = (
    r"(?:^|[^\w-])(?P<low>\d{1,5})(?P<letter>[a-z]?)"
    r"(?:\s?[-/&]\s?(?P<last>\d{1,5})[a-z]?)*(?:\W|$)"
)


PARSED = pa.schema(
    [(name, pa.int64() if name in ("low", "high") else pa.string()) for name in Address._fields]
)
"""Columns of addresses taken apart."""


def many_addresses(texts: list[str]) -> tuple[pa.RecordBatch, pa.Array]:
    """Return what `parse_address` and `address_parts` return for each text, in columns.

    Addresses of plain words are taken apart together; each other one by itself.
    """
    if len(texts) <= FEW:
        return _each(texts)
    plain = pc.ascii_lower(pa.array(texts, type=pa.string()))
    plain = pc.replace_substring(plain, "'", "")
    strange = flags(plain, _STRANGE)
    common, alone = np.flatnonzero(~strange), np.flatnonzero(strange)
    some = _together(plain.take(pa.array(common)))
    rest = _each([texts[one] for one in alone.tolist()])
    place = pa.array(np.argsort(np.append(common, alone), kind="stable"))
    parsed = pa.Table.from_batches([some[0], rest[0]]).combine_chunks().to_batches()[0]
    return parsed.take(place), pa.concat_arrays([some[1], rest[1]]).take(place)


def _each(texts: list[str]) -> tuple[pa.RecordBatch, pa.Array]:
    parts = [*zip(*map(parse_address, texts), strict=True)] or [()] * len(PARSED)
    columns = [pa.array(part, type=one.type) for part, one in zip(parts, PARSED, strict=True)]
    lines = pa.array([*map(address_parts, texts)], type=pa.string())
    return pa.RecordBatch.from_arrays(columns, schema=PARSED), lines


def _together(plain: pa.Array) -> tuple[pa.RecordBatch, pa.Array]:
    united = np.flatnonzero(flags(plain, _UNIT))
    found = pc.extract_regex(plain.take(pa.array(united)), _UNIT)
    # A unit is no part of the street, but of the address as it is written.
    bare = pc.replace_substring_regex(plain.take(pa.array(united)), _UNIT, " ")
    is_united = np.zeros(len(plain), dtype=bool)
    is_united[united] = True
    written = _Written.of(pc.replace_with_mask(plain, is_united, bare))
    lines = pc.replace_with_mask(
        written.lines(), is_united, _Written.of(plain.take(pa.array(united))).lines()
    )
    return written.parts(_units(found, united, len(plain))), lines


def _units(found: pa.Array, united: Ints, count: int) -> pa.Array:
    """Return the unit of each address; empty where it names none."""
    units = np.full(count, "", dtype=object)
    parts = [found.field(at) for at in range(found.type.num_fields)]
    units[united] = pc.binary_join_element_wise(*parts, "").to_numpy(zero_copy_only=False)
    return pa.array(units, type=pa.string())


@dataclass(frozen=True)
class _Written:
    """Addresses in columns.

    count: how many. row: address of each line. number: low, high and letter of each address.
    numbered: its line that has the number; -1: none. line: line of each word. codes: each word, a
    place in `words`, where it is spelled out.
    """

    count: int
    row: Ints
    number: tuple[Ints, Ints, Any]
    numbered: Ints
    line: Ints
    codes: Ints
    words: list[str]

    @classmethod
    def of(cls, plain: pa.Array) -> _Written:
        """Return plain addresses taken apart."""
        split = pc.split_pattern(plain, ",")
        row = np.repeat(np.arange(len(plain)), pc.list_value_length(split).to_numpy())
        lines = pc.utf8_trim(split.flatten(), " ")
        told = pc.not_equal(lines, "")
        row, lines = row[told.to_numpy(zero_copy_only=False)], lines.filter(told)
        number, numbered = _numbers(row, lines, len(plain))
        spoken = pc.utf8_trim(pc.replace_substring_regex(lines, r"[^a-z0-9]+", " "), " ")
        line, words = worded(spoken)
        codes, spelled = _spelled(line, words.codes, words.texts)
        return cls(len(plain), row, number, numbered, line, codes, spelled)

    def lines(self) -> pa.Array:
        """Return the lines of each address, commas between."""
        return pc.binary_join(self._grouped(), ",")

    def _grouped(self) -> pa.Array:
        lines = joined(self.line, self.codes, self.words, len(self.row))
        told = pc.not_equal(lines, "")
        row = self.row[told.to_numpy(zero_copy_only=False)]
        starts = pa.array(np.searchsorted(row, np.arange(self.count + 1)), type=pa.int32())
        return pa.ListArray.from_arrays(starts, lines.filter(told))

    def parts(self, units: pa.Array) -> pa.RecordBatch:
        """Return the parts of each address, of which the unit is known."""
        low, high, letter = self.number
        instead = np.flatnonzero((low < 0) & flags(units, "^[0-9]+$"))
        low, high = low.copy(), high.copy()
        low[instead] = high[instead] = _whole(units.take(pa.array(instead)))
        words = pc.replace_substring(self.lines(), ",", " ")
        letters = pa.array(letter, type=pa.string())
        return pa.RecordBatch.from_arrays(
            [pa.array(low), pa.array(high), letters, units, self._streets(), words], schema=PARSED
        )

    def _streets(self) -> pa.Array:
        """Return the street of each address; empty where it names none."""
        typed, spoken, digit, ordinal = self._told()
        numbering = digit & ~ordinal
        chosen = self._chosen_lines(typed, spoken)
        word = np.flatnonzero(chosen[self.row[self.line]] == self.line)
        owner = self.row[self.line[word]]
        first = _first_of(owner[numbering[word]], word[numbering[word]], self.count)
        first = np.where(first < 0, len(self.line), first)
        after = np.bincount(owner[spoken[word] & (word > first[owner])], minlength=self.count) > 0
        kept = (~numbering[word]) & ~(after[owner] & (word < first[owner]))
        word, owner = word[kept], owner[kept]
        begin = _first_of(owner, np.arange(len(owner)), self.count)
        place = np.arange(len(owner)) - begin[owner]
        ends = typed[word] & (place > 0)
        end = _first_of(owner[ends], place[ends], self.count)
        kept = (end[owner] < 0) | (place <= end[owner])
        return joined(owner[kept], self.codes[word[kept]], self.words, self.count)

    def _told(self) -> tuple[Flags, Flags, Flags, Flags]:
        """Return of each word whether it is a kind of street, letters only, a number, `1st`."""
        told = [
            (w in STREET_TYPES, w.isalpha(), w[0].isdigit(), w[-2:] in ORDINALS) for w in self.words
        ]
        table = np.array(told, dtype=bool).reshape(-1, 4)
        typed, spoken, digit, ordinal = table[self.codes].T
        return typed, spoken, digit, ordinal

    def _chosen_lines(self, typed: Flags, spoken: Flags) -> Ints:
        """Return the line of each address that names the street; -1: none."""
        inner = np.diff(self.line, prepend=-1) == 0
        lines = np.arange(len(self.row))
        street = np.bincount(self.line[typed & inner], minlength=len(lines)) > 0
        speaks = np.bincount(self.line[spoken], minlength=len(lines)) > 0
        first_street = _first_of(self.row[street], lines[street], self.count)
        first_spoken = _first_of(self.row[speaks], lines[speaks], self.count)
        other = np.where(first_street < 0, first_spoken, first_street)
        of_street, of_words = (np.append(each, False)[self.numbered] for each in (street, speaks))
        better = ~of_street & ((first_street >= 0) | ~of_words)
        chosen: Ints = np.where(better, other, self.numbered)
        return chosen


def _first_of(row: Ints, values: Ints, count: int) -> Ints:
    """Return the first value of each row, where rows rise; -1: none."""
    begins = np.flatnonzero(np.diff(row, prepend=-1))
    found = np.full(count, -1, dtype=np.int64)
    found[row[begins]] = values[begins]
    return found


def _numbers(row: Ints, lines: pa.Array, count: int) -> tuple[tuple[Ints, Ints, Any], Ints]:
    """Return house number from, to and letter of each address, and which of its lines has it."""
    digits = np.flatnonzero(flags(lines, r"\d"))
    found = pc.extract_regex(lines.take(pa.array(digits)), _NUMBER)
    known = pc.is_valid(found).to_numpy(zero_copy_only=False)
    numbered = _first_of(row[digits[known]], digits[known], count)
    place = np.full(len(row) + 1, -1, dtype=np.int64)
    place[digits] = np.arange(len(digits))
    at = place[numbered]
    chosen = found.take(pa.array(at[at >= 0]))
    low, high = (np.full(count, -1, dtype=np.int64) for _ in range(2))
    letter = np.full(count, "", dtype=object)
    low[at >= 0] = _whole(chosen.field("low"))
    letter[at >= 0] = chosen.field("letter").to_numpy(zero_copy_only=False)
    high[at >= 0] = _highest(low[at >= 0], chosen.field("last"))
    return (low, high, letter), numbered


def _whole(texts: pa.Array) -> Ints:
    return np.asarray(texts.cast(pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64)


def _highest(low: Ints, last: pa.Array) -> Ints:
    """Return the end of a range, `120-24` being 120 to 124; the number itself where none is."""
    told = pc.not_equal(last, "")
    number = _whole(pc.if_else(told, last, "0"))
    tens = 10 ** pc.utf8_length(last).to_numpy(zero_copy_only=False).astype(np.int64)
    end = np.where(low >= tens, low // tens * tens + number, number)
    ranged = told.to_numpy(zero_copy_only=False) & (low < end) & (end <= low + MAX_RANGE)
    return np.where(ranged, end, low)


def _spelled(line: Ints, codes: Ints, words: list[str]) -> tuple[Ints, list[str]]:
    """Return the words spelled out; `st` leads a saint's name and ends a street's."""
    spelled = [*(STREET_WORDS.get(word, word) for word in words), "saint"]
    digit = np.array([word[0].isdigit() for word in words], dtype=bool)[codes]
    saint = np.array([word == "st" for word in words], dtype=bool)[codes]
    begins = np.diff(line, prepend=-1) > 0
    leads = begins | np.append(False, digit[:-1])[: len(codes)]
    more = np.append(~begins[1:], False)[: len(codes)]
    return np.where(saint & leads & more, len(words), codes), spelled
