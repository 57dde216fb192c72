"""A server whose feed sends events that the test chooses."""

import json
import queue
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from .keys import AUDIENCE, ISSUER, LATER

SERVICE_KEY = "restauth_sk_secretsecret"
PATIENCE = 60  # seconds
_CALLS = {"/.well-known/jwks.json": "keys", "/oauth/introspect": "introspection"}


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


class FakeServer:
    """An HTTP server on a free port. `ticks` is the clock for its heartbeats."""

    def __init__(self, keys, ticks=lambda: time.monotonic() * 1000, tls=None):
        self.keys = keys
        self.ticks = ticks
        self.asked = {"keys": 0, "introspection": 0, "other": 0}
        self.last = {}  # method, fields and form of the last call
        self.active = False
        self.answer = None  # a text to send instead of the right response
        self.status = 200  # for all calls except the feed
        self.held = threading.Event()  # responses wait until it is set
        self.held.set()
        self.feed_status = 200
        self.feed_type = "text/event-stream; charset=utf-8"
        self._streams = queue.Queue()
        self._lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                if self.path == "/api/revocations?rights=true":
                    server._feed(self)
                else:
                    server._call(self)

            do_POST = do_GET

            def log_message(self, *_):
                pass

        self._http = _Http(("127.0.0.1", 0), Handler)
        self._tls = tls
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self._open = set()
        threading.Thread(
            target=self._http.serve_forever, args=(0.01,), daemon=True
        ).start()

    @property
    def url(self):
        scheme = "http" if self._tls is None else "https"
        return f"{scheme}://127.0.0.1:{self._http.server_address[1]}"

    def next(self):
        """Return the next requested stream."""
        return self._streams.get(timeout=PATIENCE)

    def next_good(self):
        """Return the next stream that was answered with 200."""
        while True:
            stream = self.next()
            if stream.status == 200:
                return stream

    def close(self):
        """Close all streams and stop the server."""
        self.held.set()
        self._http.shutdown()
        self._http.server_close()
        for stream in list(self._open):
            stream.cut()
            stream.closed.set()

    def _feed(self, request):
        request.send_response(self.feed_status)
        request.send_header("Content-Type", self.feed_type)
        request.send_header("Location", "/other")
        request.send_header("Transfer-Encoding", "chunked")
        request.close_connection = True
        stream = Stream(self, request, self.feed_status)
        request.end_headers()
        if stream.status != 200:
            request.wfile.write(b"0\r\n\r\n")
            self._streams.put(stream)
            return
        self._open.add(stream)
        self._streams.put(stream)
        try:
            if self._tls is not None:  # two threads must not use TLS at the same time
                stream.closed.wait()
            while request.connection.recv(1024):
                pass
        except OSError:
            pass
        self._open.discard(stream)
        stream.closed.set()

    def _call(self, request):
        length = int(request.headers.get("Content-Length", 0))
        form = request.rfile.read(length).decode()
        with self._lock:
            self.asked[_CALLS.get(request.path, "other")] += 1
            self.last = {
                "method": request.command,
                "authorization": request.headers.get("Authorization"),
                "cache": request.headers.get("Cache-Control"),
                "form": parse_qs(form),
            }
        keys = self.keys
        self.held.wait(PATIENCE)
        answer = self.answer
        if answer is None:
            answer = json.dumps({"keys": keys, "active": self.active})
        try:
            request.send_response(self.status)
            request.send_header("Location", "/other")
            request.send_header("Content-Length", str(len(answer.encode())))
            request.end_headers()
            request.wfile.write(answer.encode())
        except OSError:
            pass  # the verifier no longer waits


class Stream:
    """One stream, with the parts of the protocol that tests need."""

    def __init__(self, server, request, status):
        self.server = server
        self.headers = request.headers
        self.status = status
        self.closed = threading.Event()
        self.last = 0
        self._asked = server.ticks()
        self._request = request
        self._lock = threading.Lock()

    @property
    def last_id(self):
        return self.headers.get("Last-Event-ID")

    def send(self, text):
        """Send a text or bytes as one chunk."""
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        try:
            with self._lock:
                self._request.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        except (OSError, ValueError):
            pass  # the verifier has closed the stream
        return self

    def event(self, kind, id, data):
        return self.send(written(kind, id, data))

    def parts(self, number, *, epoch="e.1", each=1, **content):
        """Return a snapshot event by event, so that a test can omit or reorder them."""
        names = ("sessions", "accounts", "rights", "roles")
        rows = {name: content.get(name, []) for name in names}
        events = [("snapshot", None, {name: len(rows[name]) for name in names})]
        for i in range(0, len(rows["sessions"]), each):
            pairs = [[sid, LATER] for sid in rows["sessions"][i : i + each]]
            events.append(("sessions", None, {"sessions": pairs}))
        events.append(("accounts", None, {"accounts": rows["accounts"]}))
        for name in ("rights", "roles"):
            if rows[name]:
                events.append((name, None, {name: rows[name]}))
        events.append(("keys", None, {"keys": self.server.keys}))
        terms = {"issuer": ISSUER, "audience": AUDIENCE}
        events.append(("current", f"{epoch}-{number}", terms))
        return events

    def snapshot(self, number, **content):
        self.last = number
        return self.send("".join(written(*e) for e in self.parts(number, **content)))

    def snapshot_without_rights(self, number):
        """Send a snapshot like a server of version 0.4.0, without changes of rights."""
        self.last = number
        self.event("snapshot", None, {"sessions": 0, "accounts": 0})
        return self.send("".join(written(*e) for e in self.parts(number)[1:]))

    def resumed(self, number):
        self.last = number
        return self.event("resumed", None, {"after": number})

    @property
    def since(self):
        """The seconds since the request, for a heartbeat."""
        return int((self.server.ticks() - self._asked) / 10) / 100

    def beat(self, number=None, epoch="e.1", **more):
        after, self.last = self.last, self.last if number is None else number
        data = {"after": after, "age": 0, "since": self.since, **more}
        return self.event("heartbeat", f"{epoch}-{self.last}", data)

    def next(self, kind, **data):
        after = self.last
        self.last += 2
        return self.event(kind, f"e.1-{self.last}", {"after": after, **data})

    def revoke(self, sid, until=LATER):
        return self.next("session", sid=sid, until=until)

    def cut(self):
        """Close the connection after everything that was sent."""
        try:
            self._request.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def written(kind, id, data):
    """Return an event as it is sent."""
    head = f"event: {kind}\n" if id is None else f"event: {kind}\nid: {id}\n"
    return f"{head}data: {json.dumps(data)}\n\n"
