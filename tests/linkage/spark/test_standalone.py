"""On Spark, any CSV of records is linked to the same bytes as in this process."""

import json
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest

from linkage.spark.flow import PART, SparkFlow
from linkage.spark.session import Running, spark_session
from linkage.spark.settings import SparkSettings
from linkage.spark.standalone import OnSpark
from linkage.standalone import ENTITIES, PAIRS, link_file
from linkage.written import REPORT
from records.errors import EngineError, SourceError
from records.schema import PlacedRecord as R
from tests.linkage.spark.made import made_up

Spark = tuple[SparkSettings, Running]


def written(folder: Path, seed: int, count: int) -> tuple[Path, Path]:
    """Return a file of records, and one of labels."""
    records, labels = folder / "records.csv", folder / "labels.csv"
    columns = {R.town: "city", R.activity: "type"}
    made_up(seed, count).rename(columns=columns).to_csv(records, index=False)
    labels.write_text("id_a,id_b,label\nr001,r002,1\nr003,r004,0\n", encoding="utf-8")
    return records, labels


def test_spark_writes_the_same_bytes(spark: Spark, tmp_path: Path) -> None:
    records, labels = written(tmp_path, 8, 160)
    here, there = tmp_path / "here", tmp_path / "there"
    whole = link_file(records, here, labels, "at-most-one")
    report = OnSpark(spark[0]).link_file(records, there, labels, "at-most-one")
    for name in (ENTITIES, PAIRS):
        assert (there / name).read_bytes() == (here / name).read_bytes()
    own = {"seconds", "peak_mb"}
    assert {k: v for k, v in report.items() if k in whole and k not in own} == {
        k: v for k, v in whole.items() if k not in own
    }
    assert json.loads((there / REPORT).read_text())["master"] == "local[2]"
    assert not [*spark[1].work.iterdir()]


def test_a_step_that_fails_is_told_in_a_sentence(
    spark: Spark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Sent to the workers by value: they know nothing of this file.
    monkeypatch.setattr("linkage.spark.placing.places_told", lambda *_: 1 // 0)
    records, _ = written(tmp_path, 1, 4)
    with pytest.raises(EngineError, match=r"a step failed .*spark\.log"):
        OnSpark(spark[0]).link_file(records, tmp_path / "out")
    assert "ZeroDivisionError" in (tmp_path / "out" / "spark.log").read_text()
    assert not (tmp_path / "out" / REPORT).exists()


def test_bad_records_are_refused_before_spark_begins(tmp_path: Path) -> None:
    (tmp_path / "records.csv").write_text("record_id,source,name\n", encoding="utf-8")
    with pytest.raises(SourceError, match="holds no records"):
        OnSpark(SparkSettings("spark://nowhere:1")).link_file(tmp_path / "records.csv", tmp_path)


def test_rows_meet_in_order_and_come_back(spark: Spark) -> None:
    schema = pa.schema([(PART, pa.int32()), ("n", pa.int64())])
    ones = [pa.table({PART: [2, 0], "n": [5, 6]}, schema=schema) for _ in range(2)]

    def counted(part: int, one: pa.Table, other: pa.Table, more: int) -> pa.Table:
        return pa.table({PART: [part], "n": [one.num_rows + other.num_rows + more]})

    with spark_session(spark[0]) as running, closing(SparkFlow(running, 3)) as flow:
        data = flow.keep(flow.load(ones))
        assert flow.count(flow.both(data, data)) == 8
        told = flow.collect(flow.meet((data, data), counted, schema, flow.share(100)))
        assert sorted(told["n"].to_pylist()) == [104, 104]
        parts = [table["n"].to_pylist() for table in flow.stream(flow.ordered(data, ("n",)))]
        assert [n for part in parts for n in part] == [5, 5, 6, 6]
