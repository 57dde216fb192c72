"""Staleness: when it begins, and the three ways to treat tokens during it."""

import unittest

from restauth import GoOnFor, Refusal, VerifiedToken

from .fake_server import SERVICE_KEY
from .keys import LATER
from .scene import ENDED, GONE, LIVE, OTHERS, PAIR, Later, Scene, until

BEATS = [
    ("three seconds late", 10_000, 7, False),
    ("just not three seconds late", 10_000, 7.01, True),
    ("early, as our clock is slow", 10_000, 11.49, True),
    ("as early as none can be", 10_000, 11.5, False),
    ("an age early, as a copy of another stream would be", 0, 3_600, False),
    ("half of that late after a minute", 60_010, 58.51, True),
    ("later than that before a minute is over", 60_000, 57.01, True),
    ("later than that after a minute", 60_001, 58.5, False),
]


class StaleTest(unittest.TestCase):
    def test_refuses_tokens_three_seconds_after_the_time_of_the_last_heartbeat(self):
        with Scene().begin(beat={"age": 0.5}) as scene:
            scene.clock.ticked += 2_499
            self.assertIsInstance(scene.verifier.judge(LIVE), VerifiedToken)
            scene.clock.ticked += 1
            refusal = scene.verifier.judge(LIVE)
            self.assertEqual(refusal, Refusal(503, {"Retry-After": "3"}))
            invalid = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            # A revoked or malformed token gets a 401 even while the feed is stale.
            self.assertEqual(scene.verifier.judge(GONE), Refusal(401, invalid))
            self.assertEqual(scene.verifier.judge("x"), Refusal(401, invalid))
            self.assertFalse(scene.verifier.fresh)
            scene.feed.beat()
            until(lambda: scene.accepts(LIVE))

    def test_accounts_for_the_delay_of_a_heartbeat(self):
        with Scene().begin() as scene:
            scene.clock.ticked += 2_900  # the heartbeat was sent two seconds earlier
            scene.feed.beat(since=0.9).revoke("ended")
            scene.refused(ENDED)
            scene.clock.ticked += 999
            self.assertTrue(scene.accepts(LIVE))
            scene.clock.ticked += 1
            self.assertFalse(scene.accepts(LIVE))

    def test_does_not_become_fresher_by_an_older_heartbeat(self):
        with Scene().begin() as scene:
            scene.feed.beat(age=2)
            scene.heard()
            scene.clock.ticked += 2_999
            self.assertTrue(scene.verifier.fresh)
            scene.clock.ticked += 1
            self.assertFalse(scene.verifier.fresh)

    def test_continues_or_drops_a_delayed_stream(self):
        for what, elapsed, since, goes_on in BEATS:
            with self.subTest(what):
                with Scene().begin(when_stale=GoOnFor(600)) as scene:
                    scene.clock.ticked += elapsed
                    scene.feed.beat(since=since).revoke("ended")
                    if goes_on:
                        scene.refused(ENDED)
                    else:
                        self.assertEqual(scene.server.next().last_id, "e.1-100")
                        self.assertTrue(scene.accepts(ENDED))

    def test_counts_from_the_request_of_each_stream(self):
        with Scene().begin() as scene:
            scene.clock.ticked += 600_000
            scene.reconnected().resumed(100).beat()
            scene.fresh()
            scene.clock.ticked += 2_999
            self.assertTrue(scene.verifier.fresh)

    def test_asks_the_server_if_so_configured_but_still_checks_the_token(self):
        with Scene().begin(when_stale="ask-server") as scene:
            self.assertTrue(scene.accepts(LIVE))
            self.assertEqual(scene.server.asked["introspection"], 0)
            scene.clock.ticked += 3_000
            self.assertEqual(scene.verifier.judge(LIVE).status, 401)
            last = scene.server.last
            self.assertEqual(last["method"], "POST")
            self.assertEqual(last["authorization"], f"Bearer {SERVICE_KEY}")
            self.assertEqual(last["form"], {"token": [LIVE]})
            scene.server.active = True
            self.assertTrue(scene.accepts(LIVE))
            self.assertFalse(scene.accepts(GONE))
            self.assertEqual(scene.server.asked["introspection"], 2)

    def test_accepts_a_token_only_if_the_server_clearly_says_that_it_is_active(self):
        answers = ['{"active":"true"}', "[]", "null", "yes", '{"active":1}', "{}", ""]
        with Scene().begin(when_stale="ask-server") as scene:
            scene.clock.ticked += 3_000
            for answer in answers:
                scene.clock.ticked += 500
                scene.server.answer = answer
                self.assertFalse(scene.accepts(LIVE), answer)
            scene.server.answer = '{"active":true}'
            for status in (201, 302, 307, 401, 500):
                scene.clock.ticked += 500
                scene.server.status = status
                self.assertEqual(scene.verifier.judge(LIVE).status, 503)
            self.assertEqual(scene.server.asked["introspection"], 12)
            self.assertEqual(scene.server.asked["other"], 0)

    def test_does_not_ask_for_half_a_second_after_a_failure(self):
        with Scene().begin(when_stale="ask-server") as scene:
            scene.clock.ticked += 3_000
            scene.server.active = True
            scene.server.status = 503
            self.assertFalse(scene.accepts(LIVE))
            scene.server.status = 200
            scene.clock.ticked += 499
            self.assertFalse(scene.accepts(LIVE))
            self.assertEqual(scene.server.asked["introspection"], 1)
            scene.clock.ticked += 1
            self.assertTrue(scene.accepts(LIVE))

    def test_refuses_a_token_if_the_server_does_not_answer_in_time(self):
        timing = {"answer_within": 1}
        with Scene().begin(when_stale="ask-server", timing=timing) as scene:
            scene.clock.ticked += 3_000
            scene.server.held.clear()
            self.assertEqual(scene.verifier.judge(LIVE).status, 503)
            self.assertFalse(scene.accepts(OTHERS))

    def test_asks_about_64_tokens_at_a_time(self):
        with Scene().begin(when_stale="ask-server") as scene:
            scene.clock.ticked += 3_000
            scene.server.active = True
            scene.server.held.clear()
            answers = [Later(lambda: scene.accepts(LIVE)) for _ in range(64)]
            until(lambda: scene.server.asked["introspection"] == 64)
            self.assertFalse(scene.accepts(LIVE))
            scene.server.held.set()
            self.assertTrue(all(answer.result() for answer in answers))
            until(lambda: scene.accepts(LIVE))
            self.assertEqual(scene.server.asked["introspection"], 65)

    def test_refuses_a_token_that_changes_while_the_server_is_asked(self):
        def ends(scene):
            scene.clock.seconds = LATER

        account = {"sub": "42", "generation": 4, "until": LATER}
        meanwhile = {
            "its session is revoked": lambda s: s.feed.revoke("live"),
            "its account is": lambda s: s.feed.next("account", **account),
            "its key is withdrawn": lambda s: s.feed.next("keys", keys=[]),
            "it ends": ends,
            "the verifier is closed": lambda s: s.verifier.close(),
        }
        for what, happens in meanwhile.items():
            with self.subTest(what):
                with Scene().begin(when_stale="ask-server") as scene:
                    scene.clock.ticked += 3_000
                    scene.server.active = True
                    scene.server.held.clear()
                    answer = Later(lambda: scene.accepts(LIVE))
                    until(lambda: scene.server.asked["introspection"] == 1)
                    happens(scene)
                    if what != "the verifier is closed":
                        scene.feed.beat()
                        scene.fresh()
                    scene.server.held.set()
                    self.assertFalse(answer.result())

    def test_accepts_tokens_for_a_time_but_not_revoked_ones(self):
        with Scene().begin(when_stale=GoOnFor(60)) as scene:
            scene.clock.ticked += 63_000
            self.assertFalse(scene.verifier.fresh)
            self.assertTrue(scene.accepts(LIVE))
            self.assertFalse(scene.accepts(GONE))
            self.assertEqual(scene.server.asked["introspection"], 0)
            scene.clock.ticked += 1
            self.assertFalse(scene.accepts(LIVE))
            # A refusal must not extend the minute for which the verifier goes on.
            scene.server.feed_status = 401
            scene.feed.cut()
            until(lambda: "401" in scene.verifier.trouble)
            self.assertEqual(scene.verifier.judge(LIVE).status, 503)

    def test_logs_one_warning_and_no_secret(self):
        with Scene().begin(when_stale="ask-server") as scene:
            with self.assertLogs("restauth", "DEBUG") as logs:
                scene.feed.send(f"{LIVE}\n{SERVICE_KEY}\n\n")
                scene.feed.send(f"event: session\ndata: {LIVE}\n\n")
                scene.server.feed_status = 401
                scene.server.next().cut()
                until(lambda: len(logs.output) > 5)
                scene.server.answer = LIVE
                scene.accepts(LIVE)
                scene.server.feed_status = 200
                scene.server.next_good().resumed(100).beat()
                until(lambda: "up to date again" in logs.output[-1])
            warnings = [line for line in logs.output if line.startswith("WARNING")]
            self.assertEqual(len(warnings), 1)
            for line in logs.output:
                self.assertNotRegex(line, "restauth_sk_|eyJ")


if __name__ == "__main__":
    unittest.main()
