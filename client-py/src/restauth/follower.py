"""The meaning of the events, and their order."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from .errors import FeedStreamError, demand
from .events import Event
from .revocations import RevocationState
from .settings import Settings
from .token import is_number, is_texts, parsed_json

Kind = Literal["beginning", "change", "heartbeat"]

_BEGINNING = {"resumed", "snapshot", "sessions", "accounts", "roles", "current"}
_CHANGES = {"session", "account", "rights", "role", "keys", "heartbeat"}
_ID = re.compile(r"([!-,.-~]+)-([0-9]{1,16})")  # a request header contains the id
_DRIFT_AFTER = 60_000  # milliseconds
_CLEAN_EACH = 10_000  # milliseconds


@dataclass
class Snapshot:
    """A snapshot whose parts have not all arrived yet."""

    wanted: dict[str, Any]
    at: float
    sessions: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, tuple[int, int]] = field(default_factory=dict)
    rights: list[tuple[str, int, int]] = field(default_factory=list)
    roles: list[tuple[str, list[str], int, int]] = field(default_factory=list)
    keys: list[object] | None = None

    @property
    def has_rights(self) -> bool:
        """Return whether the server of the snapshot supports changes of rights."""
        return "rights" in self.wanted and "roles" in self.wanted

    def is_whole(self) -> bool:
        """Return whether no part is missing."""
        # The rows are counted without duplicates, because a duplicate would hide a
        # missing row.
        counts = {
            "sessions": len(self.sessions),
            "accounts": len(self.accounts),
            "rights": len({row[0] for row in self.rights}),
            "roles": len({row[0] for row in self.roles}),
        }
        wanted = {"rights": 0, "roles": 0, **self.wanted}
        return self.keys is not None and all(
            is_number(wanted.get(name)) and wanted[name] == count
            for name, count in counts.items()
        )

    def apply(self, state: RevocationState) -> None:
        """Apply everything except the terms.

        Earlier revocations stay until they expire. Otherwise a server that is still in
        an older epoch could undo them.
        """
        for sid, until in self.sessions.items():
            state.session(sid, until)
        for sub, (generation, until) in self.accounts.items():
            state.account(sub, generation, until)
        for change in self.rights:
            state.rights(*change)
        for role in self.roles:
            state.role(*role)
        state.keys.announce(self.keys or [])


class Follower:
    """Interprets the events of successive streams.

    Each event names the previous event. If the previous event is not the last one that
    was received, an event is missing or duplicated, and a `FeedStreamError` drops the
    stream. For use by one thread.
    """

    def __init__(self, state: RevocationState, settings: Settings) -> None:
        self._state = state
        self._settings = settings
        self._last: tuple[str, int] | None = None  # epoch and number
        self._has_rights = False
        self._snapshot: Snapshot | None = None
        self._receive: Callable[[Event], Kind] = self._first
        self._asked_at = 0.0
        self._cleaned_at = float("-inf")

    @property
    def last_id(self) -> str | None:
        """The id of the event after which the next stream may resume.

        None before the first snapshot, and if the last snapshot came from an older
        server, which does not support changes of rights. During an upgrade, the next
        stream may come from a newer server, which must then send all changes of rights.
        """
        if self._last is None or not self._has_rights:
            return None
        return f"{self._last[0]}-{self._last[1]}"

    def begin(self) -> None:
        """Drop an incomplete snapshot. Must be called just before a stream request."""
        self._receive = self._first
        self._snapshot = None
        self._asked_at = self._settings.clock.ticks()

    def receive(self, event: Event) -> Kind:
        """Apply an event."""
        return self._receive(event)

    def _first(self, event: Event) -> Kind:
        data = _parsed(event.data)
        if event.type == "resumed":
            asked = self._last[1] if self._last and self._has_rights else None
            resumed = asked is not None and _equal(data.get("after"), asked)
            demand(resumed, "the stream resumed at another position")
            self._receive = self._next
        else:
            demand(event.type == "snapshot", "the stream begins with a wrong event")
            self._snapshot = Snapshot(data, self._settings.clock.ticks())
            self._receive = self._part
        return "beginning"

    def _part(self, event: Event) -> Kind:
        data, part = _parsed(event.data), self._snapshot
        assert part is not None
        late = self._settings.clock.ticks() - part.at
        in_time = late <= self._settings.timing.snapshot_within
        demand(in_time, "a snapshot takes too long")
        match event.type:
            case "sessions":
                for row in _rows(data, "sessions", 2):
                    _demand_session(*row)
                    part.sessions[row[0]] = row[1]
            case "accounts":
                for row in _rows(data, "accounts", 3):
                    _demand_account(*row)
                    part.accounts[row[0]] = (row[1], row[2])
            case "rights":
                for row in _rows(data, "rights", 3):
                    _demand_account(*row)
                    part.rights.append(tuple(row))
            case "roles":
                for row in _rows(data, "roles", 4):
                    _demand_role(*row)
                    part.roles.append(tuple(row))
            case "keys":
                part.keys = _keys(data)
            case "current":
                self._complete(part, _position(event.id), data)
            case _:
                raise FeedStreamError("a snapshot contains another kind of event")
        return "beginning"

    def _complete(
        self, snapshot: Snapshot, at: tuple[str, int], data: dict[str, Any]
    ) -> None:
        demand(snapshot.is_whole(), "a part of a snapshot is missing")
        issuer, audience = data.get("issuer"), data.get("audience")
        if not isinstance(issuer, str) or not isinstance(audience, str):
            raise FeedStreamError("there is no issuer or audience")
        if self._last is None or self._last[0] != at[0]:
            # Freshness in one epoch does not apply to another.
            self._state.mark_stale()
        else:
            newer = at[1] >= self._last[1]
            demand(newer, "a snapshot is older than the current state")
        snapshot.apply(self._state)
        self._state.accept(issuer, audience)
        self._last = at
        self._has_rights = snapshot.has_rights
        self._snapshot = None
        self._receive = self._next

    def _next(self, event: Event) -> Kind:
        demand(event.type not in _BEGINNING, "an event of a beginning arrives later")
        if event.type not in _CHANGES and event.id is None:
            return "change"  # an unknown kind of event, not part of the sequence
        data, at = _parsed(event.data), _position(event.id)
        assert self._last is not None
        epoch, number = self._last
        same = at[1] == number and event.type == "heartbeat"
        in_order = at[0] == epoch and _equal(data.get("after"), number)
        demand(in_order and (at[1] > number or same), "an event is out of sequence")
        self._apply(event.type, data)
        self._last = at
        return "heartbeat" if event.type == "heartbeat" else "change"

    def _apply(self, kind: str, data: dict[str, Any]) -> None:
        get, state = data.get, self._state
        match kind:
            case "session":
                sid, until = get("sid"), get("until")
                _demand_session(sid, until)
                state.session(sid, until)  # type: ignore[arg-type]
            case "account":
                account = (get("sub"), get("generation"), get("until"))
                _demand_account(*account)
                state.account(*account)  # type: ignore[arg-type]
            case "rights":
                change = (get("sub"), get("rights"), get("until"))
                _demand_account(*change)
                state.rights(*change)  # type: ignore[arg-type]
            case "role":
                role = (get("role"), get("scopes"), get("rights"), get("until"))
                _demand_role(*role)
                state.role(*role)  # type: ignore[arg-type]
            case "keys":
                state.keys.announce(_keys(data))
            case "heartbeat":
                self._heartbeat(get("age"), get("since"))
            case _:
                pass  # an unknown kind of event, but part of the sequence

    def _heartbeat(self, age: Any, since: Any) -> None:
        """Apply a heartbeat. Both times are in seconds.

        At the time of sending, the stream was `since` seconds old, and the server
        cannot have begun the stream before the request. The time since the request,
        less `since`, is therefore the longest possible delay of the heartbeat. A
        delayed heartbeat proves freshness only up to the time of sending.
        """
        demand(_is_duration(age) and _is_duration(since), "a heartbeat lacks its times")
        now = self._settings.clock.ticks()
        asked = now - self._asked_at
        late = asked - since * 1000
        stale_after = self._settings.timing.stale_after
        demand(late < stale_after, "the stream is delayed too much")
        demand(
            late > -stale_after / 2,
            "the heartbeat is from another stream, or the clocks have drifted apart",
        )
        self._state.up_to_date(now - max(late, 0) - age * 1000)
        # Two clocks drift apart over time. A new request for the stream corrects the
        # drift before it matters.
        drifted = late > stale_after / 2 and asked > _DRIFT_AFTER
        demand(not drifted, "the clocks have drifted apart")
        if now - self._cleaned_at > _CLEAN_EACH:
            self._cleaned_at = now
            self._state.remove_expired()


def _parsed(text: str) -> dict[str, Any]:
    try:
        value = parsed_json(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise FeedStreamError("an event is malformed")
    return value


def _position(event_id: str | None) -> tuple[str, int]:
    found = _ID.fullmatch(event_id or "")
    if found is None or not is_number(int(found[2])):
        raise FeedStreamError("an event has no id")
    return found[1], int(found[2])


def _rows(data: dict[str, Any], name: str, length: int) -> list[list[Any]]:
    value = data.get(name)
    if not isinstance(value, list):
        raise FeedStreamError("a list is malformed")
    for row in value:
        demand(isinstance(row, list) and len(row) >= length, "a row is malformed")
    return [row[:length] for row in value]


def _keys(data: dict[str, Any]) -> list[object]:
    """Return the keys. Unusable keys are ignored later (RFC 7517, section 5)."""
    value = data.get("keys")
    if not isinstance(value, list):
        raise FeedStreamError("a list is malformed")
    return value


def _demand_session(sid: object, until: object) -> None:
    good = isinstance(sid, str) and is_number(until)
    demand(good, "a session is malformed")


def _demand_account(sub: object, number: object, until: object) -> None:
    good = isinstance(sub, str) and is_number(number) and is_number(until)
    demand(good, "a change of an account is malformed")


def _demand_role(role: object, scopes: object, rights: object, until: object) -> None:
    good = isinstance(role, str) and is_texts(scopes)
    good = good and is_number(rights) and is_number(until)
    demand(good, "a change of a role is malformed")


def _equal(value: object, number: int) -> bool:
    return is_number(value) and value == number


def _is_duration(value: object) -> bool:
    return type(value) in (int, float) and 0 <= value < math.inf  # type: ignore
