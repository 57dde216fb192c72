"""Errors that callers handle, and responses to refused requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Reason = Literal["key-refused", "scope-missing", "no-feed", "unreachable"]


class NotConnectedError(Exception):
    """The connection failed for the given `reason`. Contains no secret."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(reason, message)
        self.reason: Reason = reason
        self.message = message

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class Refusal:
    """The response to a refused request (RFC 6750, section 3), without a body.

    401 means that the client needs another token. 403 means that the token lacks a
    right. 503 means that another token would not help, because new revocations are
    unknown at the moment.
    """

    status: int
    headers: Mapping[str, str]


WITHOUT_TOKEN = Refusal(401, {"WWW-Authenticate": "Bearer"})
BAD_TOKEN = Refusal(401, {"WWW-Authenticate": 'Bearer error="invalid_token"'})
UNKNOWN = Refusal(503, {"Retry-After": "3"})
_INSUFFICIENT = 'Bearer error="insufficient_scope"'


class RefusedError(Exception):
    """A valid token does not suffice for the request. Answer with `refusal`."""

    def __init__(self, message: str, refusal: Refusal) -> None:
        super().__init__(message)
        self.message = message
        self.refusal = refusal

    def __str__(self) -> str:
        return self.message


class InsufficientScopeError(RefusedError):
    """A valid token lacks a scope or a role. Answer with `refusal`, a 403.

    Another token with the same rights would not help (RFC 6750, section 3.1).
    """

    def __init__(self, message: str, scope: str = "") -> None:
        challenge = f'{_INSUFFICIENT}, scope="{scope}"' if scope else _INSUFFICIENT
        super().__init__(message, Refusal(403, {"WWW-Authenticate": challenge}))


class StepUpRequiredError(RefusedError):
    """The user was authenticated too weakly or too long ago. `refusal` is a 401.

    The client then lets the user log in again, and repeats the request (RFC 9470,
    section 3).
    """

    def __init__(self, message: str, acr: str, max_age: int) -> None:
        challenge = (
            'Bearer error="insufficient_user_authentication",'
            f' acr_values="{acr}", max_age="{max_age}"'
        )
        super().__init__(message, Refusal(401, {"WWW-Authenticate": challenge}))


class FeedStreamError(Exception):
    """The stream failed or is malformed.

    The next stream resumes after the last good event.
    """


def demand(condition: bool, problem: str) -> None:
    """Raise a `FeedStreamError` unless the condition is true."""
    if not condition:
        raise FeedStreamError(problem)
