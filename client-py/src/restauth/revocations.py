"""The state that the feed delivers: all data that a token check needs.

Only the feed's thread changes the state, and holds the lock `applying` meanwhile. Any
thread may read the state without a lock: each change is visible before the counter of
additions increases.
"""

import threading
from collections.abc import Iterable
from typing import NamedTuple

from .cache import CachedToken
from .keys import Keys
from .settings import Settings
from .token import VerifiedToken

# Acquired while an event is applied, and during a fork. A child process therefore gets
# a state between two events.
applying = threading.Lock()


class Terms(NamedTuple):
    """Required claims. `since` is the time of the snapshot, in seconds since 1970."""

    issuer: str
    audience: str
    since: int


class RightsChanges:
    """Changes of rights that may still affect unexpired tokens.

    Each change has a number. Of the tokens that a change affects, it outdates the
    tokens with a lower `rgt`. A change of an account affects all its tokens. A change
    of a role affects tokens that name the role or have one of its scopes.
    """

    def __init__(self) -> None:
        self._accounts: dict[str, tuple[int, int]] = {}  # number and expiry
        self._roles: dict[str, tuple[frozenset[str], int, int]] = {}
        # The highest number for each role and scope, so that a check takes the same
        # time however many roles have changed.
        self._by_role: dict[str, int] = {}
        self._by_scope: dict[str, int] = {}
        self._highest = 0  # highest number of all roles

    def outdate(self, token: VerifiedToken) -> bool:
        """Return whether a change outdates a token."""
        rgt = token.claims.get("rgt", 0)
        change = self._accounts.get(token.subject)
        if change is not None and rgt < change[0]:
            return True
        if rgt >= self._highest:
            return False
        by_role, by_scope = self._by_role, self._by_scope
        return any(rgt < by_scope.get(scope, 0) for scope in token.scopes) or any(
            rgt < by_role.get(role, 0) for role in (*token.roles, *_marks(token))
        )

    def account(self, sub: str, rights: int, until: int) -> None:
        """Add a change of an account. The highest number and the latest expiry apply."""
        before = self._accounts.get(sub, (rights, until))
        self._accounts[sub] = (max(rights, before[0]), max(until, before[1]))

    def role(self, role: str, scopes: Iterable[str], rights: int, until: int) -> None:
        """Add a change of a role.

        Several changes of one role become one, with all scopes, the highest number and
        the latest expiry.
        """
        before = self._roles.get(role, (frozenset[str](), rights, until))
        change = (
            before[0].union(scopes),
            max(rights, before[1]),
            max(until, before[2]),
        )
        self._roles[role] = change
        self._index(role, change)

    def _index(self, role: str, change: tuple[frozenset[str], int, int]) -> None:
        scopes, rights, _ = change
        self._by_role[role] = rights
        for scope in scopes:
            self._by_scope[scope] = max(rights, self._by_scope.get(scope, 0))
        # Last, because readers check this number first.
        self._highest = max(self._highest, rights)

    def remove_expired(self, now: int | float) -> None:
        """Remove changes whose outdated tokens have all expired."""
        for sub in [sub for sub, (_, until) in self._accounts.items() if until <= now]:
            del self._accounts[sub]
        expired = [role for role, change in self._roles.items() if change[2] <= now]
        if expired:
            rest = RightsChanges()
            rest._roles = {r: c for r, c in self._roles.items() if r not in expired}
            for role, change in rest._roles.items():
                rest._index(role, change)
            self._roles = rest._roles
            # Between these steps, a reader may still see expired changes, but misses no
            # other change.
            self._by_role, self._by_scope = rest._by_role, rest._by_scope
            self._highest = rest._highest


def _marks(token: VerifiedToken) -> tuple[str, ...]:
    """Return the names under which the feed reports changes of organizations.

    One name is for the organization, and one for the role in all organizations.
    """
    if token.organization is None:
        return ()
    return (f"org/{token.organization}", f"org/{token.organization_role}")


class RevocationState:
    """Revocations, keys, terms, and their freshness. Times are in milliseconds."""

    def __init__(self, keys: Keys, settings: Settings) -> None:
        self.keys = keys
        self.terms: Terms | None = None
        self._settings = settings
        self._sessions: dict[str, int] = {}  # expiry of the sessions' tokens
        self._accounts: dict[str, tuple[int, int]] = {}  # generation and expiry
        self._rights = RightsChanges()
        self._additions = 0
        self._fresh_until = settings.clock.ticks()

    def is_revoked(self, entry: CachedToken) -> bool:
        """Return whether a token is revoked or outdated.

        If the last search for the token found no revocation, searches again only after
        new revocations have arrived.
        """
        additions = self._additions  # read first, because a later addition changes it
        if entry.clear_at == additions:
            return False
        claims = entry.token.claims
        account = self._accounts.get(claims["sub"])
        revoked = (
            claims["sid"] in self._sessions
            or (account is not None and claims["gen"] < account[0])
            or self._rights.outdate(entry.token)
        )
        if not revoked:
            entry.clear_at = additions
        return revoked

    def session(self, sid: str, until: int) -> None:
        """Revoke the tokens of a session."""
        self._sessions[sid] = max(until, self._sessions.get(sid, until))
        self._additions += 1

    def account(self, sub: str, generation: int, until: int) -> None:
        """Revoke the tokens of an account with a lower generation."""
        before = self._accounts.get(sub, (generation, until))
        self._accounts[sub] = (max(generation, before[0]), max(until, before[1]))
        self._additions += 1

    def rights(self, sub: str, rights: int, until: int) -> None:
        """Outdate tokens of an account."""
        self._rights.account(sub, rights, until)
        self._additions += 1

    def role(self, role: str, scopes: Iterable[str], rights: int, until: int) -> None:
        """Outdate tokens with a role or one of its scopes."""
        self._rights.role(role, scopes, rights, until)
        self._additions += 1

    def accept(self, issuer: str, audience: str) -> None:
        """Set the terms after a snapshot has been applied."""
        own = self._settings.audience
        audience = audience if own is None else own
        self.terms = Terms(issuer, audience, self._settings.clock.now())

    def remove_expired(self) -> None:
        """Remove revocations whose tokens have all expired."""
        now = self._settings.clock.now() - self._settings.leeway
        for sid in [sid for sid, until in self._sessions.items() if until <= now]:
            del self._sessions[sid]
        for sub in [sub for sub, (_, until) in self._accounts.items() if until <= now]:
            del self._accounts[sub]
        self._rights.remove_expired(now)

    def up_to_date(self, at: float) -> None:
        """Record that all revocations up to the tick `at` have been received."""
        until = at + self._settings.timing.stale_after
        self._fresh_until = max(self._fresh_until, until)

    def mark_stale(self) -> None:
        """Record that new revocations are unknown from now on."""
        self._fresh_until = min(self._fresh_until, self._settings.clock.ticks())

    def is_fresh(self) -> bool:
        """Return whether all revocations older than three seconds have arrived."""
        return self.stale_for() < 0

    def stale_for(self) -> float:
        """Return the milliseconds since the state became stale; negative if fresh."""
        return self._settings.clock.ticks() - self._fresh_until
