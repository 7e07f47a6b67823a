"""The pictures of the docs are of the pages there are, small, and all of them."""

from pathlib import Path

from benchmarks.screens import MOST_BYTES, PAGES, WIDTHS, page_of_screens

DOCS = Path(__file__).parents[2] / "docs"
MOST_BYTES_IN_ALL = 6_000_000


def test_every_page_has_its_picture_at_every_width_and_no_other_is_kept():
    named = {f"{one.name}-{width}.png" for one in PAGES for width in WIDTHS}
    assert {path.name for path in (DOCS / "screens").iterdir()} == named


def test_pictures_are_small():
    sizes = [path.stat().st_size for path in (DOCS / "screens").iterdir()]
    assert max(sizes) <= MOST_BYTES
    assert sum(sizes) <= MOST_BYTES_IN_ALL


def test_the_page_of_the_docs_shows_them_all():
    assert (DOCS / "screens.md").read_text(encoding="utf-8") == page_of_screens()
