"""A server that follows the protocol, behind a network with random failures."""

import random
import threading
import time
import unittest

from restauth import GoOnFor
from restauth.settings import Clock

from .keys import LATER, NOW
from .scene import LONG, PAIR, Scene, until

REVOCATIONS = 100
EVERY = 1 if LONG else 4  # a revocation is followed by a check of every fourth token
RESUMABLE = 8  # the number of missed events after which a stream may still be resumed


class MachineTicks(Clock):
    def now(self):
        return NOW


class BadNetworkTest(unittest.TestCase):
    def test_nothing_is_lost_and_nothing_accepted_again(self):
        for seed in (1, 2, 3) if LONG else (1,):
            with self.subTest(seed=seed):
                self.check(random.Random(seed))

    def check(self, numbers):
        tokens = [PAIR.sign(sid=f"s{i}") for i in range(REVOCATIONS)]
        revoked = []  # session ids, in event order; event numbers are even
        over = threading.Event()
        streams = []
        with Scene() as scene:
            scene.server.ticks = lambda: time.monotonic() * 1000

            def serve_all():
                while not over.is_set():
                    stream = scene.server._streams.get()
                    streams.append(stream)
                    way = BadConnection(stream, random.Random(numbers.random()), over)
                    threading.Thread(
                        target=way.serve, args=(revoked,), daemon=True
                    ).start()

            threading.Thread(target=serve_all, daemon=True).start()
            # Missing revocations must be visible, so the verifier must not hide them by
            # refusing all tokens.
            scene.verifier = scene.connecting(
                clock=MachineTicks(),
                timing={"stale_after": 200, "silent_after": 200},
                when_stale=GoOnFor(600),
            ).result()
            try:
                self.revoke_all(scene, tokens, revoked, numbers)
                until(lambda: len(streams) > 5)
                self.assertFalse(any(scene.accepts(token) for token in tokens))
            finally:
                over.set()

    def revoke_all(self, scene, tokens, revoked, numbers):
        refused = set()
        for i in range(REVOCATIONS):
            revoked.append(f"s{i}")
            time.sleep(numbers.random() * 0.006)
            for j in range(i % EVERY, i + 1, EVERY):
                accepted = scene.accepts(tokens[j])
                self.assertFalse(accepted and j in refused, f"token {j} again")
                if not accepted:
                    refused.add(j)
            for token in tokens[i + 1 :: EVERY]:
                self.assertTrue(scene.accepts(token))
        until(lambda: not any(scene.accepts(token) for token in tokens))


class BadConnection:
    """Sends events over a connection that repeats, delays, garbles or drops them."""

    def __init__(self, stream, numbers, over):
        self.stream, self.numbers, self.over = stream, numbers, over
        self.held = []

    def serve(self, revoked):
        stream, last = self.stream, self.stream.last_id
        asked = int(last.split("-")[1]) if last else None
        sent = len(revoked)
        if asked is not None and 2 * (sent - RESUMABLE) <= asked <= 2 * sent:
            sent = asked // 2
            self.send("resumed", None, {"after": asked})
        else:
            for part in stream.parts(2 * sent, sessions=revoked[:sent], each=40):
                self.send(*part)
        while not stream.closed.is_set() and not self.over.is_set():
            if sent < len(revoked):
                session = {"after": 2 * sent, "sid": revoked[sent], "until": LATER}
                sent += 1
                self.send("session", f"e.1-{2 * sent}", session)
            else:
                beat = {"after": 2 * sent, "age": 0, "since": stream.since}
                self.send("heartbeat", f"e.1-{2 * sent}", beat)
                time.sleep(0.003)

    def send(self, *event):
        chance = self.numbers.random()
        if chance < 0.04:
            self.stream.event(*event).event(*event)  # repeats the event
        elif chance < 0.08:
            self.held.append(event)  # sends the event later
        elif chance < 0.1:
            self.stream.send("event: session\nid: e.1-2\ndata: garb").cut()
        elif chance < 0.12:
            self.stream.cut()
        else:
            self.stream.event(*event)
            if self.numbers.random() < 0.3:
                for late in self.held:
                    self.stream.event(*late)
                self.held = []


if __name__ == "__main__":
    unittest.main()
