"""Adapter for Starlette and FastAPI, on asyncio."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from .errors import Refusal, RefusedError
from .guard import Guard
from .token import VerifiedToken
from .verifier import Verifier


class RequiredToken:
    """Returns the token of a request, or raises an `HTTPException`.

    In FastAPI, a dependency: `token: VerifiedToken = Depends(RequiredToken(verifier))`.
    In Starlette: `token = await required(request)`.
    """

    def __init__(self, verifier: Verifier, scope: str = "", role: str = "") -> None:
        self._guard = Guard(verifier, scope, role)

    async def __call__(self, request: Request) -> VerifiedToken:
        fields = request.headers.getlist("Authorization")
        field = fields[0] if len(fields) == 1 else None
        verdict = await self._guard.judge_async(field)
        if isinstance(verdict, Refusal):
            raise HTTPException(verdict.status, headers=dict(verdict.headers))
        return verdict


def answer_insufficient_scope(app: Starlette) -> None:
    """Answer with 403 if a handler raises an `InsufficientScopeError`.

    Answer with 401 if it raises a `StepUpRequiredError`.
    """

    async def answer(request: Request, e: Exception) -> Response:
        assert isinstance(e, RefusedError)
        return Response(status_code=e.refusal.status, headers=dict(e.refusal.headers))

    app.add_exception_handler(RefusedError, answer)
