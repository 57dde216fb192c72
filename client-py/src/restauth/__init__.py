"""Verifies access tokens of a REST-auth server locally.

Signature, issuer, audience, type and times are checked without a request to the server.
Tokens of revoked sessions and accounts, and tokens from before a change of rights, are
refused too: the server's feed delivers both within a second. README.md says how to use
it; docs/revocations.md describes the protocol.
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
