"""A disc that is full, for what is to be told then."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["no_file_over"]


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """Let no file of this process grow over `size` bytes meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
