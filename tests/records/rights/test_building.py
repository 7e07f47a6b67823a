from __future__ import annotations

import threading

from records.rights.building import builders_are_done, building
from tests.records.rights.conftest import row


def test_an_erasure_waits_for_every_build_that_reads_and_for_none_that_comes_later(county):
    county.take_in(row(1))
    done = threading.Thread(target=builders_are_done, args=(county.home,))
    with building(county.home), building(county.home):
        done.start()
        done.join(0.2)
        assert done.is_alive()
    done.join(10)
    assert not done.is_alive()


def test_a_county_without_deliveries_has_no_builder_to_wait_for(county):
    with building(county.home):
        builders_are_done(county.home)
