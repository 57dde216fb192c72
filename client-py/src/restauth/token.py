"""Tokens: their form (RFC 9068, RFC 8725), and the rights of a verified token."""

import json
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from .errors import InsufficientScopeError, StepUpRequiredError

_TOKEN_AT_MOST = 8 * 1024  # characters
_HEADER = {"alg", "typ", "kid"}
_TEXTS = ("iss", "sub", "sid", "jti", "client_id", "scope")
_INTEGERS = ("iat", "exp", "gen", "auth_time")
_CLASSES = ("1", "2", "phr", "phrh")  # authentication classes, the weakest first
_CLOCKS_DIFFER = 60  # seconds
_NAME = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")


class VerifiedToken:
    """A token that was valid when it was verified. Immutable, without its text.

    `claims` has all claims, with tuples for arrays. Log `token_id`, and never the
    token.
    """

    __slots__ = ("claims", "scopes", "roles")

    claims: Mapping[str, Any]
    scopes: frozenset[str]
    roles: tuple[str, ...]

    def __init__(self, claims: dict[str, Any]) -> None:
        frozen = _frozen(claims)
        object.__setattr__(self, "claims", frozen)
        object.__setattr__(self, "scopes", frozenset(claims["scope"].split(" ")))
        object.__setattr__(self, "roles", frozen.get("roles", ()))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a verified token does not change")

    def __repr__(self) -> str:
        return f"VerifiedToken(token_id={self.token_id!r})"

    @property
    def subject(self) -> str:
        """The id of the account, `sub`."""
        return str(self.claims["sub"])

    @property
    def session_id(self) -> str:
        """The session, `sid`: one log-in or one key, and all its tokens."""
        return str(self.claims["sid"])

    @property
    def token_id(self) -> str:
        """The id of the token, `jti`."""
        return str(self.claims["jti"])

    @property
    def expires_at(self) -> int:
        """The time of expiry, in seconds since 1970."""
        return int(self.claims["exp"])

    @property
    def actor(self) -> str | None:
        """The account of the administrator who acts as the subject (RFC 8693, 4.1)."""
        act = self.claims.get("act")
        return None if act is None else str(act["sub"])

    @property
    def key_id(self) -> str | None:
        """The personal key for which the token was issued; None for a log-in's token."""
        return self.claims.get("key_id")

    @property
    def acr(self) -> str | None:
        """The class of the authentication: `1`, `2`, `phr` or `phrh`.

        None for a key, and for an administrator who acts as the subject.
        """
        return self.claims.get("acr")

    @property
    def amr(self) -> tuple[str, ...]:
        """The methods of the authentication (RFC 8176)."""
        methods: tuple[str, ...] = self.claims.get("amr", ())
        return methods

    @property
    def authenticated_at(self) -> int:
        """The time of the log-in, in seconds since 1970, `auth_time`."""
        return int(self.claims["auth_time"])

    @property
    def organization(self) -> str | None:
        """The id of the organization in which the token acts, `org`."""
        return self.claims.get("org")

    @property
    def organization_role(self) -> str | None:
        """The role of the account in that organization, `org_role`."""
        return self.claims.get("org_role")

    def has_scope(self, scope: str) -> bool:
        """Return whether the token has the scope; `ValueError` if the name is invalid."""
        return checked_name(scope) in self.scopes

    def has_role(self, role: str) -> bool:
        """Return whether the token names the role; raise `ValueError` like `has_scope`."""
        return checked_name(role) in self.roles

    def require_scope(self, scope: str) -> None:
        """Raise an `InsufficientScopeError` if the token lacks the scope."""
        if not self.has_scope(scope):
            raise InsufficientScopeError(f"the token lacks the scope {scope}", scope)

    def require_role(self, role: str) -> None:
        """Raise an `InsufficientScopeError` if the token does not name the role."""
        if not self.has_role(role):
            raise InsufficientScopeError(f"the token lacks the role {role}")

    def require_no_actor(self) -> None:
        """Raise an `InsufficientScopeError` if an administrator acts as the subject.

        Call this method before each change, because an administrator who acts as
        another user may only read.
        """
        if self.actor is not None:
            raise InsufficientScopeError(
                "an administrator acts as the subject of the token"
            )

    def require_no_key(self) -> None:
        """Raise an `InsufficientScopeError` if the token was issued for a personal key.

        Call this method before changes that a user should make in person.
        """
        if self.key_id is not None:
            raise InsufficientScopeError("the token was issued for a personal key")

    def require_authentication(
        self, acr: str, max_age: int, now: float | None = None
    ) -> None:
        """Raise a `StepUpRequiredError` if the authentication does not suffice.

        Its class must be at least `acr`, and the log-in at most `max_age` seconds ago.
        The clocks may differ by a minute. Raises `ValueError` if the class does not
        exist.
        """
        if acr not in _CLASSES or max_age <= 0:
            raise ValueError(f"a class is one of {_CLASSES}, and an age is positive")
        strong = self.acr in _CLASSES[_CLASSES.index(acr) :]
        present = time.time() if now is None else now
        fresh = present <= self.authenticated_at + max_age + _CLOCKS_DIFFER
        if not strong or not fresh:
            what = "long ago" if strong else "weakly"
            raise StepUpRequiredError(
                f"the user was authenticated too {what}", acr, max_age
            )

    def require_organization(self) -> str:
        """Return `organization`; raise an `InsufficientScopeError` if there is none."""
        if self.organization is None:
            raise InsufficientScopeError("the token is for no organisation")
        return self.organization


def checked_name(name: str) -> str:
    """Return a name if all its characters are allowed in a scope (RFC 6749, 3.3).

    The response header contains the name, and a quotation mark or a line break would
    end the header's value. Several names in one text would be a scope that no token can
    have.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(
            "a scope or role is one name of visible ASCII characters,"
            ' without spaces, " and \\'
        )
    return name


class PresentedToken:
    """An access token of the right form, which is not verified yet."""

    __slots__ = ("algorithm", "kid", "claims", "signed", "signature")

    def __init__(
        self,
        header: dict[str, Any],
        claims: dict[str, Any],
        text: str,
        signature: bytes,
    ) -> None:
        self.algorithm: object = header.get("alg")
        self.kid: str = header["kid"]
        self.claims = claims
        self.signed = text.rpartition(".")[0].encode("ascii")
        self.signature = signature

    @classmethod
    def read(cls, text: str) -> "PresentedToken | None":
        """Parse a text of any kind, or return None if it cannot be an access token."""
        if len(text) > _TOKEN_AT_MOST or not text.isascii():
            return None
        parts = text.split(".")
        if len(parts) != 3:
            return None
        try:
            header, claims = _object(_decoded(parts[0])), _object(_decoded(parts[1]))
            signature = _decoded(parts[2])
        except (ValueError, RecursionError):
            return None
        if _is_header(header) and _are_claims(claims):
            return cls(header, claims, text, signature)
        return None


def _is_header(header: dict[str, Any]) -> bool:
    # Parameters with a key or with requirements, such as jwk, jku or crit, are not
    # allowed.
    return (
        header.keys() <= _HEADER
        and header.get("typ") == "at+jwt"
        and isinstance(header.get("kid"), str)
    )


def _are_claims(claims: dict[str, Any]) -> bool:
    act = claims.get("act", {"sub": ""})
    organization = [claims[name] for name in ("org", "org_role") if name in claims]
    return (
        all(isinstance(claims.get(name), str) for name in _TEXTS)
        and all(is_integer(claims.get(name)) for name in _INTEGERS)
        and is_integer(claims.get("nbf", 0))
        and is_number(claims.get("rgt", 0))
        # A token that is bound to a key of its client (RFC 7800) is not a Bearer token.
        and "cnf" not in claims
        # If the actor were ignored, the token would count as the subject's own token.
        and isinstance(act, dict)
        and isinstance(act.get("sub"), str)
        # If the key were ignored, the token would count as the token of a log-in.
        and isinstance(claims.get("key_id", ""), str)
        and is_texts(claims.get("roles", []))
        and (organization == [] or (len(organization) == 2 and is_texts(organization)))
    )


def _decoded(part: str) -> bytes:
    """Decode base64url, if the encoding is canonical.

    Otherwise one token would have any number of texts, each with a cache entry.
    """
    decoded = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if urlsafe_b64encode(decoded).rstrip(b"=") != part.encode("ascii"):
        raise ValueError("another encoding")
    return decoded


def _object(text: bytes) -> dict[str, Any]:
    value = parsed_json(text.decode("utf-8"))
    if not isinstance(value, dict):
        raise ValueError("no object")
    return value


def parsed_json(text: str) -> Any:
    """Parse JSON strictly (RFC 8259); raise `ValueError` or `RecursionError`."""
    return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name occurs twice")
    return members


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def is_integer(value: object) -> bool:
    """Return whether a value is an integer that all languages can represent."""
    return type(value) is int and -(2**53) < value < 2**53


def is_number(value: object) -> bool:
    """Return whether a value is an integer as in `is_integer`, and not negative."""
    return type(value) is int and 0 <= value < 2**53


def is_texts(value: object) -> bool:
    """Return whether a value is an array of texts."""
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _frozen(value: Any) -> Any:
    """Make a value immutable, because all callers get the same object."""
    if isinstance(value, dict):
        return MappingProxyType({name: _frozen(each) for name, each in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
