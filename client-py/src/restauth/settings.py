"""Settings of a verifier, its clock, and its timeouts."""

import ssl
import threading
import time
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class GoOnFor:
    """Accepts tokens for this number of seconds after the feed became stale."""

    seconds: float


WhenStale = Literal["refuse", "ask-server"] | GoOnFor


class Clock:
    """The time of this machine. Thread-safe."""

    def now(self) -> int:
        """Return the seconds since 1970, rounded down."""
        return int(time.time())

    def ticks(self) -> float:
        """Return the milliseconds of a monotonic clock."""
        return time.monotonic() * 1000

    def pause(self, milliseconds: float, ended: threading.Event) -> None:
        """Wait for a time, or until the event is set."""
        ended.wait(milliseconds / 1000)


@dataclass(frozen=True)
class Timing:
    """Timeouts and intervals, in milliseconds."""

    stale_after: float = 3_000
    silent_after: float = 3_000  # then a stream without a heartbeat is dropped
    answer_within: float = 2_000
    snapshot_within: float = 30_000
    retry_at_least: float = 100
    retry_at_most: float = 2_000
    refused_retry: float = 2_000
    key_inquiries: float = 10_000


@dataclass(frozen=True)
class Settings:
    """Settings of a verifier. An invalid one raises `ValueError` or `TypeError`."""

    audience: str | None = None
    when_stale: WhenStale = "refuse"
    leeway: float = 0
    connect_within: float = 10
    cached_tokens: int = 16_384
    ssl_context: ssl.SSLContext | None = None
    clock: Clock = field(default_factory=Clock)
    timing: Timing = field(default_factory=Timing)

    def __post_init__(self) -> None:
        stale = self.when_stale
        if isinstance(stale, GoOnFor):
            good = 0 < stale.seconds < float("inf")
        else:
            good = stale in ("refuse", "ask-server")
        if not good:
            raise ValueError(
                "when_stale is 'refuse', 'ask-server' or GoOnFor(seconds), above zero"
            )
        if self.audience is not None and not isinstance(self.audience, str):
            raise TypeError("audience must be a string")
        if not 0 <= self.leeway <= 60:
            raise ValueError("leeway must be between 0 and 60 seconds")
        if not 0 < self.connect_within <= 3_600:
            raise ValueError("connect_within must be at most 3,600 seconds")
        if not isinstance(self.cached_tokens, int) or self.cached_tokens < 2:
            raise ValueError("cached_tokens must be a number of tokens, at least 2")
