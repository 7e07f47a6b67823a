from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.errors import SourceError
from records.reading import Limits, read_rows
from records.reading.careful import Shape, careful_rows
from records.reading.clean import clean_rows
from records.reading.frames import batch

HEADING = "Ref,Name,Address,Day"
ROWS = "1,Brambling Cafe,1 Mill Lane,01/02/2025\n2,Otter Books,,03/02/2025\n"


@pytest.fixture
def read(tmp_path, contract, whole):
    def reader(content: str | bytes, limits: Limits | None = None):
        path = tmp_path / "delivery.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return whole(read_rows(path, contract, limits or Limits()))

    return reader


def test_a_clean_file_gives_its_cells_and_the_number_and_text_of_each_line(read):
    cells, raw, damaged, mended = read(f"{HEADING}\n{ROWS}")
    assert [*cells.columns] == ["Ref", "Name", "Address", "Day"]
    assert [*cells.index] == [2, 3]
    assert cells.loc[2, "Name"] == "Brambling Cafe"
    assert cells["Address"].isna().tolist() == [False, True]
    assert raw == ROWS.splitlines()
    assert damaged.empty
    assert not mended


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_heading(read, delimiter):
    text = f"{HEADING}\n{ROWS}".replace(",", delimiter)
    cells, _, damaged, _ = read(text)
    assert cells["Day"].tolist() == ["01/02/2025", "03/02/2025"]
    assert damaged.empty


def test_commas_in_a_title_do_not_hide_a_semicolon_file(read):
    cells, _, _, _ = read("Kitchens, Essex, all, of, them\n\nRef;Name;Day\n1;A, B and C;x\n")
    assert cells.loc[4].tolist() == ["1", "A, B and C", "x"]


@pytest.mark.parametrize(
    ("encode", "what"),
    [
        (lambda t: b"\xef\xbb\xbf" + t.encode(), "utf-8 mark"),
        (lambda t: b"\xff\xfe" + t.encode("utf-16-le"), "utf-16-le mark"),
        (lambda t: b"\xfe\xff" + t.encode("utf-16-be"), "utf-16-be mark"),
        (lambda t: t.encode("utf-16-le"), "utf-16-le"),
        (lambda t: t.encode("utf-16-be"), "utf-16-be"),
        (lambda t: t.encode("cp1252"), "windows"),
        (lambda t: t.replace("\n", "\r\n").encode(), "windows line ends"),
        (lambda t: t.replace("\n", "\r").encode(), "old mac line ends"),
        (lambda t: t.rstrip("\n").encode(), "no last line end"),
        (lambda t: t.encode().replace(b"Otter", b"Ot\x00ter"), "nuls"),
    ],
)
def test_every_encoding_gives_the_same_cells(read, encode, what):
    text = f"{HEADING}\n1,Café Noël,1 Mill Lane,01/02/2025\n2,Otter\u2019s Books,,03/02/2025\n"
    cells, _, damaged, _ = read(encode(text))
    assert cells["Name"].tolist() == ["Café Noël", "Otter\u2019s Books"], what
    assert cells["Day"].tolist() == ["01/02/2025", "03/02/2025"]
    assert [*cells.index] == [2, 3]
    assert damaged.empty


def test_one_windows_line_in_a_utf8_file_is_read_as_such(read):
    lines = [HEADING.encode(), "1,Café,a,b".encode(), "2,Café,a,b".encode("cp1252")]
    cells, raw, _, mended = read(b"\n".join(lines))
    assert cells["Name"].tolist() == ["Café", "Café"]
    assert raw[1] == "2,Café,a,b"
    assert mended == {"lines in Windows-1252 read as such": 1}


def test_rows_with_too_few_or_too_many_cells_are_set_aside_with_their_text(read):
    cells, _, damaged, _ = read(f"{HEADING}\n1,A,b,c\n2,A,b\n3,A,b,c,d\n4,A,b,c,,\n")
    assert cells["Ref"].tolist() == ["1", "4"]
    assert damaged["row_number"].tolist() == [3, 4]
    assert damaged["raw"].tolist() == ["2,A,b", "3,A,b,c,d"]
    assert damaged["fault"].tolist() == [
        "3 cells; the heading has 4",
        "5 cells; the heading has 4",
    ]


def test_an_unclosed_quote_takes_only_its_own_line(read):
    good = "".join(f'{n},"Cafe {n}, Ltd",b,c\n' for n in range(3, 200))
    cells, _, damaged, _ = read(f'{HEADING}\n1,A,b,c\n2,"Bad,b,c\n{good}')
    assert len(cells) == 198
    assert damaged["row_number"].tolist() == [3]
    assert damaged["fault"].tolist() == ["a quote opens in this row and is not closed"]


def test_an_unclosed_quote_in_the_last_line_is_set_aside(read):
    cells, _, damaged, _ = read(f'{HEADING}\n1,A,b,c\n2,"Bad,b,c')
    assert len(cells) == 1
    assert damaged["raw"].tolist() == ['2,"Bad,b,c']


def test_an_unclosed_quote_before_lines_that_are_no_rows_takes_only_its_own(read):
    filler = "nothing\n" * 150
    cells, _, damaged, _ = read(f'{HEADING}\n1,"Bad,b,c\n{filler}2,A,b,c\n')
    assert cells["Ref"].tolist() == ["2"]
    assert len(damaged) == 151


def test_text_after_a_closing_quote_is_set_aside(read):
    cells, _, damaged, _ = read(f'{HEADING}\n1,"The "Best" Cafe",b,c\n2,Six" Deep,b,c\n')
    assert cells["Name"].tolist() == ['Six" Deep']
    assert damaged["fault"].tolist() == ['a quote inside a quoted cell is not doubled; expected ""']


def test_an_unclosed_quote_that_meets_stray_text_takes_only_its_own_line(read):
    cells, _, damaged, _ = read(f'{HEADING}\n1,"Bad,b,c\nx"y\n3,A,b,c\n')
    assert cells["Ref"].tolist() == ["3"]
    assert damaged["row_number"].tolist() == [2, 3]


def test_a_cell_may_run_over_lines(read):
    cells, raw, damaged, _ = read(f'{HEADING}\n1,A,"1 Mill Lane\nand\nElm",c\n2,B,b,c\n')
    assert cells.loc[2, "Address"] == "1 Mill Lane\nand\nElm"
    assert [*cells.index] == [2, 5]
    assert raw[0] == '1,A,"1 Mill Lane\nand\nElm",c'
    assert damaged.empty


def test_a_joined_row_of_the_wrong_width_is_an_unclosed_quote(read):
    cells, _, damaged, _ = read(f'{HEADING}\n1,A,"1 Mill\nLane"\n2,B,b,c\n')
    assert cells["Ref"].tolist() == ["2"]
    assert damaged["row_number"].tolist() == [2, 3]


def test_titles_above_the_heading_are_passed_over(read):
    cells, _, _, _ = read(f"Kitchens of the county\nPrinted 1 May 2025\n\n{HEADING}\n{ROWS}")
    assert [*cells.index] == [5, 6]


def test_a_heading_cell_may_run_over_lines(read):
    cells, _, _, _ = read(f'Ref,"Na\nme",Address,Day\n{ROWS}')
    assert [*cells.index] == [3, 4]


def test_a_heading_given_twice_is_told_and_the_first_is_read(read):
    cells, _, _, mended = read("Ref,Name,Name,,Day\n1,A,B,C,D\n")
    assert [*cells.columns] == ["Ref", "Name", "Name (2)", "(column 4)", "Day"]
    assert mended == {"heading 'Name' twice: the first is read": 1}


def test_only_a_heading_gives_its_columns_and_no_rows(read):
    cells, raw, damaged, _ = read(f"{HEADING}\n")
    assert [*cells.columns] == HEADING.split(",")
    assert cells.empty
    assert not raw
    assert damaged.empty


@pytest.mark.parametrize("line", ["Total,,,2", "Grand total: 2", "  totals;;;17", "Total rows,2,,"])
def test_a_totals_line_is_set_aside(read, line):
    cells, _, damaged, _ = read(f"{HEADING}\n{ROWS}{line}\n")
    assert len(cells) == 2
    assert damaged["fault"].tolist() == ["a totals line, not a record"]
    assert damaged["raw"].tolist() == [line]


def test_a_business_whose_name_begins_with_total_is_no_totals_line(read):
    cells, _, damaged, _ = read(f"{HEADING}\nTotal,Total Tyres,b,c\n")
    assert len(cells) == 1
    assert damaged.empty


def test_blank_lines_and_lines_without_cells_are_no_rows_but_count_as_lines(read):
    cells, _, damaged, _ = read(f"{HEADING}\n\n1,A,b,c\n,,,\n\n2,B,b,c\n , ,, \n")
    assert [*cells.index] == [3, 6]
    assert damaged.empty


def test_a_file_without_heading_is_refused_and_its_text_not_told(read):
    with pytest.raises(SourceError, match=r"none of its first 10 lines is a heading") as refused:
        read(ROWS)
    assert "Brambling" not in str(refused.value)
    assert "'Name'" in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(read, content):
    with pytest.raises(SourceError, match="is empty"):
        read(content)


def test_a_line_without_end_is_refused(read):
    limits = Limits(line_bytes=1_000)
    with pytest.raises(SourceError, match=r"line 3 is longer than 1000 bytes"):
        read(f"{HEADING}\n1,A,b,c\n" + "x" * 9_000_000, limits)


def test_too_many_columns_are_refused(read):
    with pytest.raises(SourceError, match="at most 3 are read"):
        read(f"{HEADING}\n{ROWS}", Limits(columns=3))


def test_blocks_cut_the_file_anywhere_and_nothing_changes(tmp_path, contract, whole):
    text = f'{HEADING}\n1,A,"x\ny",c\n2,"Bad,b,c\n\n3,C,b,"q"\nTotal,9\n' + "".join(
        f'{n},"D {n}","x,\n{n}",c\n' for n in range(4, 60)
    )
    path = tmp_path / "delivery.csv"
    path.write_text(text)
    expected = whole(read_rows(path, contract))
    for size in (61, 100, 997):
        cells, raw, damaged, _ = whole(read_rows(path, contract, Limits(block_bytes=size)))
        assert cells.equals(expected[0])
        assert raw == expected[1]
        assert damaged.equals(expected[2])


CELLS = st.text(st.sampled_from('ab",;\n é1'), max_size=5)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8), st.sampled_from(",;\t|"))
def test_whatever_a_csv_writer_writes_is_read_as_it_was(rows, delimiter):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    lines = text.getvalue().split("\n")[:-1]
    kept = [row for row in rows if "".join(row).strip(",;\t| \n")]
    found, used = careful_rows(lines, 1, Shape(3, delimiter), last=True)
    whole_rows = [[*row.cells] for row in found if row.fault is None]
    assert used == len(lines)
    # Text over lines that are rows by themselves cannot be told from an unclosed quote.
    if not any("\n" in cell for row in rows for cell in row):
        assert [row for row in whole_rows if "".join(row).strip(",;\t| ")] == kept


@given(
    st.lists(st.text(st.sampled_from('ab",\r1'), max_size=9), max_size=6),
    st.sampled_from(["\n", "\r\n"]),
)
def test_the_quick_way_and_the_careful_way_read_the_same(lines, end):
    data = "".join(line + end for line in lines).encode()
    quick = clean_rows(data, 1, ["p", "q"], ",")
    if quick is not None:
        text = [line.rstrip("\r") for line in data.decode().split("\n")[:-1]]
        found, _ = careful_rows(text, 1, Shape(2, ","), last=True)
        careful = batch(found, ["p", "q"], {})
        assert careful.damaged.empty
        assert quick.cells.equals(careful.cells)
        assert [*quick.raw] == [*careful.raw]
        assert [*quick.raw[:1]] == [*careful.raw[:1]]
