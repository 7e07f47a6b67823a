"""What Spark needs and lacks is told with its remedy; a session leaves nothing behind."""

import sys
from pathlib import Path

import pytest

from linkage.spark.session import LEAST_JAVA, java_version, spark_session
from linkage.spark.settings import SparkSettings
from linkage.spark.workers import differing, program
from records.errors import EngineError


def java(folder: Path, says: str) -> Path:
    """Return the home of a Java that says so of its version."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho '{says}' >&2\n", encoding="utf-8")
    program.chmod(0o700)
    return folder


@pytest.mark.parametrize(
    ("says", "version"),
    [
        ('openjdk version "17.0.19" 2026-04-21', 17),
        ('java version "1.8.0_402"', 8),
        ('openjdk version "25" 2025-09-16', 25),
        ("no such thing", 0),
    ],
)
def test_the_version_of_java_is_read(tmp_path: Path, says: str, version: int) -> None:
    home = java(tmp_path / "jdk", says)
    assert java_version({"JAVA_HOME": str(home)}) == version
    assert java_version({"PATH": str(home / "bin")}) == version
    assert java_version({"JAVA_HOME": str(tmp_path), "PATH": str(home / "bin")}) == 0
    assert java_version({}) == 0


def test_a_missing_or_old_java_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linkage.spark.session._running", [])
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with (
        pytest.raises(EngineError, match=r"Java was not found.*default-jre-headless"),
        spark_session(SparkSettings()),
    ):
        pass
    monkeypatch.setenv("JAVA_HOME", str(java(tmp_path / "old", 'java version "1.8.0_402"')))
    with (
        pytest.raises(EngineError, match=f"Java 8 is too old; Java {LEAST_JAVA}"),
        spark_session(SparkSettings()),
    ):
        pass


def test_a_missing_pyspark_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linkage.spark.session._running", [])
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with (
        pytest.raises(EngineError, match=r"pip install 'businesses-of-concern\[spark\]'"),
        spark_session(SparkSettings()),
    ):
        pass


def test_settings_of_sparks_own_come_last(tmp_path: Path) -> None:
    conf = SparkSettings(conf=(("spark.ui.enabled", "true"),)).spark_conf(tmp_path)
    assert conf["spark.ui.enabled"] == "true"
    assert conf["spark.driver.host"] == "127.0.0.1"
    assert "spark.driver.host" not in SparkSettings("spark://h:7077").spark_conf(tmp_path)


def test_there_are_as_many_parts_as_records_need() -> None:
    assert SparkSettings().parts(10) == 2
    assert SparkSettings().parts(1_000_000) == 40
    assert SparkSettings(partitions=7).parts(1_000_000) == 7


def test_workers_of_another_version_are_told() -> None:
    assert differing({name: [version] for name, version in program().items()}) == []
    told = {name: [version] for name, version in program().items()} | {"numpy": ["1.0"]}
    assert differing(told) == [f"numpy 1.0 for {program()['numpy']}"]
