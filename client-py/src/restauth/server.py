"""Requests to the server, each with a separate connection and deadline."""

import io
import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from .settings import Settings
from .threads import in_thread

_ANSWER_AT_MOST = 1 << 20  # bytes
_QUESTIONS_AT_MOST = 64
_PAUSE = 500  # milliseconds
_LOCAL = re.compile(r"localhost|127(\.[0-9]{1,3}){3}|::1")


class Address:
    """The server's URL; raises `ValueError` without quoting a wrong URL."""

    def __init__(self, url: str, over_plain_http: bool) -> None:
        advice = "the server's URL must be like https://auth.example.com"
        try:
            parsed = urlsplit(url) if re.fullmatch(r"[!-~]+", url) else urlsplit("")
            host, port = parsed.hostname or "", parsed.port
        except (TypeError, ValueError):
            raise ValueError(advice) from None
        if parsed.scheme not in ("http", "https") or not host:
            raise ValueError(advice)
        if "@" in parsed.netloc or "?" in url or "#" in url:
            raise ValueError(f"{advice}, without user, query and fragment")
        secure = parsed.scheme == "https"
        if not secure and not over_plain_http and not _LOCAL.fullmatch(host):
            raise ValueError(
                "the service key would be sent over plain http;"
                " use https, or insecurely_over_plain_http"
            )
        self.host, self.port = host, port or (443 if secure else 80)
        self.secure = secure
        self.path = parsed.path.rstrip("/")
        self.url = url.rstrip("/")


class Deadline:
    """A deadline for receiving data. Monotonic. For use by one thread."""

    def __init__(self, milliseconds: float) -> None:
        self.extend(milliseconds)

    def extend(self, milliseconds: float) -> None:
        """Set the deadline to a time from now."""
        self._at = time.monotonic() + milliseconds / 1000

    def left(self) -> float:
        """Return the remaining seconds; raise `TimeoutError` if there are none."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _Reader(io.RawIOBase):
    """Reads from a socket until a deadline, however slowly bytes arrive."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)


class Exchange(HTTPConnection):
    """One request and its response. Another thread may call `abort`."""

    def __init__(
        self, address: Address, context: ssl.SSLContext | None, deadline: Deadline
    ) -> None:
        super().__init__(address.host, address.port)
        self.default_port = 443 if address.secure else 80
        self._context = context
        self._deadline = deadline
        self._socket: socket.socket | None = None

    def connect(self) -> None:
        """Connect. This object serves as the socket that `http.client` uses."""
        timeout = self._deadline.left()
        self._socket = socket.create_connection((self.host, self.port), timeout)
        if self._context is not None:
            self._socket = self._context.wrap_socket(
                self._socket, server_hostname=self.host
            )
        self.sock = cast(socket.socket, self)

    def sendall(self, data: bytes) -> None:
        """Send the request."""
        assert self._socket is not None
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return the stream with the response."""
        assert self._socket is not None
        return io.BufferedReader(_Reader(self._socket, self._deadline))

    def close(self) -> None:
        """Do nothing. `http.client` calls this method before it reads the body."""

    def abort(self) -> None:
        """Shut the connection down, so that a thread that reads from it continues."""
        if self._socket is not None:
            try:
                # Only the TCP connection is shut down, because two threads must not use
                # TLS at the same time.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                pass  # the connection is already closed

    def release(self) -> None:
        """Close the socket in this process. A parent process may continue to use it."""
        self.sock = None
        if self._socket is not None:
            self._socket.close()


class Server:
    """Requests to the server. Thread-safe."""

    def __init__(self, address: Address, service_key: str, settings: Settings) -> None:
        self.url = address.url
        self._address = address
        self._authorization = f"Bearer {service_key}"
        self._settings = settings
        self._context = settings.ssl_context
        if address.secure and self._context is None:
            self._context = ssl.create_default_context()
        self._questions = threading.Semaphore(_QUESTIONS_AT_MOST)
        self._paused_until = float("-inf")

    def __repr__(self) -> str:
        return f"Server({self.url!r})"

    def after_fork(self) -> None:
        """Replace the semaphore, which another thread of the parent may have acquired."""
        self._questions = threading.Semaphore(_QUESTIONS_AT_MOST)

    @contextmanager
    def _exchange(self, deadline: Deadline) -> Iterator[Exchange]:
        context = self._context if self._address.secure else None
        exchange = Exchange(self._address, context, deadline)
        try:
            yield exchange
        finally:
            exchange.release()

    @contextmanager
    def follow(
        self,
        last_id: str | None,
        deadline: Deadline,
        began: Callable[[Exchange], None],
    ) -> Iterator[HTTPResponse]:
        """Request the feed. Calls `began` before it waits for the response."""
        headers = {"Accept": "text/event-stream", "Connection": "close"}
        headers["Authorization"] = self._authorization
        if last_id is not None:
            headers["Last-Event-ID"] = last_id
        with self._exchange(deadline) as exchange:
            exchange.connect()
            began(exchange)
            # Without the query, a snapshot has no changes of rights. A server of an
            # older version ignores the query.
            path = f"{self._address.path}/api/revocations?rights=true"
            exchange.request("GET", path, headers=headers)
            yield exchange.getresponse()

    def key_set(self) -> Any:
        """Return the server's keys (RFC 7517); raise an error if there is no response."""
        headers = {"Cache-Control": "no-cache"}
        return self._ask("GET", "/.well-known/jwks.json", headers)["keys"]

    def is_active(self, token: str) -> "Future[bool | None]":
        """Return whether a token is active (RFC 7662), or None if there is no response."""
        if self._settings.clock.ticks() >= self._paused_until:
            questions = self._questions
            if questions.acquire(blocking=False):
                return in_thread(
                    "restauth-ask", lambda: self._is_active(token, questions)
                )
        unanswered: Future[bool | None] = Future()
        unanswered.set_result(None)
        return unanswered

    def _is_active(self, token: str, questions: threading.Semaphore) -> bool:
        headers = {
            "Authorization": self._authorization,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            body = urlencode({"token": token})
            answer = self._ask("POST", "/oauth/introspect", headers, body)
            return answer["active"] is True
        except Exception:
            # An unavailable server must not block all requests.
            self._paused_until = self._settings.clock.ticks() + _PAUSE
            raise
        finally:
            questions.release()

    def _ask(
        self, method: str, path: str, headers: dict[str, str], body: str | None = None
    ) -> Any:
        with self._exchange(Deadline(self._settings.timing.answer_within)) as exchange:
            headers["Connection"] = "close"
            exchange.request(method, self._address.path + path, body, headers)
            response = exchange.getresponse()
            if response.status != 200:
                raise HTTPException(f"the server answered {response.status}")
            return json.loads(_short_text(response))


def _short_text(response: HTTPResponse) -> str:
    """Read a body of at most 1 MB; fail if it is longer."""
    body = bytearray()
    while chunk := response.read1(1 << 16):
        body += chunk
        if len(body) > _ANSWER_AT_MOST:
            raise HTTPException("the response is too long")
    return body.decode("utf-8")
