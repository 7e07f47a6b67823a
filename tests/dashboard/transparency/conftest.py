from tests.dashboard.cli.conftest import concern

__all__ = ["concern"]
