"""Requirements of a route, which are the same for all frameworks."""

from .errors import WITHOUT_TOKEN, Refusal, RefusedError
from .token import VerifiedToken, checked_name
from .verifier import Verifier


def bearer_token(field: str | None) -> str | None:
    """Return the token of an `Authorization` header (RFC 6750, section 2.1).

    None if there is no header, or if it has another scheme. The scheme's name is
    case-insensitive (RFC 9110, section 11.1).
    """
    scheme, _, token = (field or "").partition(" ")
    return token.strip(" ") if scheme.lower() == "bearer" else None


class Guard:
    """Requires a token with an optional scope and an optional role. Thread-safe.

    Create the guard when the application starts, so that an invalid name raises its
    `ValueError` at the start.
    """

    def __init__(self, verifier: Verifier, scope: str = "", role: str = "") -> None:
        self._verifier = verifier
        self._scope = checked_name(scope) if scope else ""
        self._role = checked_name(role) if role else ""

    def judge(self, field: str | None) -> VerifiedToken | Refusal:
        """Return the token of an `Authorization` header, or the refusal."""
        text = bearer_token(field)
        return WITHOUT_TOKEN if not text else self._allow(self._verifier.judge(text))

    async def judge_async(self, field: str | None) -> VerifiedToken | Refusal:
        """Return the same as `judge`, without blocking the event loop."""
        text = bearer_token(field)
        if not text:
            return WITHOUT_TOKEN
        return self._allow(await self._verifier.judge_async(text))

    def _allow(self, verdict: VerifiedToken | Refusal) -> VerifiedToken | Refusal:
        if isinstance(verdict, Refusal):
            return verdict
        try:
            if self._scope:
                verdict.require_scope(self._scope)
            if self._role:
                verdict.require_role(self._role)
        except RefusedError as e:
            return e.refusal
        return verdict
