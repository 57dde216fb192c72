"""Public keys that verify tokens, and their sources."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from jwt.exceptions import PyJWTError

from .settings import Settings
from .threads import in_thread
from .token import PresentedToken

_REMOVED_AT_MOST = 1_000
_RSA_BITS_AT_LEAST = 2_048
_TYPES: dict[Any, tuple[Any, tuple[str, ...], tuple[str, ...]]] = {
    ("EC", "P-256"): (ECAlgorithm(ECAlgorithm.SHA256), ("ES256",), ("x", "y")),
    ("OKP", "Ed25519"): (OKPAlgorithm(), ("Ed25519", "EdDSA"), ("x",)),
    ("RSA", None): (RSAAlgorithm(RSAAlgorithm.SHA256), ("RS256",), ("n", "e")),
}


class VerificationKey:
    """A public key. Its type determines the algorithm, which a token must name."""

    def __init__(self, jwk: dict[str, Any]) -> None:
        kty, crv = jwk.get("kty"), jwk.get("crv")
        self._checker, self.algorithms, names = _TYPES[kty, crv]
        self.kid: str = jwk["kid"]
        self.material = (kty, *(jwk[name] for name in names))
        public = {name: jwk[name] for name in names}
        self._key = self._checker.from_jwk({"kty": kty, "crv": crv, **public})

    @classmethod
    def read(cls, jwk: object) -> "VerificationKey | None":
        """Parse a key (RFC 7517), or return None if it is unusable."""
        if (
            not isinstance(jwk, dict)
            or not all(isinstance(jwk.get(name), str) for name in ("kid", "kty"))
            or not isinstance(jwk.get("crv"), str | None)
            or any(not isinstance(jwk.get(n, ""), str) for n in ("x", "y", "n", "e"))
            or "d" in jwk
            or jwk.get("use", "sig") != "sig"
        ):
            return None
        try:
            key = cls(jwk)
        except (PyJWTError, UnsupportedAlgorithm, LookupError, ValueError):
            return None
        too_short = getattr(key._key, "key_size", 0) < _RSA_BITS_AT_LEAST
        if jwk.get("alg", key.algorithms[0]) not in key.algorithms:
            return None
        return None if jwk["kty"] == "RSA" and too_short else key

    def has_signed(self, token: PresentedToken) -> bool:
        """Return whether the key signed a token. Takes about 100 microseconds."""
        if token.algorithm not in self.algorithms:
            return False
        try:
            return bool(self._checker.verify(token.signed, self._key, token.signature))
        except ValueError:
            return False


class _Inquiry:
    """A request for the key set, and its response."""

    def __init__(self, at: float) -> None:
        self.at = at
        self.keys: dict[str, VerificationKey] = {}
        self.answer: Future[None] | None = None


class Keys:
    """The keys that currently sign tokens.

    The feed announces these keys. If a token names another key id, the client also
    requests the key set, but at most once in ten seconds for all unknown keys together.
    Thread-safe. Only `announce`, and `find` for an unknown key, briefly acquire a lock.
    """

    def __init__(self, key_set: Callable[[], Any], settings: Settings) -> None:
        self._key_set = key_set
        self._settings = settings
        self._announced: dict[str, VerificationKey] = {}
        # Ids of earlier announcements. An outdated response must not restore them.
        self._removed: dict[str, None] = {}
        self._inquiry = _Inquiry(float("-inf"))
        self._lock = threading.Lock()

    def after_fork(self) -> None:
        """Replace the lock, and forget a request that is in progress.

        A thread of the parent process may have acquired the lock, or may be waiting
        for the response. The child process lacks that thread.
        """
        self._lock = threading.Lock()
        self._inquiry = _Inquiry(float("-inf"))

    def announce(self, jwks: Iterable[object]) -> None:
        """Replace all announced keys."""
        keys = self._read(jwks)
        with self._lock:
            self._removed.update(dict.fromkeys(self._announced))
            for kid in list(self._removed)[:-_REMOVED_AT_MOST]:
                del self._removed[kid]
            self._announced = keys
            self._inquiry = _Inquiry(self._inquiry.at)  # the response may be older

    def _read(self, jwks: Iterable[object]) -> dict[str, VerificationKey]:
        keys = {}
        for jwk in jwks:
            key = VerificationKey.read(jwk)
            if key is not None:
                before = self._announced.get(key.kid)
                same = before is not None and before.material == key.material
                keys[key.kid] = before if before is not None and same else key
        return keys

    def find(self, kid: str) -> VerificationKey | Future[None] | None:
        """Return a key, or a future while a request for it is in progress."""
        key = self._announced.get(kid)
        if key is not None or kid in self._removed:
            return key
        with self._lock:
            if not self._is_recent(self._inquiry):
                self._inquiry = self._ask()
            answer = self._inquiry.answer
        return self.known(kid) if answer is None or answer.done() else answer

    def _ask(self) -> _Inquiry:
        inquiry = _Inquiry(self._settings.clock.ticks())

        def ask() -> None:
            inquiry.keys = self._read(self._key_set())

        inquiry.answer = in_thread("restauth-keys", ask)
        return inquiry

    def _is_recent(self, inquiry: _Inquiry) -> bool:
        elapsed = self._settings.clock.ticks() - inquiry.at
        return elapsed < self._settings.timing.key_inquiries

    def known(self, kid: str) -> VerificationKey | None:
        """Return a key, whatever its source. Never sends a request to the server."""
        key = self._announced.get(kid)
        if key is None and kid not in self._removed:
            inquiry = self._inquiry
            key = inquiry.keys.get(kid) if self._is_recent(inquiry) else None
        return key

    def holds(self, key: VerificationKey) -> bool:
        """Return whether a previously found key is still valid."""
        now = self.known(key.kid)
        return now is key or (now is not None and now.material == key.material)
