"""Every error of ours, so that one `except` tells our refusals from a bug."""

from __future__ import annotations

__all__ = [
    "AccessError",
    "AccountError",
    "AgreementError",
    "BackupError",
    "BuildError",
    "ConcernError",
    "ConflictError",
    "EngineError",
    "EvaluationError",
    "HomeError",
    "ProviderError",
    "RegistryError",
    "RightsError",
    "SchemaError",
    "SignInError",
    "SourceError",
    "StateError",
    "TamperError",
    "VisitError",
]


class ConcernError(Exception):
    """A refusal with its reason and remedy; the message never holds personal data."""


class SchemaError(ConcernError, ValueError):
    """A frame does not have the columns its table promises."""


class SourceError(ConcernError):
    """A delivery, a contract or a reference file cannot be read as what it should be."""


class BuildError(ConcernError):
    """A build is missing, torn or tampered with, or cannot be published."""


class BackupError(ConcernError):
    """A backup cannot be taken, is torn or tampered with, or cannot be put back."""


class EngineError(ConcernError):
    """What a linkage should run on is missing, cannot be reached, or failed on the way."""


class EvaluationError(ConcernError):
    """A model cannot be judged so: what it would be judged by leaks, is missing or says nothing."""


class StateError(ConcernError):
    """The state database cannot be reached, or is not of this version."""


class TamperError(StateError):
    """What guards the audit was changed behind the program's back, or is torn."""


class HomeError(ConcernError):
    """The county's folder is not there, or is not one of ours."""


class AgreementError(ConcernError):
    """A sharing agreement is not sound, not there, or does not allow what was asked."""


class RightsError(ConcernError):
    """What is asked of a record cannot be done so, or not by this way."""


class RegistryError(ConcernError):
    """A model cannot be registered, approved, promoted or shown as asked."""


class VisitError(ConcernError):
    """A list of visits cannot be drawn or shown as asked."""


class AccessError(ConcernError):
    """Someone asked for what they may not see, or by a way that is none."""


class ConflictError(ConcernError):
    """Someone changed it since the asker looked; nothing was written.

    standing: what is there instead, where it can be told.
    """

    def __init__(self, message: str, standing: object = None) -> None:
        super().__init__(message)
        self.standing = standing


class AccountError(ConcernError):
    """An account cannot be made or changed as asked."""


class SignInError(ConcernError):
    """Someone who came back from the county's own sign-in is not let in."""


class ProviderError(ConcernError):
    """The county's own sign-in cannot be reached, or does not answer as it should."""
