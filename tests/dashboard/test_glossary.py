"""Words are explained once, and the same in Help, on the pages and in the docs."""

import re
from pathlib import Path

import pytest

from dashboard.components.glossary import GROUPS, WORDS, glossary_page, word_of
from dashboard.components.help import help_button, help_markup

ROOT = Path(__file__).parents[2]
SOURCES = [
    *ROOT.glob("dashboard/**/*.py"),
    *ROOT.glob("dashboard/**/*.html"),
    *ROOT.glob("dashboard/assets/*.js"),
]
ASKED = re.compile(
    r"(?:help_button\(|\bhelp\(|\bhelp: |data-help=|\"data-help\": ?)[\"']([a-z0-9-]+)[\"']"
)


def test_the_page_of_the_docs_says_what_help_says():
    assert (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8") == glossary_page()


def test_every_word_has_one_id_and_whole_sentences():
    assert len(WORDS) == sum(len(words) for _, words in GROUPS)
    for word in WORDS.values():
        assert re.fullmatch(r"[a-z0-9-]+", word.id)
        assert re.fullmatch(r"[A-Z0-9].*[.]", word.text), word.id


def test_every_word_that_a_page_asks_for_is_explained():
    asked = {word for path in SOURCES for word in ASKED.findall(path.read_text(encoding="utf-8"))}
    assert asked - set(WORDS) == set()
    assert {"band", "score", "last-visit", "area-index", "quarantine", "by-lot"} <= asked


def test_a_question_mark_says_which_word_it_explains():
    button = help_button("weight").to_plotly_json()["props"]
    assert button["aria-label"] == "What is Match weight?"
    assert button["aria-expanded"] == "false"
    assert button["data-help"] == "weight"
    assert 'aria-label="What is Match weight?"' in help_markup("weight")
    assert 'data-help="weight"' in help_markup("weight")


def test_a_word_that_nobody_explains_is_an_error():
    with pytest.raises(KeyError):
        word_of("gizmo")


OWN_KEYS = {
    "keys.js": "the table's own",
    "review.js": "Enter and Escape leave the field for a reason, as the line of R says",
    "timeline_ways.js": "only on a mark that has the focus; three lines of the sheet tell of them",
    "profile_walk.js": "notes where one comes from, and acts on no key",
    "saved.js": "Escape closes its menu, as the sheet's line of Escape says of all",
    "rooms.js": "Escape closes its menu, as the sheet's line of Escape says of all",
    "sheet.js": "Escape closes its menu, as the sheet's line of Escape says of all",
    "county_tabs.js": "arrows, Home and End walk tabs, as in every row of tabs",
    "map_control.js": "Escape closes its menu, as the sheet's line of Escape says of all",
    "map_tools.js": "Escape lays down the tool, as the sheet's line of Escape says of all",
    "filtering.js": "any key has the state that is shown written first, and does nothing itself",
    "map_find.js": "arrows, Enter and Escape in a list to choose from, as in every such field",
}
"""Scripts that listen for keys besides the one table, and why the sheet misses none of them."""


def test_no_script_has_a_key_that_the_sheet_does_not_know():
    listening = {
        path.name
        for path in (ROOT / "dashboard" / "assets").glob("*.js")
        if re.search(r"[\"'](?:keydown|keyup|keypress)[\"']", path.read_text(encoding="utf-8"))
    }
    assert listening <= OWN_KEYS.keys()
