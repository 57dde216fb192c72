"""Verification of access tokens of a REST-auth server.

The verifier checks signature, issuer, audience, type and times locally, without a
request to the server. It also refuses tokens of revoked sessions and accounts, and
tokens from before a change of rights. The server's feed delivers revocations and
changes of rights within a second. README.md explains the use, and docs/revocations.md
describes the protocol.
"""

from .errors import (
    InsufficientScopeError,
    NotConnectedError,
    Refusal,
    RefusedError,
    StepUpRequiredError,
)
from .guard import Guard, bearer_token
from .settings import GoOnFor, WhenStale
from .token import VerifiedToken
from .verifier import Verifier, connect

__all__ = [
    "GoOnFor",
    "Guard",
    "InsufficientScopeError",
    "NotConnectedError",
    "Refusal",
    "RefusedError",
    "StepUpRequiredError",
    "VerifiedToken",
    "Verifier",
    "WhenStale",
    "bearer_token",
    "connect",
]
