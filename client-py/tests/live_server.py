"""A fake server that serves the feed automatically, like a real server."""

import threading
import time

from .fake_server import FakeServer

_BEAT_EACH = 0.2  # seconds


class LiveServer(FakeServer):
    """Serves all streams: a snapshot, revocations as they happen, heartbeats."""

    def __init__(self, keys):
        super().__init__(keys)
        self.streams = 0
        self._revoked = []
        self._changed = threading.Condition()
        threading.Thread(target=self._serve, daemon=True).start()

    def revoke(self, sid):
        with self._changed:
            self._revoked.append(sid)
            self._changed.notify_all()

    def _serve(self):
        while True:
            stream = self._streams.get()
            if stream.status == 200:
                self.streams += 1
                threading.Thread(target=self._send, args=(stream,), daemon=True).start()

    def _send(self, stream):
        until = int(time.time()) + 600
        with self._changed:
            sent = len(self._revoked)
        stream.snapshot(100 + 2 * sent, sessions=self._revoked[:sent]).beat()
        while not stream.closed.is_set():
            with self._changed:
                if len(self._revoked) == sent:
                    self._changed.wait(_BEAT_EACH)
            for sid in self._revoked[sent:]:
                stream.revoke(sid, until)
                sent += 1
            stream.beat()
