"""Is this the password? And is a new one good enough? Only argon2id hashes are ever kept."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from importlib.resources import files
from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

__all__ = [
    "LONGEST",
    "SHORTEST",
    "faults_of",
    "hash_of",
    "is_outdated",
    "is_right",
    "one_time_password",
]

HASHER = PasswordHasher(
    time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16, type=Type.ID
)
"""Argon2id, 3 passes over 64 MiB in 4 lanes: the second choice of RFC 9106."""

SHORTEST, LONGEST = 12, 200
"""Letters of a password."""

_AT_ONCE = BoundedSemaphore(2)
"""So many passwords are looked at together, so that a storm of tries cannot fill the memory."""
_LETTERS = "bcdfghjkmnpqrstvwxz23456789"
"""None that is taken for another, and no vowel: no group of them is a word or somebody's name."""
_GROUPS, _GROUP = 5, 4
_FEWEST_DIFFERENT = 5
_WORD = 3


def hash_of(password: str) -> str:
    """Return the argon2id hash of a password, with its salt and its parameters."""
    with _AT_ONCE:
        return HASHER.hash(_normal(password))


def is_right(stored: str | None, password: str) -> bool:
    """Say whether `password` is the one whose hash is `stored`.

    Without a hash it takes as long and says no, so that time does not tell who has an account.
    """
    with _AT_ONCE:
        try:
            HASHER.verify(stored or _nobodys(), _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Say whether the hash was made with other parameters than ours of today."""
    return HASHER.check_needs_rehash(stored)


def faults_of(password: str, user: str, name: str) -> list[str]:
    """Return what speaks against a new password, in sentences; none where it is good."""
    plain = _normal(password).casefold()
    words = {word for word in (user, user.partition("@")[0], *name.split()) if len(word) >= _WORD}
    told = (
        (f"It needs {SHORTEST} letters at least.", len(plain) < SHORTEST),
        (f"It may have {LONGEST} letters at most.", len(plain) > LONGEST),
        ("It may not hold your name.", any(word.casefold() in plain for word in words)),
        ("It repeats too few letters.", len(set(plain)) < _FEWEST_DIFFERENT),
        ("It is among the commonest passwords.", _bare(plain) in _commonest()),
    )
    return [sentence for sentence, holds in told if holds]


def one_time_password() -> str:
    """Return a new password to be read out once: 95 random bits in groups of four."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _normal(password: str) -> str:
    """The same letters however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password)


def _bare(password: str) -> str:
    """Without the digits and marks that people hang on a common word."""
    return password.rstrip("0123456789!?.*#@$") or password


@cache
def _nobodys() -> str:
    return HASHER.hash(secrets.token_hex(16))


@cache
def _commonest() -> frozenset[str]:
    text = files("dashboard.signin").joinpath("commonest.txt").read_text(encoding="utf-8")
    whole = text.split()
    return frozenset(whole) | {_bare(word) for word in whole}
