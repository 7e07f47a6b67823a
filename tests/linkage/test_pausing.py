"""The search for cycles waits, and goes on afterwards."""

import gc

import pytest

from linkage.pausing import collecting_later


def test_collecting_goes_on_after_a_failure_too() -> None:
    def fails() -> None:
        assert not gc.isenabled()
        raise KeyError

    with pytest.raises(KeyError):
        collecting_later()(fails)()
    assert gc.isenabled()


def test_what_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collecting_later():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
