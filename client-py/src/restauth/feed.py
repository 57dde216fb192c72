"""The connection to the server's feed."""

import http.client
import logging
import random
import threading
from concurrent.futures import Future

from .errors import FeedStreamError, NotConnectedError, demand
from .events import Event, EventParser
from .follower import Follower
from .revocations import RevocationState, applying
from .server import Deadline, Exchange, Server
from .settings import Settings

_LOG = logging.getLogger("restauth")
_REFUSALS: dict[int, NotConnectedError] = {
    401: NotConnectedError("key-refused", "the server refuses the service key (401)"),
    403: NotConnectedError(
        "scope-missing", "the service key lacks the scope revocations:read (403)"
    ),
    404: NotConnectedError("no-feed", "the server has no /api/revocations (404)"),
}


class Feed:
    """Follows the stream on a daemon thread until `close` is called.

    Drops a stream that is silent or malformed, and reconnects.
    """

    def __init__(
        self,
        server: Server,
        state: RevocationState,
        follower: Follower,
        settings: Settings,
    ) -> None:
        self.trouble = "no answer yet"
        self._server = server
        self._state = state
        self._follower = follower
        self._settings = settings
        self._timing = settings.timing
        self._ended = threading.Event()
        self._ready: Future[None] = Future()
        self._exchange: Exchange | None = None
        self._failures = 0
        self._stale_logged = False
        self._thread = threading.Thread(
            target=self._run, name="restauth-feed", daemon=True
        )

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until tokens can be checked; raise `NotConnectedError` if that fails."""
        try:
            self._ready.result(seconds)
        except TimeoutError:
            raise NotConnectedError(
                "unreachable",
                f"REST-auth at {self._server.url} was not ready within {seconds} s:"
                f" {self.trouble}",
            ) from None

    def close(self) -> None:
        """Stop the thread, within moments."""
        self._ended.set()
        exchange = self._exchange
        if exchange is not None:
            exchange.abort()

    def inherited(self) -> "Feed | None":
        """Return the feed for a child process, or None if this feed is closed."""
        if self._exchange is not None:
            self._exchange.release()  # the parent's stream continues
        if self._ended.is_set():
            return None
        return Feed(self._server, self._state, self._follower, self._settings)

    def _run(self) -> None:
        while not self._ended.is_set():
            wait = None
            try:
                self._follow()
            except NotConnectedError as e:
                self.trouble = str(e)
                self._state.mark_stale()
                self._settle(e)
                wait = _jitter(self._timing.refused_retry)
            except FeedStreamError as e:
                self.trouble = str(e)
            except Exception as e:  # otherwise the state would stay stale forever
                self.trouble = f"unexpected {type(e).__name__}"
            self._log_stale()
            if wait is None:
                wait = self._backoff()
            self._settings.clock.pause(wait, self._ended)

    def _settle(self, failure: NotConnectedError | None) -> None:
        if self._ready.done():
            return
        if failure is None:
            self._ready.set_result(None)
        else:
            self._ready.set_exception(failure)

    def _follow(self) -> None:
        """Follow one stream until it fails."""
        self._follower.begin()
        deadline = Deadline(self._timing.silent_after)
        parser = EventParser(lambda event: self._receive(event, deadline))
        try:
            last_id = self._follower.last_id
            with self._server.follow(last_id, deadline, self._began) as response:
                self._check(response)
                while received := response.read1(1 << 16):
                    parser.read(received)
        except TimeoutError:
            raise FeedStreamError("nothing was received in time") from None
        except (OSError, http.client.HTTPException) as e:
            raise FeedStreamError(f"no connection: {_reason(e)}") from None
        finally:
            self._exchange = None
        raise FeedStreamError("the server ended the stream")

    def _began(self, exchange: Exchange) -> None:
        self._exchange = exchange
        demand(not self._ended.is_set(), "the verifier is closed")

    def _check(self, response: http.client.HTTPResponse) -> None:
        refusal = _REFUSALS.get(response.status)
        if refusal is not None:
            at = f"REST-auth at {self._server.url}: {refusal}"
            raise NotConnectedError(refusal.reason, at)
        demand(response.status == 200, f"the server answered {response.status}")
        content_type = response.getheader("Content-Type") or ""
        is_stream = content_type.startswith("text/event-stream")
        demand(is_stream, "the response is not an event stream")

    def _receive(self, event: Event, deadline: Deadline) -> None:
        with applying:
            kind = self._follower.receive(event)
        if kind != "change":  # only a heartbeat proves that no event is missing
            deadline.extend(self._timing.silent_after)
        if kind == "heartbeat":
            self._failures = 0
            self._settle(None)
            if self._stale_logged and self._state.is_fresh():
                self._stale_logged = False
                _LOG.info("the feed of REST-auth is up to date again")

    def _log_stale(self) -> None:
        """Log a warning once for each period in which the feed is stale."""
        _LOG.debug("the feed of REST-auth ended: %s", self.trouble)
        lost = self._ready.done() and not self._state.is_fresh()
        if lost and not self._stale_logged and not self._ended.is_set():
            self._stale_logged = True
            _LOG.warning(
                "the feed of REST-auth is stale, so new revocations are unknown: %s",
                self.trouble,
            )

    def _backoff(self) -> float:
        wait = self._timing.retry_at_least * 2 ** min(self._failures, 10)
        self._failures += 1
        return _jitter(min(wait, self._timing.retry_at_most / 2))


def _jitter(milliseconds: float) -> float:
    """Return a random time, so that clients do not all reconnect at the same moment."""
    return milliseconds * (1 + random.random())


def _reason(e: Exception) -> str:
    """Return details without any text from the server or a proxy."""
    details = getattr(e, "verify_message", None) or getattr(e, "strerror", None)
    return str(details or type(e).__name__)
