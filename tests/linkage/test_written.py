"""What is written reads as what pandas would write, whatever signs it holds."""

import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage import written
from linkage.written import csv_parts, csv_text, write_files

TEXTS = st.none() | st.text(st.sampled_from('ab ,"\n\r;é'), max_size=6)


@given(st.lists(st.tuples(TEXTS, st.floats(-1e6, 1e6) | st.none()), max_size=20))
def test_any_text_reads_back_as_it_was(rows: list[tuple[str | None, float | None]]) -> None:
    table = pd.DataFrame(rows, columns=["text", "number"]).astype(
        {"text": "str", "number": "float64"}
    )
    read = pd.read_csv(io.StringIO(csv_text(table), newline=""), keep_default_na=False)
    assert read["text"].astype("str").tolist() == table["text"].fillna("").tolist()
    plain = table.assign(text="x")
    assert csv_text(plain) == plain.to_csv(index=False, float_format="%.6f", lineterminator="\n")


def test_parts_make_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pd.DataFrame({"id": [f"r{n}" for n in range(7)], "n": range(7)})
    monkeypatch.setattr(written, "PART", 3)
    assert "".join(csv_parts(table)) == csv_text(table)
    assert "".join(csv_parts(table[:0])) == "id,n\n"


def test_files_appear_together_or_not_at_all(tmp_path: Path) -> None:
    def breaks() -> object:
        yield "id\n"
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError):
        write_files(tmp_path / "out", {"a.csv": ["id\n"], "b.csv": breaks()}, {})  # type: ignore[dict-item]
    assert not [*(tmp_path / "out").iterdir()]
