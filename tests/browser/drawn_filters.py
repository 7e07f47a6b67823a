"""Filter states drawn at random, of every kind there is."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from dashboard.area import encoded
from dashboard.choices import CHOICES, SORTS, UNRATED
from dashboard.columns import Columns
from dashboard.filters import Filters
from dashboard.packed_places import packed_places
from dashboard.periods import month_key
from records.domain import BANDS

__all__ = ["drawn_filters"]

WORDS = ("brook", "oak high", "cm", "éclat", "car wash", "zz1", "no such words")


def drawn_filters(dice: random.Random, columns: Columns, most: int, *, more: bool) -> Filters:
    """Return a state of up to so many filters; more: months and words, which the server finds."""
    draw = _by_name(dice, columns)
    names = [name for name in draw if more or name not in {"period", "text"}]
    chosen = dice.sample(names, dice.randint(0, most))
    sort = dice.choice(list(SORTS))
    return Filters(**{name: draw[name]() for name in chosen}, sort=sort)


def _by_name(dice: random.Random, columns: Columns) -> dict[str, Callable[[], Any]]:
    held = {
        "band": BANDS,
        "sector": columns.sectors,
        "agency": columns.agencies,
        "district": columns.districts,
        "ward": columns.wards,
        "type": columns.types,
        "rating": (UNRATED, *columns.ratings),
    }

    def some(values: tuple[str, ...]) -> tuple[str, ...]:
        chosen = dice.sample(values, min(len(values), dice.choice([1, 3, 9, 40])))
        return tuple(one for one in values if one in chosen)

    def listed(name: str, values: tuple[str, ...]) -> Callable[[], tuple[str, ...]]:
        return lambda: some(values) if name == "band" else tuple(sorted(some(values)))

    return {
        **{name: listed(name, values) for name, values in held.items()},
        **{name: _one(dice, list(keys)) for name, keys in CHOICES.items()},
        "period": lambda: _period(dice, columns),
        "area": lambda: _area(dice, columns),
        "text": _one(dice, list(WORDS)),
    }


def _one(dice: random.Random, values: list[str]) -> Callable[[], str]:
    return lambda: dice.choice(values)


def _period(dice: random.Random, columns: Columns) -> str:
    last = int(columns.months.month[-1])
    first, end = sorted(last - dice.choice([0, 1, 2, 5, 11, 40]) for _ in range(2))
    return f"{month_key(first)}..{month_key(end)}"


def _area(dice: random.Random, columns: Columns) -> str:
    west, south, east, north = packed_places(columns).extent
    return encoded(
        [
            (dice.uniform(south, north), dice.uniform(west, east))
            for _ in range(dice.choice([3, 4, 9, 60]))
        ]
    )
