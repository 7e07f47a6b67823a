"""`concern link` says which engine does the work, and refuses what makes no sense together."""

from pathlib import Path

import pytest

from linkage.spark.settings import SparkSettings
from linkage.spark.standalone import OnSpark

RECORDS = "record_id,source,name\n1,food,Eel Bar\n2,fire,Eel Bar\n"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.csv"
    path.write_text(RECORDS, encoding="utf-8")
    return path


def test_spark_is_given_what_was_asked(concern, records, tmp_path, monkeypatch):
    asked = []

    def link_file(self, path, *out, labels, policy, progress):
        asked.append((self.how, path, labels, policy))
        return {"records": 2, "notes": ["All records come from one source."]}

    monkeypatch.setattr(OnSpark, "link_file", link_file)
    options = ["--engine", "spark", "--master", "spark://h:7077", "--parts", 3, "--work", tmp_path]
    conf = ["--spark-conf", "spark.executor.memory=8g", "--spark-conf", "spark.a=b=c"]
    code, out, _ = concern("link", records, *options, *conf)
    assert (code, "one source" in out) == (0, True)
    pairs = (("spark.executor.memory", "8g"), ("spark.a", "b=c"))
    how = SparkSettings("spark://h:7077", tmp_path, 3, conf=pairs)
    assert asked == [(how, records, None, "auto")]


def test_options_of_spark_need_spark(concern, records, tmp_path):
    code, _, err = concern("link", records, "--out", tmp_path / "out", "--master", "local[2]")
    assert (code, "--master: only with --engine spark" in err) == (1, True)
    assert not (tmp_path / "out").exists()


def test_a_setting_without_a_value_is_refused(concern, records):
    code, _, err = concern("link", records, "--engine", "spark", "--spark-conf", "spark.ui.port")
    assert (code, "expected NAME=VALUE" in err) == (1, True)
