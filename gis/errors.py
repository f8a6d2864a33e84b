"""Every error of the house, in one tree.

::

    WanggeError
    ├── InputError       what was handed in is wrong        exit 2, HTTP 422
    ├── NotFound         what was asked for is not there    exit 1, HTTP 404
    ├── Conflict         somebody was faster                exit 1, HTTP 409
    ├── NotAllowed       this person may not                exit 1, HTTP 403
    ├── CannotSatisfy    right question, no answer exists   exit 1, HTTP 422
    └── StoreError       the database is missing or ill     exit 1, HTTP 503

An error carries facts. ``message`` is English and goes to the log; ``chinese`` is what a person sees
and says what is wrong, where, and what to do. ``code`` is stable, lower_snake, and never translated.
"""

from typing import Any


class WanggeError(Exception):
    """An error that a person can act on.

    Parameters
    ----------
    message
        English sentence for the log.
    chinese
        The sentence a person sees: what is wrong, where, and what to do.
    code
        Stable identifier, for programs. The family's own code where not given.
    facts
        Values named in the sentence (file, layer, row, column, value ...), JSON-serialisable.
    """

    family = "error"
    exit_status = 1

    def __init__(self, message: str, *, chinese: str, code: str | None = None, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.chinese = chinese
        self.code = code or self.family
        self.facts: dict[str, Any] = facts


class InputError(WanggeError):
    """What was handed in is wrong: a file, a parameter, a request body."""

    family = "input_error"
    exit_status = 2


class NotFound(WanggeError):
    """What was asked for is not there, or not within the asker's scope."""

    family = "not_found"


class Conflict(WanggeError):
    """The thing changed since it was read; ``facts`` say what changed."""

    family = "conflict"


class NotAllowed(WanggeError):
    """This person may not do this here."""

    family = "not_allowed"


class CannotSatisfy(WanggeError):
    """The request is well formed and no answer exists; ``facts`` say what stands against it."""

    family = "cannot_satisfy"


class StoreError(WanggeError):
    """The database is missing, unreachable, or of another version."""

    family = "store_error"
