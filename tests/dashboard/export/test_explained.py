"""What the columns mean is said once, and the same everywhere."""

import csv
import io
from pathlib import Path

from dashboard.export import COLUMNS, CONTACTS, EXTRA, FORMATS, MORE, dictionary_of

PAGE = Path("docs/export.md").read_text(encoding="utf-8").splitlines()


def table_after(heading: str) -> list[list[str]]:
    start = PAGE.index(heading)
    first = next(n for n in range(start, len(PAGE)) if PAGE[n].startswith("|"))
    rows = []
    for line in PAGE[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return rows


def test_the_page_explains_every_column_of_both_tables_as_the_code_does():
    for heading, columns in (
        ("### Businesses", (*COLUMNS, *MORE, *EXTRA)),
        ("### Contacts (touchpoints)", CONTACTS),
    ):
        stars = [" *" if one in EXTRA else "" for one in columns]
        want = [
            [f"`{one}`{star}", one.kind, one.help] for one, star in zip(columns, stars, strict=True)
        ]
        assert table_after(heading) == want


def test_the_page_names_every_format():
    want = [[one.label, f"`{name}`", one.ending, one.hint] for name, one in FORMATS.items()]
    assert table_after("# Taking a list away") == want


def test_the_dictionary_explains_every_column_of_both_tables():
    lines = list(csv.DictReader(io.StringIO(dictionary_of().decode("utf-8-sig"))))
    want = [("businesses", str(one)) for one in (*COLUMNS, *MORE, *EXTRA)]
    want += [("touchpoints", str(one)) for one in CONTACTS]
    assert [(line["table"], line["column"]) for line in lines] == want
    assert all(line["meaning"] for line in lines)
