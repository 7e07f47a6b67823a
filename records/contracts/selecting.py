"""Which of a row's cells fill a column, and with what text?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from records.cleaning import numbers, tidy
from records.cleaning.text import each_once
from records.contracts.headings import folded, glob, matching, present
from records.contracts.layout import Conditions, Take

__all__ = ["Choice", "Sheet", "choose", "choose_lists"]


@dataclass(frozen=True)
class Sheet:
    """The delivered rows, with each heading's text tidied once."""

    rows: pd.DataFrame
    found: dict[str, str]
    _tidied: dict[str, pd.Series] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: pd.DataFrame) -> Sheet:
        """Return the sheet of `rows`, whose index is their row number."""
        return cls(rows, present(map(str, rows.columns)))

    def first(self, headings: tuple[str, ...]) -> str | None:
        """Return the first of `headings` that was delivered, as delivered; none: missing."""
        names = (self.found.get(folded(heading)) for heading in headings)
        return next((name for name in names if name is not None), None)

    def all(self, headings: tuple[str, ...]) -> list[str]:
        """Return each of `headings` that was delivered; * stands for any signs."""
        named = [sorted(matching([heading], self.found)) for heading in headings]
        return [*dict.fromkeys(name for names in named for name in names)]

    def text(self, heading: str) -> pd.Series:
        """Return the tidied text under a delivered heading."""
        if heading not in self._tidied:
            self._tidied[heading] = tidy(self.rows[heading])
        return self._tidied[heading]

    def nothing(self) -> pd.Series:
        """Return a column of missing text."""
        return pd.Series(np.nan, index=self.rows.index, dtype="str")


@dataclass(frozen=True)
class Choice:
    """What was chosen for a column.

    text: the value, in our words where the contract maps them. heading: where it was read.
    unknown: what was written where the contract knows no such value, else missing.
    settled: the contract says what is written there is to be left blank.
    """

    text: pd.Series
    heading: pd.Series
    unknown: pd.Series
    settled: pd.Series


def choose(takes: tuple[Take, ...], sheet: Sheet) -> Choice:
    """Return what the first of `takes` that gives a value reads, row by row."""
    text, heading, unknown = sheet.nothing(), sheet.nothing(), sheet.nothing()
    settled = pd.Series(False, index=sheet.rows.index)
    for take in takes:
        name, written = _written(take, sheet)
        value, known = _understood(take, written)
        unsettled = text.isna() & ~settled
        unknown = unknown.mask(unsettled & written.notna() & ~known, written)
        heading = heading.mask(unsettled & (written.notna() | heading.isna()), name)
        settled |= unsettled & known & value.isna()
        text = text.mask(unsettled, value)
    return Choice(text, heading, unknown.mask(text.notna() | settled), settled)


def choose_lists(takes: tuple[Take, ...], sheet: Sheet) -> pd.Series:
    """Return for each row the list of texts its several headings hold, none twice."""
    parts = [
        _divided(sheet.text(name).where(_holds(take, sheet)), take.split)
        for take in takes
        for name in sheet.all(take.several)
    ]
    lists = (
        [[] for _ in sheet.rows.index]
        if not parts
        else [_joined(cells) for cells in zip(*parts, strict=True)]
    )
    return pd.Series(lists, index=sheet.rows.index, dtype="object")


def _divided(text: pd.Series, split: str) -> list[list[str]]:
    missing = text.isna()
    return [
        [] if gone else cell.split(split) if split else [cell]
        for cell, gone in zip(text.array, missing.array, strict=True)
    ]


def _joined(cells: tuple[list[str], ...]) -> list[str]:
    return [*dict.fromkeys(text for cell in cells for part in cell if (text := part.strip()))]


def _written(take: Take, sheet: Sheet) -> tuple[str, pd.Series]:
    """Return the heading `take` reads and its text, missing where its conditions do not hold."""
    if take.constant is not None:
        name, text = "(constant)", sheet.nothing().fillna(take.constant)
    elif take.join:
        names = sheet.all(take.join)
        name, text = (
            " + ".join(names or take.join),
            _join([sheet.text(n) for n in names], take, sheet),
        )
    else:
        first = sheet.first(take.from_headings)
        name = first or take.from_headings[0]
        text = sheet.text(first) if first else sheet.nothing()
    text = text.where(_holds(take, sheet))
    return name, _kept_part(text, take)


def _join(texts: list[pd.Series], take: Take, sheet: Sheet) -> pd.Series:
    joined = sheet.nothing()
    for text in texts:
        both = joined.notna() & text.notna() & (joined != text)
        longer = joined.where(~both, joined + take.separator + text)
        joined = longer.fillna(text)
    return joined


def _kept_part(text: pd.Series, take: Take) -> pd.Series:
    if take.missing:
        text = text.mask(_matches(text, take.missing))
    if take.pattern is not None:
        pattern = take.pattern
        text = each_once(text, lambda distinct: distinct.str.extract(pattern, expand=False))
        text = text.str.strip().mask(text == "")
    return take.prefix + text if take.prefix else text


def _understood(take: Take, written: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the value of each text, and whether the text is one the contract knows."""
    if take.words:
        return _mapped(take, written)
    if take.steps:
        return _stepped(take, written)
    return written, written.notna()


def _mapped(take: Take, written: pd.Series) -> tuple[pd.Series, pd.Series]:
    exact = {_plain(said): ours for said, ours in take.words.items()}
    globs = [(glob(_plain(said)), ours) for said, ours in take.words.items()]

    def word(text: str) -> str | None:
        plain = _plain(text)
        found = exact.get(plain)
        if found is None:
            found = next((ours for test, ours in globs if test.fullmatch(plain)), take.otherwise)
        return found

    found = each_once(
        written, lambda distinct: pd.Series(map(word, distinct), distinct.index, dtype="str")
    )
    return found.mask(found == ""), found.notna()


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("\u2019", "'").casefold().split())


def _stepped(take: Take, written: pd.Series) -> tuple[pd.Series, pd.Series]:
    counts = numbers(written)
    edges = [edge for edge, _ in take.steps]
    words = np.array(["", *(word for _, word in take.steps)])
    at = np.searchsorted(edges, counts.fillna(-np.inf).to_numpy(), side="right")
    value = pd.Series(words[at], index=written.index, dtype="str")
    return value.mask(value == ""), value != ""


def _holds(take: Take, sheet: Sheet) -> pd.Series:
    """Return whether the conditions of `take` hold; a heading not delivered is an empty cell."""
    holds = pd.Series(True, index=sheet.rows.index)
    for heading, text in _tested(take.only_when, sheet):
        holds &= _matches(text, take.only_when[heading])
    for heading, text in _tested(take.not_when, sheet):
        holds &= ~_matches(text, take.not_when[heading])
    return holds


def _tested(conditions: Conditions, sheet: Sheet) -> list[tuple[str, pd.Series]]:
    named = {heading: sheet.first((heading,)) for heading in conditions}
    return [(h, sheet.text(name) if name else sheet.nothing()) for h, name in named.items()]


def _matches(text: pd.Series, patterns: tuple[str, ...]) -> pd.Series:
    tests = [glob(_plain(pattern)) for pattern in patterns]
    codes, distinct = pd.factorize(text.fillna(""))
    hits = np.array(
        [any(t.fullmatch(_plain(str(value))) for t in tests) for value in distinct], bool
    )
    return pd.Series(hits[codes] if len(hits) else False, index=text.index, dtype="bool")
