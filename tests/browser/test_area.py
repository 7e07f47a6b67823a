"""The browser and the server hold the same businesses in an area that was drawn."""

from __future__ import annotations

import random

import pytest

from benchmarks.seeing import seen
from dashboard.area import MOST_CORNERS, encoded, inside, is_area
from tests.browser.waiting import until

pytestmark = pytest.mark.browser

HELD = "() => { const held = window.concern.map.now(); return Boolean(held && held.painter); }"
INSIDE = """(texts) => {
  const { data } = window.concern.map.now();
  const { decode, encode, inside, isArea } = window.concern.area;
  const rows = (text) => [...inside(data, text)].join("");
  return texts.map((text) => [encode(decode(text)), isArea(text), rows(text)]);
}"""
SIMPLER = """(line) => {
  const { encode, simplified } = window.concern.area;
  return encode(simplified(line));
}"""


def areas(count: int) -> list[str]:
    dice = random.Random(7)
    some = []
    for _ in range(count):
        corners = dice.randint(3, MOST_CORNERS)
        some.append(
            encoded([(dice.uniform(51.4, 52.2), dice.uniform(0, 1.4)) for _ in range(corners)])
        )
    return some


def test_the_browser_and_the_server_hold_the_same_in_areas(watched, county):
    page = watched.open()
    until(page, HELD)
    columns = seen(county).county.columns
    texts = [*areas(60), "", "??????_", "_" * 900, "é" * 6, "??????"]
    said = page.evaluate(INSIDE, texts)
    for text, (again, known, rows) in zip(texts, said, strict=True):
        assert known == is_area(text)
        assert again == text or not known
        assert rows == "".join("01"[int(one)] for one in inside(columns, text))
    # What a hand draws has hundreds of corners.
    line = [[51.7 + 0.1 * (i % 2) / 9 + i / 4000, 0.4 + i / 900] for i in range(400)]
    assert is_area(page.evaluate(SIMPLER, line))
