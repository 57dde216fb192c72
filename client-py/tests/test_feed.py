"""The feed: snapshots, events, order, and malformed streams."""

import unittest

from restauth import GoOnFor

from .fake_server import written
from .keys import AUDIENCE, ISSUER, LATER, NOW
from .scene import ENDED, GONE, LIVE, PAIR, Scene, until

SESSION = {"after": 100, "sid": "live", "until": LATER}
ACCOUNT = {"after": 100, "sub": "42", "generation": 4, "until": LATER}
RIGHTS = {"after": 100, "sub": "42", "rights": 58, "until": LATER}
ROLE = {"after": 100, "role": "a", "scopes": ["api"], "rights": 58, "until": LATER}
BEAT = {"after": 100, "age": 0, "since": 0}
EMPTY_ID = written("session", "e.1-101\nid", SESSION)
TWO_LINES = (
    'event: session\nid: e.1-101\ndata: {"sid":"live","until":1800000600,'
    '"after":10\ndata: 0}\n\n'
)


def without(data, name):
    return {n: v for n, v in data.items() if n != name}


ODD = {
    "twice": written("session", "e.1-100", {**SESSION, "after": 98}),
    "before a missing one": written("session", "e.1-105", {**SESSION, "after": 103}),
    "of an older number": written("heartbeat", "e.1-90", BEAT),
    "of the same number": written("session", "e.1-100", SESSION),
    "of another epoch": written("heartbeat", "e.2-101", BEAT),
    "of a later kind in another order": written("later", "e.1-103", {"after": 101}),
    "without an id": written("session", None, SESSION),
    "with an odd id": written("session", "101", SESSION),
    "with a space in its epoch": written("session", "e 1-101", SESSION),
    "with a number too high": written("session", "e.1-9999999999999999", SESSION),
    "after a text": written("session", "e.1-101", {**SESSION, "after": "100"}),
    "without the one before": written("session", "e.1-101", without(SESSION, "after")),
    "without a session": written("session", "e.1-101", without(SESSION, "sid")),
    "without an end": written("session", "e.1-101", without(SESSION, "until")),
    "without a generation": written(
        "account", "e.1-101", without(ACCOUNT, "generation")
    ),
    "without keys": written("keys", "e.1-101", {"after": 100, "keys": {}}),
    "without an age": written("heartbeat", "e.1-101", without(BEAT, "age")),
    "with a negative age": written("heartbeat", "e.1-101", {**BEAT, "age": -1}),
    "with a true age": written("heartbeat", "e.1-101", {**BEAT, "age": True}),
    "without since": written("heartbeat", "e.1-101", without(BEAT, "since")),
    "sent before the request": written("heartbeat", "e.1-101", {**BEAT, "since": -1}),
    "sent at a text": written("heartbeat", "e.1-101", {**BEAT, "since": "0"}),
    "sent in a later time": written("heartbeat", "e.1-101", {**BEAT, "since": 1.5}),
    "of a snapshot": written("sessions", None, {"sessions": [["live", LATER]]}),
    "that is no JSON": 'event: session\nid: e.1-101\ndata: {"after":100\n\n',
    "that is too deep": f"event: session\nid: e.1-101\ndata: {'[' * 99_999}\n\n",
    "that is no object": "event: session\nid: e.1-101\ndata: 100\n\n",
    "whose number is in two lines": TWO_LINES,
    "with an empty id after its own": EMPTY_ID,
    "with a space too many": written("session", " e.1-101", SESSION),
    "with an end before all": written("session", "e.1-101", {**SESSION, "until": -1}),
    "with a fraction": written("account", "e.1-101", {**ACCOUNT, "generation": 3.5}),
    "with a numeric account": written("account", "e.1-101", {**ACCOUNT, "sub": 42}),
    "without an account's end": written(
        "account", "e.1-101", without(ACCOUNT, "until")
    ),
    "of a later kind without data": written("later", "e.1-101", 7),
    "that resumes in the middle": written("resumed", None, {"after": 100}),
    "that begins again": written("snapshot", None, {"sessions": 0, "accounts": 0}),
    "that never ends": f"data: {'x' * (4 << 20)}",
    "of endless lines": f"data: {'x' * (1 << 20)}\n" * 5,
    "of roles in the middle": written("roles", None, {"roles": []}),
    "of rights without an id": written("rights", None, RIGHTS),
    "of rights twice": written("rights", "e.1-100", {**RIGHTS, "after": 98}),
    "of rights of a number": written("rights", "e.1-101", {**RIGHTS, "sub": 42}),
    "of rights without number": written("rights", "e.1-101", without(RIGHTS, "rights")),
    "of rights below nothing": written("rights", "e.1-101", {**RIGHTS, "rights": -1}),
    "of rights without an end": written("rights", "e.1-101", without(RIGHTS, "until")),
    "of a role without a name": written("role", "e.1-101", without(ROLE, "role")),
    "of a role without scopes": written("role", "e.1-101", without(ROLE, "scopes")),
    "of a role, a text": written("role", "e.1-101", {**ROLE, "scopes": "api"}),
    "of a role, a number": written("role", "e.1-101", {**ROLE, "scopes": ["api", 7]}),
    "of a role, a fraction": written("role", "e.1-101", {**ROLE, "rights": 57.5}),
    "of a role without an end": written("role", "e.1-101", without(ROLE, "until")),
}

CURRENT = {"issuer": ISSUER, "audience": AUDIENCE}
# Each entry changes a snapshot of two sessions and an account. The snapshot's parts are
# the beginning, two events with sessions, one with accounts, the keys and the end.
BROKEN = {
    "misses sessions": lambda p: [p[0], *p[2:]],
    "has one session twice and misses another": lambda p: [*p[:2], p[1], *p[3:]],
    "misses accounts": lambda p: [e for e in p if e[0] != "accounts"],
    "misses the keys": lambda p: [e for e in p if e[0] != "keys"],
    "ends before a part of it": lambda p: [*p[:2], p[-1], *p[2:]],
    "has an event in the middle": lambda p: [
        *p[:2],
        ("heartbeat", "e.1-200", BEAT),
        *p[2:],
    ],
    "begins with another part": lambda p: p[1:],
    "has no id": lambda p: [*p[:-1], ("current", None, CURRENT)],
    "has no issuer": lambda p: [
        *p[:-1],
        ("current", "e.1-200", without(CURRENT, "issuer")),
    ],
    "has no audience": lambda p: [
        *p[:-1],
        ("current", "e.1-200", without(CURRENT, "audience")),
    ],
    "has more sessions than it says": lambda p: [
        ("snapshot", None, {"sessions": 1, "accounts": 1}),
        *p[1:],
    ],
    "has more accounts than it says": lambda p: [
        ("snapshot", None, {"sessions": 2, "accounts": 0}),
        *p[1:],
    ],
    "says a truth for the accounts": lambda p: [
        ("snapshot", None, {"sessions": 2, "accounts": True}),
        *p[1:],
    ],
    "has a session that is a number": lambda p: [
        p[0],
        ("sessions", None, {"sessions": [[7, NOW], ["x", NOW]]}),
        *p[3:],
    ],
    "has an end that is a text": lambda p: [
        p[0],
        ("sessions", None, {"sessions": [["live", "x"], ["x", NOW]]}),
        *p[3:],
    ],
    "has a row that is too short": lambda p: [
        p[0],
        ("sessions", None, {"sessions": [["live"], ["x", NOW]]}),
        *p[3:],
    ],
    "has a row that is a text": lambda p: [
        p[0],
        ("sessions", None, {"sessions": ["live", ["x", NOW]]}),
        *p[3:],
    ],
    "has an account without an end": lambda p: [
        *p[:3],
        ("accounts", None, {"accounts": [["42", 9]]}),
        *p[4:],
    ],
    "has a generation that is a text": lambda p: [
        *p[:3],
        ("accounts", None, {"accounts": [["42", "9", NOW]]}),
        *p[4:],
    ],
    "has an account that is a number": lambda p: [
        *p[:3],
        ("accounts", None, {"accounts": [[42, 9, NOW]]}),
        *p[4:],
    ],
    "has an object for keys": lambda p: [*p[:4], ("keys", None, {"keys": {}}), p[-1]],
    "does not say how much it is": lambda p: [("snapshot", None, {}), *p[1:]],
    "begins by another name": lambda p: [("message", None, p[0][2]), *p[1:]],
    "says only the sessions": lambda p: [("snapshot", None, {"sessions": 2}), *p[1:]],
    "is resumed nowhere": lambda p: [
        ("resumed", None, {}),
        ("session", "e.1-101", SESSION),
    ],
    "is resumed at another number": lambda p: [
        ("resumed", None, {"after": 99}),
        ("session", "e.1-101", SESSION),
    ],
    "is a page of somebody else": lambda p: [("message", None, {"log": "in"})],
}


class FeedTest(unittest.TestCase):
    def test_refuses_sessions_and_accounts_of_a_snapshot(self):
        accounts = [["43", 4, LATER], ["42", 3, LATER]]
        content = {"sessions": ["gone", "ended"], "accounts": accounts}
        with Scene().begin(content) as scene:
            self.assertFalse(scene.accepts(GONE))
            self.assertFalse(scene.accepts(ENDED))
            self.assertTrue(scene.accepts(LIVE))
            self.assertFalse(scene.accepts(PAIR.sign(sub="43")))
            authorization = scene.feed.headers["Authorization"]
            self.assertEqual(authorization, "Bearer restauth_sk_secretsecret")
            self.assertIsNone(scene.feed.last_id)

    def test_sets_the_terms_for_cached_tokens_too(self):
        for changed in ("issuer", "audience"):
            with self.subTest(changed), Scene().begin() as scene:
                self.assertTrue(scene.accepts(LIVE))
                feed = scene.reconnected()
                parts = feed.parts(200)
                parts[-1][2][changed] = "https://new.example.org"
                for part in parts:
                    feed.event(*part)
                scene.refused(LIVE)
                self.assertTrue(scene.verifier.fresh)

    def test_refuses_sessions_and_generations_from_their_events_on(self):
        with Scene().begin() as scene:
            self.assertTrue(scene.accepts(ENDED))
            scene.feed.revoke("ended")
            scene.refused(ENDED)
            scene.feed.next("account", sub="42", generation=4, until=LATER)
            scene.refused(LIVE)
            self.assertTrue(scene.accepts(PAIR.sign(gen=4)))

    def test_uses_the_latest_expiry_and_the_highest_generation(self):
        accounts = [["42", 4, LATER], ["43", 4, LATER]]
        with Scene().begin({"sessions": ["gone"], "accounts": accounts}) as scene:
            scene.feed.revoke("gone", NOW + 1)
            scene.feed.next("account", sub="42", generation=3, until=NOW + 1)
            scene.heard()
            scene.clock.seconds = NOW + 2
            scene.clock.ticked += 10_001
            scene.feed.beat()
            scene.heard()
            gone = PAIR.sign(sid="gone", sub="45")
            self.assertFalse(scene.accepts(gone))
            self.assertFalse(scene.accepts(LIVE))
            accounts = [["43", 3, NOW + 1], ["44", 4, LATER]]
            feed = scene.reconnected().snapshot(200, accounts=accounts, sessions=["x"])
            feed.beat()
            scene.heard()
            for sub in ("42", "43", "44"):
                self.assertFalse(scene.accepts(PAIR.sign(sub=sub)), sub)
                self.assertTrue(scene.accepts(PAIR.sign(sub=sub, gen=4)), sub)
            self.assertFalse(scene.accepts(gone))

    def test_accepts_unknown_events_and_numbers_without_events(self):
        with Scene().begin() as scene:
            scene.feed.send(": a comment\nretry: 1\n\n").event("later", None, {})
            scene.feed.beat(107).next("later").revoke("ended")
            scene.refused(ENDED)
            self.assertTrue(scene.accepts(LIVE))

    def test_removes_revocations_whose_tokens_have_expired(self):
        for leeway in (0, 30):
            with self.subTest(leeway), Scene().begin(leeway=leeway) as scene:
                end = NOW + 60 + leeway
                scene.feed.revoke("ended", NOW + 60)
                scene.feed.next("account", sub="42", generation=4, until=NOW + 60)
                scene.refused(LIVE)
                for now, is_revoked in ((end - 1, True), (end, False)):
                    scene.clock.seconds = now
                    scene.clock.ticked += 10_001
                    scene.feed.beat()
                    scene.heard()
                    token = PAIR.sign(sid="ended", sub="43")
                    self.assertEqual(scene.accepts(token), not is_revoked)
                    self.assertEqual(scene.accepts(LIVE), not is_revoked)

    def test_resumes_after_the_last_event_if_it_is_cut(self):
        with Scene().begin() as scene:
            scene.feed.revoke("ended").beat(110)
            scene.refused(ENDED)
            feed = scene.reconnected()
            self.assertIn(feed.last_id, ("e.1-102", "e.1-110"))
            feed.resumed(int(feed.last_id[4:])).revoke("live").beat()
            scene.refused(LIVE)
            self.assertFalse(scene.accepts(ENDED))

    def test_ignores_an_incomplete_event(self):
        with Scene().begin() as scene:
            scene.feed.send(written("session", "e.1-101", SESSION)[:-1]).cut()
            scene.takes_up()

    def test_is_requested_again_after_an_odd_event(self):
        for what, text in ODD.items():
            with self.subTest(what), Scene().begin() as scene:
                scene.feed.send(text)
                scene.takes_up()

    def test_is_requested_again_after_a_broken_beginning_and_keeps_its_state(self):
        for what, change in BROKEN.items():
            with self.subTest(what), Scene().begin() as scene:
                half = scene.reconnected()
                self.assertEqual(half.last_id, "e.1-100")
                accounts = [["42", 9, LATER]]
                parts = half.parts(200, sessions=["live", "x"], accounts=accounts)
                for part in change(parts):
                    half.event(*part)
                scene.takes_up()

    def test_applies_a_snapshot_only_as_a_whole(self):
        with Scene().begin() as scene:
            feed = scene.reconnected()
            parts = feed.parts(7, sessions=["live", "ended"], epoch="other")
            looks = scene.clock.looks
            for part in parts[:-1]:
                feed.event(*part)
            until(lambda: scene.clock.looks >= looks + len(parts) - 1)
            self.assertTrue(scene.accepts(LIVE))
            feed.event(*parts[-1])
            # Freshness in one epoch does not apply to another.
            until(lambda: not scene.verifier.fresh)
            feed.last = 7
            feed.beat(8, "other")
            scene.fresh()
            for token in (LIVE, ENDED, GONE):
                self.assertFalse(scene.accepts(token))
            self.assertTrue(scene.accepts(PAIR.sign(sid="another")))
            self.assertEqual(scene.reconnected().last_id, "other-8")

    def test_keeps_its_state_while_a_snapshot_of_the_same_epoch_arrives(self):
        with Scene().begin() as scene:
            scene.reconnected().snapshot(100, sessions=["ended", "x"])
            scene.refused(ENDED)
            self.assertTrue(scene.accepts(LIVE))
            self.assertFalse(scene.accepts(GONE))

    def test_drops_a_snapshot_that_takes_longer_than_half_a_minute(self):
        with Scene().begin(when_stale=GoOnFor(600)) as scene:
            for elapsed, is_taken in ((30_000, True), (30_001, False)):
                feed = scene.reconnected()
                parts = feed.parts(200, sessions=["ended" if is_taken else "live"])
                looks = scene.clock.looks
                feed.event(*parts[0])
                until(lambda: scene.clock.looks > looks)
                scene.clock.ticked += elapsed
                for part in parts[1:]:
                    feed.event(*part)
                if is_taken:
                    scene.refused(ENDED)
                else:
                    scene.server.next()
            self.assertTrue(scene.accepts(LIVE))

    def test_does_not_accept_a_node_that_is_behind(self):
        with Scene().begin() as scene:
            scene.reconnected().snapshot(99).beat()
            scene.takes_up()

    def test_is_requested_again_after_an_error(self):
        for status in (201, 302, 404, 429, 500, 503):
            with self.subTest(status), Scene().begin() as scene:
                scene.server.feed_status = status
                scene.reconnected()
                scene.server.feed_status = 200
                scene.feed = scene.server.next_good()
                scene.feed.resumed(100).revoke("ended").beat()
                scene.refused(ENDED)
                until(lambda: scene.accepts(LIVE))
                self.assertEqual(scene.server.asked["other"], 0)

    def test_is_stale_at_once_if_its_key_is_refused(self):
        for status in (401, 403):
            with self.subTest(status), Scene().begin() as scene:
                scene.server.feed_status = status
                scene.feed.cut()
                scene.refused(LIVE)
                self.assertFalse(scene.verifier.fresh)
                self.assertIn(str(status), scene.verifier.trouble)
                scene.server.feed_status = 200
                scene.feed = scene.server.next_good()
                scene.feed.resumed(100).beat()
                until(lambda: scene.accepts(LIVE))

    def test_refuses_another_content_type(self):
        with Scene().begin() as scene:
            scene.server.feed_type = "text/html"
            page = scene.reconnected().snapshot(300).beat()
            self.assertTrue(page.closed.wait(60))
            scene.server.next()
            self.assertIn("not an event stream", scene.verifier.trouble)
            self.assertFalse(scene.accepts(GONE))

    def test_is_dropped_without_heartbeats_whatever_else_it_sends(self):
        with Scene().begin(timing={"silent_after": 500}) as scene:
            while not scene.feed.closed.wait(0.005):
                scene.feed.revoke("somebody")
            feed = scene.server.next()
            self.assertEqual(scene.verifier.trouble, "nothing was received in time")
            feed.resumed(int(feed.last_id[4:])).beat()


if __name__ == "__main__":
    unittest.main()
