"""One Spark for every test of a process."""

from collections.abc import Iterator

import pytest

from linkage.spark.session import Running, spark_session
from linkage.spark.settings import SparkSettings
from tests.linkage.spark.made import LOCAL


@pytest.fixture(scope="session")
def spark() -> Iterator[tuple[SparkSettings, Running]]:
    """Yield a Spark of two cores on this machine, and how it was asked for."""
    with pytest.MonkeyPatch.context() as patch:
        # So little is done that translating Java thoroughly would cost more than it brings.
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        with spark_session(LOCAL) as running:
            yield LOCAL, running
