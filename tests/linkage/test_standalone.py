"""Any CSV of records can be linked."""

import json
from pathlib import Path

import pandas as pd
import pytest

from linkage.standalone import link_file, read_records
from records.errors import SourceError
from records.schema import PlacedRecord

RECORDS = """record_id,source,name,address,city,postcode,phone,type,extra
1,fire,Quill & Gorse Bakery,4 Alder Street,Marshwick,ZZ1 1AA,01632960001,bakery,x
2,food,Quill and Gorse Bakery Ltd,4 Alder St,Marshwick,ZZ1 1AA,,,
3,food,Brannick Motors,77 Fenway Road,Olderby,ZZ9 9ZZ,01632960002,garage,
"""


def made(folder: Path, text: str, labels: str | None = None) -> dict[str, object]:
    (folder / "records.csv").write_text(text, encoding="utf-8")
    if labels is not None:
        (folder / "labels.csv").write_text(labels, encoding="utf-8")
    known = folder / "labels.csv" if labels is not None else None
    return link_file(folder / "records.csv", folder / "out", known)


def entities(folder: Path) -> dict[str, str]:
    table = pd.read_csv(folder / "out" / "entities.csv", dtype="str")
    return dict(zip(table["record_id"], table["entity_id"], strict=True))


def test_entities_pairs_and_a_report_are_written(tmp_path: Path) -> None:
    report = made(tmp_path, RECORDS)
    assert entities(tmp_path) == {"1": "1", "2": "1", "3": "3"}
    pairs = pd.read_csv(tmp_path / "out" / "pairs.csv")
    assert list(pairs) == ["id_a", "id_b", "probability", "weight_bits"]
    written = json.loads((tmp_path / "out" / "report.json").read_text())
    assert written["entities"] == report["entities"] == 2
    assert {"candidate_pairs", "dropped_block_keys", "seconds", "peak_mb", "settings"} <= set(
        written
    )
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "entities.csv", "pairs.csv", "report.json",
    ]  # fmt: skip


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    made(tmp_path, RECORDS)
    names = ("entities.csv", "pairs.csv")
    first = [(tmp_path / "out" / name).read_bytes() for name in names]
    made(tmp_path, RECORDS)
    assert [(tmp_path / "out" / name).read_bytes() for name in names] == first


def test_labels_bind_and_two_strange_ones_move_no_weight(tmp_path: Path) -> None:
    report = made(tmp_path, RECORDS, "id_a,id_b,label\n1,2,0\n2,3,1\n")
    assert entities(tmp_path) == {"1": "1", "2": "2", "3": "2"}
    assert report["labels"] == 2
    assert report["adapted"]["labels_moved"] is False  # type: ignore[index]
    assert report["model_version"] == report["pretrained_version"]


def test_a_policy_of_at_most_one_is_obeyed(tmp_path: Path) -> None:
    (tmp_path / "records.csv").write_text(RECORDS.replace("2,food", "2,fire"), encoding="utf-8")
    link_file(tmp_path / "records.csv", tmp_path / "out", policy="at-most-one")
    assert entities(tmp_path)["1"] != entities(tmp_path)["2"]


def test_one_source_and_no_names_are_fine_and_said(tmp_path: Path) -> None:
    report = made(
        tmp_path, "record_id,source,name,address\n1,a,,4 Alder Street\n2,a,,9 Fenway Rd\n"
    )
    assert len(report["notes"]) == 2  # type: ignore[arg-type]
    assert len(entities(tmp_path)) == 2


def test_windows_text_is_read(tmp_path: Path) -> None:
    (tmp_path / "records.csv").write_bytes(b"record_id,source,name\n1,a,Caf\xe9 Zoraya\n")
    assert link_file(tmp_path / "records.csv", tmp_path / "out")["records"] == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("record_id,name\n1,Eel Bar\n", "columns missing: source"),
        ("record_id,source,name\n1,a,Eel Bar\n1,a,Eel Bar\n", "row 3: 'record_id' was used before"),
        ("record_id,source,name\n,a,Eel Bar\n", "row 2: 'record_id' is empty"),
        ("record_id,source,name\n1,,Eel Bar\n", "row 2: 'source' is empty"),
        ("record_id,source,name\n", "holds no records"),
        ("", "is empty"),
        ('record_id,source,name\n1,a,"Eel\n', "not a CSV file"),
    ],
)
def test_a_file_that_cannot_be_linked_says_why(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        made(tmp_path, text)
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there_or_no_text_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        link_file(tmp_path / "gone.csv", tmp_path / "out")
    (tmp_path / "odd.csv").write_bytes(b"record_id,source,name\n1,a,\x81\x8d\n")
    with pytest.raises(SourceError, match="neither UTF-8"):
        link_file(tmp_path / "odd.csv", tmp_path / "out")


def test_many_faults_are_counted(tmp_path: Path) -> None:
    rows = "".join("1,a,Eel Bar\n" for _ in range(9))
    with pytest.raises(SourceError, match=r"\(8 rows are at fault\)"):
        made(tmp_path, "record_id,source,name\n" + rows)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ("id_a,id_b,label\n1,9,1\n", "row 2: names a record that is not in the records"),
        ("id_a,id_b,label\n2,2,0\n", "row 2: names one record twice"),
        ("id_a,id_b,label\n1,2,maybe\n", "row 2: 'label' is neither 0 nor 1"),
        ("id_a,label\n1,1\n", "columns missing: id_b"),
    ],
)
def test_labels_that_cannot_be_used_say_why(tmp_path: Path, labels: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        made(tmp_path, RECORDS, labels)


def test_the_type_of_a_record_tells_its_sector(tmp_path: Path) -> None:
    path = tmp_path / "typed.csv"
    path.write_text(
        "record_id,source,name,type\n1,a,Quill,Restaurant\n2,a,Gorse Cafe,\n3,b,Eel,x\n"
    )
    assert read_records(path)[PlacedRecord.sector].tolist() == ["restaurant", "other", "other"]
    path.write_text("record_id,source,name\n1,a,Quill Restaurant\n")
    assert read_records(path)[PlacedRecord.sector].tolist() == ["other"]


def test_degrees_that_are_none_are_told_and_not_used(tmp_path: Path) -> None:
    text = (
        "record_id,source,name,lat,lon\n1,a,Quill,here,0.5\n2,b,Quill,99999,0.5\n3,b,Quill,51,1\n"
    )
    report = made(tmp_path, text)
    assert report["notes"] == ["2 values of lat or lon are no degrees and were not used."]


def test_a_folder_and_other_separators_are_explained(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="expected a CSV file"):
        link_file(tmp_path, tmp_path / "out")
    with pytest.raises(SourceError, match="save it as CSV with commas"):
        made(tmp_path, "record_id;source;name\n1;a;Quill\n")


def notes(folder: Path, labels: str) -> list[str]:
    found = made(folder, RECORDS, labels)["notes"]
    assert isinstance(found, list)
    return found


def test_labels_that_contradict_others_are_told_and_the_pair_stays_apart(tmp_path: Path) -> None:
    told = notes(tmp_path, "id_a,id_b,label\n1,2,1\n2,3,1\n1,3,0\n")
    assert entities(tmp_path)["1"] != entities(tmp_path)["3"]
    assert any(note.startswith("1 pairs are labelled different") and "1 and 3" in note
               for note in told)  # fmt: skip


def test_of_two_labels_of_one_pair_the_last_counts_and_it_is_told(tmp_path: Path) -> None:
    told = notes(tmp_path, "id_a,id_b,label\n1,2,1\n2,1,0\n")
    assert entities(tmp_path)["1"] != entities(tmp_path)["2"]
    assert "1 pairs are labelled both 0 and 1; the last label counts." in told


def test_labels_of_one_class_are_told_to_leave_the_weights(tmp_path: Path) -> None:
    told = notes(tmp_path, "id_a,id_b,label\n1,2,1\n")
    assert told == [
        "The labels bind the records they name and leave the weights. They are all of one kind."
    ]


def test_no_labels_in_a_file_of_labels_change_nothing(tmp_path: Path) -> None:
    assert notes(tmp_path, "id_a,id_b,label\n") == []
    assert entities(tmp_path) == {"1": "1", "2": "1", "3": "3"}


def test_sources_found_to_list_each_business_once_are_told(tmp_path: Path) -> None:
    words = ("Quill", "Gorse", "Fenway", "Alder", "Brannick", "Zoraya", "Tansy", "Marsh")
    rows = [
        f"{source}{n},{source},{words[n % 8]} {words[n // 8]} Bakery,{n + 1} Alder St,ZZ{n % 5} 1AA"
        for source in "ab"
        for n in range(60)
    ]
    text = "\n".join(["record_id,source,name,address,postcode", *rows, ""])
    report = made(tmp_path, text)
    assert report["notes"] == [
        "Found to list each business once: a, b. Two records of such a source are never one "
        "business; --policy may-repeat allows it."
    ]
    link_file(tmp_path / "records.csv", tmp_path / "out", policy="may-repeat")
    assert json.loads((tmp_path / "out" / "report.json").read_text())["notes"] == []
