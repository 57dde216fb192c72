"""Public keys that verify tokens, and where they come from."""

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
    """A public key. Its type decides the algorithm; a token must name the same one."""

    def __init__(self, jwk: dict[str, Any]) -> None:
        kty, crv = jwk.get("kty"), jwk.get("crv")
        self._checker, self.algorithms, names = _TYPES[kty, crv]
        self.kid: str = jwk["kid"]
        self.material = (kty, *(jwk[name] for name in names))
        public = {name: jwk[name] for name in names}
        self._key = self._checker.from_jwk({"kty": kty, "crv": crv, **public})

    @classmethod
    def read(cls, jwk: object) -> "VerificationKey | None":
        """Parse a key (RFC 7517); None if it is unusable."""
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
        """Return whether this key signed a token. Takes about 100 microseconds."""
        if token.algorithm not in self.algorithms:
            return False
        try:
            return bool(self._checker.verify(token.signed, self._key, token.signature))
        except ValueError:
            return False


class _Inquiry:
    """A request for the key set, and its answer."""

    def __init__(self, at: float) -> None:
        self.at = at
        self.keys: dict[str, VerificationKey] = {}
        self.answer: Future[None] | None = None


class Keys:
    """Keys that sign tokens now.

    These are the keys that the feed announced and, for a token with another key id,
    those that the server returns on request. There is at most one such request in
    ten seconds, for all unknown keys together. Thread-safe. `announce` takes a lock
    briefly, and so does `find` for an unknown key; nothing else does.
    """

    def __init__(self, key_set: Callable[[], Any], settings: Settings) -> None:
        self._key_set = key_set
        self._settings = settings
        self._announced: dict[str, VerificationKey] = {}
        # Ids that were announced before: a cached key set must not bring them back.
        self._removed: dict[str, None] = {}
        self._inquiry = _Inquiry(float("-inf"))
        self._lock = threading.Lock()

    def after_fork(self) -> None:
        """Replace what another thread of the parent process may have held."""
        self._lock = threading.Lock()
        self._inquiry = _Inquiry(float("-inf"))

    def announce(self, jwks: Iterable[object]) -> None:
        """Replace all keys: no other key signs valid tokens."""
        keys = self._read(jwks)
        with self._lock:
            self._removed.update(dict.fromkeys(self._announced))
            for kid in list(self._removed)[:-_REMOVED_AT_MOST]:
                del self._removed[kid]
            self._announced = keys
            self._inquiry = _Inquiry(self._inquiry.at)  # its answer may be older

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
        """Return a key; or what to wait for, if the server is being asked about it."""
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
        """Return a key, from whichever source; never asks the server."""
        key = self._announced.get(kid)
        if key is None and kid not in self._removed:
            inquiry = self._inquiry
            key = inquiry.keys.get(kid) if self._is_recent(inquiry) else None
        return key

    def holds(self, key: VerificationKey) -> bool:
        """Return whether a key found before is still valid."""
        now = self.known(key.kid)
        return now is key or (now is not None and now.material == key.material)
