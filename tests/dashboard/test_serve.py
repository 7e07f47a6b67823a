import socket

import pytest

from dashboard.serve import check_address
from records.errors import HomeError


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_may_be_served(host):
    check_address(host, free_port())


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.org"])
def test_other_machines_may_not_be_served(host):
    with pytest.raises(HomeError, match="can be reached from other machines"):
        check_address(host, free_port())


def test_a_taken_port_is_named_with_a_remedy():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(HomeError, match=f"Port {port} cannot be had.*--port"):
            check_address("127.0.0.1", port)
