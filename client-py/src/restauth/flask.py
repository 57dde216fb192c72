"""Adapters for Flask and for Flask-HTTPAuth."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, abort, current_app, g, request

from .errors import Refusal, RefusedError
from .guard import Guard
from .token import VerifiedToken
from .verifier import Verifier

_View = Callable[..., Any]


def protected(
    verifier: Verifier, scope: str = "", role: str = ""
) -> Callable[[_View], _View]:
    """Require a valid token for a view.

    Put the decorator below the route's decorator. A `RefusedError` of the view becomes
    a 403 or a 401.
    """
    guard = Guard(verifier, scope, role)

    def decorate(view: _View) -> _View:
        @wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            verdict = guard.judge(request.headers.get("Authorization"))
            if isinstance(verdict, Refusal):
                return _answer(verdict)
            g.restauth_token = verdict
            try:
                return current_app.ensure_sync(view)(*args, **kwargs)
            except RefusedError as e:
                return _answer(e.refusal)

        return wrapper

    return decorate


def current_token() -> VerifiedToken:
    """Return the token of the request, in a protected view."""
    token: VerifiedToken = g.restauth_token
    return token


def token_verifier(verifier: Verifier) -> Callable[[str], VerifiedToken | None]:
    """Return the callback for `verify_token` of Flask-HTTPAuth's `HTTPTokenAuth`.

    The current user is then the token. The response is 503 while the newest revocations
    are unknown.
    """

    def verify(text: str) -> VerifiedToken | None:
        verdict = verifier.judge(text)
        if isinstance(verdict, VerifiedToken):
            return verdict
        if verdict.status == 503:
            abort(_answer(verdict))
        return None

    return verify


def _answer(refusal: Refusal) -> Response:
    return Response(status=refusal.status, headers=dict(refusal.headers))
