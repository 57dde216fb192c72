"""Adapter for Django."""

import asyncio
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from .errors import Refusal, RefusedError
from .guard import Guard
from .token import VerifiedToken
from .verifier import Verifier

_View = Callable[..., Any]


def protected(
    verifier: Verifier, scope: str = "", role: str = ""
) -> Callable[[_View], _View]:
    """Require a valid token for a view, which may be asynchronous.

    A `RefusedError` of the view becomes a 403 or a 401.
    """
    guard = Guard(verifier, scope, role)

    def decorate(view: _View) -> _View:
        if asyncio.iscoroutinefunction(view):
            return _exempt(_asynchronous(guard, view))

        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            verdict = guard.judge(request.headers.get("Authorization"))
            if isinstance(verdict, Refusal):
                return _answer(verdict)
            request.restauth_token = verdict
            try:
                return view(request, *args, **kwargs)
            except RefusedError as e:
                return _answer(e.refusal)

        return _exempt(wrapper)

    return decorate


def _asynchronous(guard: Guard, view: _View) -> _View:
    @wraps(view)
    async def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        verdict = await guard.judge_async(request.headers.get("Authorization"))
        if isinstance(verdict, Refusal):
            return _answer(verdict)
        request.restauth_token = verdict
        try:
            return await view(request, *args, **kwargs)
        except RefusedError as e:
            return _answer(e.refusal)

    return wrapper


def _exempt(view: _View) -> _View:
    # Browsers never add a Bearer token themselves, so the view needs no protection
    # against forged requests of other sites.
    setattr(view, "csrf_exempt", True)
    return view


def current_token(request: HttpRequest) -> VerifiedToken:
    """Return the token of a request, in a protected view."""
    token: VerifiedToken = request.restauth_token
    return token


def _answer(refusal: Refusal) -> HttpResponse:
    return HttpResponse(status=refusal.status, headers=dict(refusal.headers))
