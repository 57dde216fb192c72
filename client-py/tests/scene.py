"""A verifier that is connected to a fake server, with a clock that tests advance."""

import os
import threading
import time

from restauth.settings import Clock, Settings, Timing
from restauth.verifier import open_verifier

from .fake_server import PATIENCE, SERVICE_KEY, FakeServer
from .keys import NOW, KeyPair

# With LONG_TESTS=1 in the environment, races and random failures are repeated more often.
LONG = os.environ.get("LONG_TESTS") == "1"

PAIR = KeyPair("k1")
OTHER = KeyPair("k2")
RSA = KeyPair("k3", "RS256")
ED = KeyPair("k4", "Ed25519")
LIVE = PAIR.sign()
ENDED = PAIR.sign(sid="ended")
GONE = PAIR.sign(sid="gone")
OTHERS = OTHER.sign()

# The verifier reconnects within milliseconds, and does not drop a stream if the machine
# is busy.
TIMING = {
    "silent_after": PATIENCE * 1000,
    "answer_within": PATIENCE * 1000,
    "retry_at_least": 1,
    "retry_at_most": 4,
    "refused_retry": 5,
}


class FakeClock(Clock):
    def __init__(self):
        self.seconds = NOW
        self.ticked = 5_000  # milliseconds
        self.looks = 0

    def now(self):
        return self.seconds

    def ticks(self):
        self.looks += 1
        return self.ticked


class Scene:
    """Closes everything at the end of a `with` statement."""

    def __init__(self, keys=None):
        self.clock = FakeClock()
        self.server = FakeServer(keys or [PAIR.jwk], lambda: self.clock.ticked)
        self.verifier = None
        self.feed = None
        self._heard = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.verifier is not None:
            self.verifier.close()
        self.server.close()

    def settings(self, timing=None, clock=None, **options):
        options.setdefault("connect_within", PATIENCE)
        timing = Timing(**{**TIMING, **(timing or {})})
        return Settings(clock=clock or self.clock, timing=timing, **options)

    def connecting(self, **options):
        """Connect on a thread; `join` waits for the result."""
        settings = self.settings(**options)
        return Later(lambda: open_verifier(self.server.url, SERVICE_KEY, settings))

    def begin(self, content=None, beat=None, **options):
        """Connect, with one revoked session."""
        connecting = self.connecting(**options)
        self.feed = self.server.next()
        content = {"sessions": ["gone"]} if content is None else content
        self.feed.snapshot(100, **content).beat(**(beat or {}))
        self.verifier = connecting.result()
        return self

    def accepts(self, token):
        return self.verifier.verify(token) is not None

    def refused(self, token):
        """Wait until a token is refused."""
        until(lambda: not self.accepts(token))

    def fresh(self):
        until(lambda: self.verifier.fresh)

    def heard(self):
        """Wait until all sent events have been applied.

        Revokes a new session each time, and waits until its token is refused.
        """
        self._heard += 1
        sid = f"heard-{self._heard}"
        token = PAIR.sign(sid=sid, sub="heard", scope="heard")
        # The token is valid until its session is revoked.
        until(lambda: self.accepts(token))
        self.feed.revoke(sid)
        self.refused(token)

    def reconnected(self):
        """Cut the stream, and wait for the next request."""
        self.feed.cut()
        self.feed = self.server.next()
        return self.feed

    def takes_up(self, last_id="e.1-100"):
        """Check that the next stream continues without a gap."""
        self.feed = self.server.next()
        assert self.feed.last_id == last_id, self.feed.last_id
        self.feed.resumed(int(last_id.split("-")[1])).revoke("ended").beat()
        self.refused(ENDED)
        assert self.accepts(LIVE)
        assert not self.accepts(GONE)


class Later:
    """A call on a separate thread."""

    def __init__(self, call):
        self._call = call
        self._outcome = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        try:
            self._outcome = (self._call(), None)
        except BaseException as e:
            self._outcome = (None, e)

    def result(self):
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the call takes too long"
        value, failure = self._outcome
        if failure is not None:
            raise failure
        return value


def until(condition):
    """Wait until a condition is true."""
    patience = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < patience, "the condition does not become true"
        time.sleep(0.002)
