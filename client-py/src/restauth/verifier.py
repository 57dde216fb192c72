"""Verification of access tokens of a REST-auth server."""

import asyncio
import os
import re
import ssl
import weakref
from collections.abc import Generator
from concurrent.futures import Future
from typing import Any

from .cache import CachedToken, TokenCache
from .errors import BAD_TOKEN, UNKNOWN, Refusal
from .feed import Feed
from .follower import Follower
from .keys import Keys
from .revocations import RevocationState, applying
from .server import Address, Server
from .settings import GoOnFor, Settings, WhenStale
from .token import PresentedToken, VerifiedToken

# A token that was issued a moment ago must not be refused.
_CLOCK_DIFFERENCE = 60  # seconds

_Steps = Generator[Future[Any], Any, VerifiedToken | Refusal]


def connect(
    url: str,
    service_key: str,
    *,
    audience: str | None = None,
    when_stale: WhenStale = "refuse",
    leeway: float = 0,
    connect_within: float = 10,
    cached_tokens: int = 16_384,
    ssl_context: ssl.SSLContext | None = None,
    insecurely_over_plain_http: bool = False,
) -> "Verifier":
    """Connect to a server, and wait until all revocations have been received.

    `url` is the URL of the server, such as https://auth.example.com. `service_key` is a
    service key with the scope `revocations:read`. `audience` replaces the server's own.
    Tokens are accepted for `leeway` seconds after they expire, at most 60. The call
    waits for `connect_within` seconds, at most 3,600. `ssl_context` is for a server
    whose certificate is from your own CA. With `insecurely_over_plain_http`, attackers
    on the network path can read the service key.

    Raises `NotConnectedError` if the server refuses the connection, or is not ready in
    time. Raises `ValueError` or `TypeError` if an argument is invalid, without quoting
    the argument.
    """
    settings = Settings(
        audience, when_stale, leeway, connect_within, cached_tokens, ssl_context
    )
    return open_verifier(url, service_key, settings, insecurely_over_plain_http)


def open_verifier(
    url: str, service_key: str, settings: Settings, over_plain_http: bool = False
) -> "Verifier":
    """Connect with the given settings."""
    address = Address(url, over_plain_http)
    key = service_key.strip() if isinstance(service_key, str) else ""
    if not re.fullmatch(r"[\x21-\x7e]+", key):
        raise ValueError("a service key is a single line of letters and digits")
    verifier = Verifier(Server(address, key, settings), settings)
    try:
        verifier._feed.wait(settings.connect_within)
    except BaseException:
        verifier.close()
        raise
    return verifier


class Verifier:
    """A verifier of tokens, which works until it is closed. `connect` creates one.

    One verifier serves a whole application. It has a daemon thread for the feed.
    Thread-safe, and usable from any asyncio event loop. After `os.fork`, the child
    process has a separate thread and stream, and begins with its parent's revocations.
    """

    def __init__(self, server: Server, settings: Settings) -> None:
        self._server = server
        self._settings = settings
        self._state = RevocationState(Keys(server.key_set, settings), settings)
        self._cache = TokenCache(settings.cached_tokens)
        self._closed = False
        follower = Follower(self._state, settings)
        self._feed = Feed(server, self._state, follower, settings)
        _verifiers.add(self)
        self._feed.start()

    def __repr__(self) -> str:
        return f"Verifier({self._server.url!r})"

    def __enter__(self) -> "Verifier":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def verify(self, token: str) -> VerifiedToken | None:
        """Return a token if it is valid now, and None otherwise.

        `token` is the text after `Bearer`. Never raises an error, whatever the text. A
        cached token takes microseconds, and another token needs a signature check. The
        call waits for the server in two cases, for at most two seconds. One case is a
        token that names an unknown key; such tokens cause at most one request every ten
        seconds. The other case is a stale feed with `when_stale` set to `"ask-server"`.
        """
        verdict = self.judge(token)
        return verdict if isinstance(verdict, VerifiedToken) else None

    def judge(self, token: str) -> VerifiedToken | Refusal:
        """Verify a token.

        The refusal is 401 for a bad token, and 503 if the verifier cannot determine now
        whether the token was revoked.
        """
        steps = self._steps(token)
        within = self._settings.timing.answer_within / 1000
        try:
            question = next(steps)
            while True:
                try:
                    answer = question.result(within)
                except TimeoutError:
                    answer = None
                question = steps.send(answer)
        except StopIteration as end:
            return _verdict(end)

    async def verify_async(self, token: str) -> VerifiedToken | None:
        """Verify like `verify`, without blocking the event loop during a request."""
        verdict = await self.judge_async(token)
        return verdict if isinstance(verdict, VerifiedToken) else None

    async def judge_async(self, token: str) -> VerifiedToken | Refusal:
        """Verify like `judge`, without blocking the event loop during a request."""
        steps = self._steps(token)
        within = self._settings.timing.answer_within / 1000
        try:
            question = next(steps)
            while True:
                asked = asyncio.wrap_future(question)
                try:
                    answer = await asyncio.wait_for(asked, within)
                except TimeoutError:
                    answer = None
                question = steps.send(answer)
        except StopIteration as end:
            return _verdict(end)

    def _steps(self, token: str) -> _Steps:
        """Check a token; yield each future for which the caller must wait."""
        entry = self._cache.find(token) if isinstance(token, str) else None
        if entry is None or not self._state.keys.holds(entry.key):
            entry = yield from self._check_signed(token)
            if entry is None:
                return BAD_TOKEN
        # The freshness is read before the revocations, so that the revocations
        # are at least as recent.
        fresh = self._state.is_fresh()
        if not self._is_valid(entry):
            return BAD_TOKEN
        if fresh:
            return entry.token
        accepted = yield from self._accepts_while_stale(token)
        if accepted is None:
            return UNKNOWN
        # A revocation that has arrived in the meantime also counts.
        return entry.token if accepted and self._is_valid(entry) else BAD_TOKEN

    def _check_signed(
        self, text: str
    ) -> Generator[Future[Any], Any, CachedToken | None]:
        presented = PresentedToken.read(text) if isinstance(text, str) else None
        # The cheap checks come first, because an expired token must not cost a
        # signature check.
        if presented is None or not self._is_allowed(presented.claims):
            return None
        key = self._state.keys.find(presented.kid)
        if isinstance(key, Future):
            yield key
            key = self._state.keys.known(presented.kid)
        if key is None or not key.has_signed(presented):
            return None
        try:
            entry = CachedToken(VerifiedToken(presented.claims), key)
        except RecursionError:  # freezing recurses as deep as the claims
            return None
        self._cache.add(text, entry)
        return entry

    def _is_valid(self, entry: CachedToken) -> bool:
        return (
            not self._closed
            and self._is_allowed(entry.token.claims)
            and self._state.keys.holds(entry.key)
            and not self._state.is_revoked(entry)
        )

    def _is_allowed(self, claims: Any) -> bool:
        """Return whether issuer, audience and times are valid (RFC 7519, section 4.1)."""
        terms = self._state.terms
        if terms is None or claims["iss"] != terms.issuer:
            return False
        aud, exp = claims.get("aud"), claims["exp"]
        several = isinstance(aud, list | tuple)
        if aud != terms.audience and not (several and terms.audience in aud):
            return False
        now = self._settings.clock.now()
        # A snapshot omits revocations of tokens that had expired before the snapshot.
        leeway = self._settings.leeway if exp > terms.since else 0
        latest = now + _CLOCK_DIFFERENCE
        begins: int = claims.get("nbf", claims["iat"])
        return bool(now - leeway < exp and claims["iat"] <= latest and begins <= latest)

    def _accepts_while_stale(
        self, token: str
    ) -> Generator[Future[Any], Any, bool | None]:
        """Return whether a token is valid, or None if that cannot be determined."""
        choice = self._settings.when_stale
        if isinstance(choice, GoOnFor):
            return True if self._state.stale_for() <= choice.seconds * 1000 else None
        if choice == "ask-server":
            answer: bool | None = yield self._server.is_active(token)
            return answer
        return None

    @property
    def fresh(self) -> bool:
        """Return whether all revocations older than three seconds have arrived.

        Suitable for a health check.
        """
        return not self._closed and self._state.is_fresh()

    @property
    def trouble(self) -> str:
        """The last problem with the feed, for log messages. Contains no secret."""
        return self._feed.trouble

    def close(self) -> None:
        """Close the connection. After that no token is valid. May be called again."""
        self._closed = True
        self._feed.close()

    def _after_fork(self) -> None:
        """Replace threads and locks, because a child process lacks other threads."""
        self._server.after_fork()
        self._state.keys.after_fork()
        feed = self._feed.inherited()
        if feed is not None:
            self._feed = feed
            feed.start()


def _verdict(end: StopIteration) -> VerifiedToken | Refusal:
    verdict: VerifiedToken | Refusal = end.value
    return verdict


_verifiers: "weakref.WeakSet[Verifier]" = weakref.WeakSet()


def _after_fork_in_child() -> None:
    applying.release()
    for verifier in list(_verifiers):
        verifier._after_fork()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(
        before=applying.acquire,
        after_in_parent=applying.release,
        after_in_child=_after_fork_in_child,
    )
