"""Tokens with a checked signature."""

from .keys import VerificationKey
from .token import VerifiedToken

_TOKEN_AT_MOST = 2 * 1024  # characters


class CachedToken:
    """A token with a valid signature, and the key that signed it."""

    __slots__ = ("token", "key", "clear_at")

    def __init__(self, token: VerifiedToken, key: VerificationKey) -> None:
        self.token = token
        self.key = key
        self.clear_at = -1  # see RevocationState.is_revoked


class TokenCache:
    """A cache of tokens by their text.

    If there are too many tokens, the cache evicts the older half. Thread-safe without a
    lock: at worst, two threads that add a token simultaneously evict tokens too early.
    """

    def __init__(self, at_most: int) -> None:
        self._half = at_most >> 1
        self._recent: dict[str, CachedToken] = {}
        self._old: dict[str, CachedToken] = {}

    def find(self, text: str) -> CachedToken | None:
        """Return the entry of a token, and mark it as used."""
        entry = self._recent.get(text)
        if entry is None:
            entry = self._old.get(text)
            if entry is not None:
                self.add(text, entry)
        return entry

    def add(self, text: str, entry: CachedToken) -> None:
        """Add a token, unless it is too long."""
        if len(text) > _TOKEN_AT_MOST:
            return
        if len(self._recent) >= self._half:
            self._old = self._recent
            self._recent = {}
        self._recent[text] = entry
